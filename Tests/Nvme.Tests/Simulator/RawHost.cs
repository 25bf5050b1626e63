using System;
using System.Buffers.Binary;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// A host that shares no code with the driver: bytes in memory and registers by their numbers. What the simulator is tested with, so
/// that a mistake cannot hide by being made on both sides. One command at a time, unless told otherwise.
/// </summary>
internal sealed class RawHost
{
    internal const uint Entries = 8;
    internal const int BufferBytes = 16384;

    private const int SubmissionBytes = 64;
    private const int CompletionBytes = 16;

    private readonly DmaMemory[] _submissions = new DmaMemory[4];
    private readonly DmaMemory[] _completions = new DmaMemory[4];
    private readonly uint[] _tails = new uint[4];
    private readonly uint[] _heads = new uint[4];
    private readonly int[] _phases = [1, 1, 1, 1];

    internal RawHost(SimulatedController device)
    {
        Device = device;
        Buffer = device.Dma.Allocate(BufferBytes, 4096);
        for (int queue = 0; queue < _submissions.Length; queue++)
        {
            _submissions[queue] = device.Dma.Allocate((int)Entries * SubmissionBytes, 4096);
            _completions[queue] = device.Dma.Allocate((int)Entries * CompletionBytes, 4096);
        }
    }

    internal SimulatedController Device { get; }

    /// <summary>Four contiguous pages, so that PRP1 and, for two pages, PRP2 describe transfers of up to 8 KiB.</summary>
    internal DmaMemory Buffer { get; }

    internal ushort NextCommandId { get; set; }

    /// <summary>CID of the completion that was taken last.</summary>
    internal ushort LastCommandId { get; private set; }

    internal ulong SubmissionAddress(int queue) => _submissions[queue].Address.Value;

    internal ulong CompletionAddress(int queue) => _completions[queue].Address.Value;

    /// <summary>Sets the admin queues, enables the controller and waits for CSTS.RDY.</summary>
    internal uint Enable(uint configuration = 0x0046_0001)
    {
        Device.Registers.Write32(0x24, ((Entries - 1) << 16) | (Entries - 1));
        Device.Registers.Write32(0x28, (uint)SubmissionAddress(0));
        Device.Registers.Write32(0x2c, (uint)(SubmissionAddress(0) >> 32));
        Device.Registers.Write32(0x30, (uint)CompletionAddress(0));
        Device.Registers.Write32(0x34, (uint)(CompletionAddress(0) >> 32));
        Device.Registers.Write32(0x14, configuration);
        return WaitForStatus();
    }

    /// <summary>CSTS after a few looks.</summary>
    internal uint WaitForStatus()
    {
        uint status = 0;
        for (int look = 0; look < 5; look++)
        {
            status = Device.Registers.Read32(0x1c);
        }

        return status;
    }

    /// <summary>Makes I/O queue pair <paramref name="queue"/>, 1 to 3.</summary>
    internal void CreateQueues(int queue, int? vector = null)
    {
        uint flags = vector is int number ? ((uint)number << 16) | 3 : 1;
        Require(Admin(0x05, prp1: CompletionAddress(queue), dword10: ((Entries - 1) << 16) | (uint)queue, dword11: flags));
        Require(Admin(0x01, prp1: SubmissionAddress(queue), dword10: ((Entries - 1) << 16) | (uint)queue, dword11: ((uint)queue << 16) | 1));
    }

    /// <summary>An admin command with the buffer as its data, if nothing else is said.</summary>
    internal (int Status, uint Result) Admin(byte opcode, uint namespaceId = 0, ulong? prp1 = null, uint dword10 = 0, uint dword11 = 0, uint dword12 = 0)
    {
        Submit(0, opcode, namespaceId, prp1, dword10, dword11, dword12);
        return Take(0) ?? throw new InvalidOperationException("No completion.");
    }

    /// <summary>An I/O command of queue 1 on blocks, with the buffer as its data.</summary>
    internal int Io(byte opcode, ulong block = 0, int blocks = 1, uint namespaceId = 1, uint flags = 0)
    {
        Submit(1, opcode, namespaceId, null, (uint)block, (uint)(block >> 32), (uint)(blocks - 1) | flags);
        return (Take(1) ?? throw new InvalidOperationException("No completion.")).Status;
    }

    /// <summary>Puts a command into a queue and rings its doorbell.</summary>
    internal ushort Submit(int queue, byte opcode, uint namespaceId = 0, ulong? prp1 = null, uint dword10 = 0, uint dword11 = 0, uint dword12 = 0, ulong prp2 = 0)
    {
        Span<byte> entry = _submissions[queue].Span.Slice((int)_tails[queue] * SubmissionBytes, SubmissionBytes);
        entry.Clear();
        ushort id = NextCommandId++;
        entry[0] = opcode;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], id);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], namespaceId);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], prp1 ?? Buffer.Address.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], prp2);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[40..], dword10);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[44..], dword11);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[48..], dword12);
        _tails[queue] = (_tails[queue] + 1) % Entries;
        Ring(2 * queue, _tails[queue]);
        return id;
    }

    /// <summary>Takes the next completion, if there is one, and rings the head doorbell.</summary>
    internal (int Status, uint Result)? Take(int queue, bool ring = true)
    {
        ReadOnlySpan<byte> entry = _completions[queue].Span.Slice((int)_heads[queue] * CompletionBytes, CompletionBytes);
        ushort word = BinaryPrimitives.ReadUInt16LittleEndian(entry[14..]);
        if ((word & 1) != _phases[queue])
        {
            return null;
        }

        LastCommandId = BinaryPrimitives.ReadUInt16LittleEndian(entry[12..]);
        uint result = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        _heads[queue] = (_heads[queue] + 1) % Entries;
        _phases[queue] ^= _heads[queue] == 0 ? 1 : 0;
        if (ring)
        {
            Ring((2 * queue) + 1, _heads[queue]);
        }

        return (word >> 1, result);
    }

    internal void Ring(int number, uint value) => Device.Registers.Write32(0x1000 + ((uint)number * Device.DoorbellStride), value);

    private static void Require((int Status, uint Result) outcome)
    {
        if (outcome.Status != 0)
        {
            throw new InvalidOperationException($"Status 0x{outcome.Status:x}.");
        }
    }
}
