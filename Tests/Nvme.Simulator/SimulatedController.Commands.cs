using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nvme.Simulator;

/// <content>This part: what commands do.</content>
public sealed partial class SimulatedController
{
    private const ushort Success = 0;
    private const ushort InvalidOpcode = 0x001;
    private const ushort InvalidField = 0x002;
    private const ushort InvalidNamespace = 0x00b;
    private const ushort InvalidPrpOffset = 0x013;
    private const ushort LbaOutOfRange = 0x080;
    private const ushort CompletionQueueInvalid = 0x100;
    private const ushort InvalidQueueId = 0x101;
    private const ushort InvalidQueueSize = 0x102;
    private const ushort InvalidVector = 0x108;
    private const ushort InvalidQueueDeletion = 0x10c;
    private const int PageBytes = SimulatedMemory.PageBytes;

    private (ushort Status, uint Result) ExecuteAdmin(SimulatedCommand command) => command.Opcode switch
    {
        0x00 => (DeleteSubmissionQueue(command.Dword10), 0),
        0x01 => (CreateSubmissionQueue(command), 0),
        0x04 => (DeleteCompletionQueue(command.Dword10), 0),
        0x05 => (CreateCompletionQueue(command), 0),
        0x06 => (Identify(command), 0),
        0x09 when (byte)command.Dword10 == 7 => (Success, ((uint)(QueuePairs - 1) << 16) | (uint)(QueuePairs - 1)),
        _ => (InvalidOpcode, 0),
    };

    private (ushort Status, uint Result) ExecuteIo(SimulatedCommand command)
    {
        SimulatedNamespace? disk = Namespaces.Find(candidate => candidate.Id == command.NamespaceId);
        if (disk is null)
        {
            return (InvalidNamespace, 0);
        }

        switch (command.Opcode)
        {
            case 0:
                disk.Flushes++;
                return (Success, 0);
            case 1 or 2:
                return (Transfer(command, disk), 0);
            default:
                return (InvalidOpcode, 0);
        }
    }

    private ushort Transfer(SimulatedCommand command, SimulatedNamespace disk)
    {
        ulong block = command.Dword10 | ((ulong)command.Dword11 << 32);
        ulong blocks = (command.Dword12 & 0xffff) + 1;
        if (block + blocks > disk.Blocks)
        {
            return LbaOutOfRange;
        }

        int length = (int)blocks * disk.BlockBytes;
        long limit = MaximumTransferExponent == 0 ? long.MaxValue : (4096L << (int)((Capabilities >> 48) & 15)) << MaximumTransferExponent;
        if (length > limit)
        {
            return InvalidField;
        }

        if (WalkPrps(command.Prp1, command.Prp2, length) is not List<(ulong Address, int Length)> parts)
        {
            return InvalidPrpOffset;
        }

        Span<byte> medium = disk.Data.AsSpan((int)block * disk.BlockBytes, length);
        foreach ((ulong address, int part) in parts)
        {
            if (command.Opcode == 1)
            {
                Memory.Read(address, medium[..part]);
            }
            else
            {
                Memory.Write(address, medium[..part]);
            }

            medium = medium[part..];
        }

        return Success;
    }

    // The data pointer as the specification defines it; null where an offset is not allowed.
    private List<(ulong Address, int Length)>? WalkPrps(ulong prp1, ulong prp2, int length)
    {
        int first = Math.Min(length, PageBytes - (int)(prp1 % PageBytes));
        List<(ulong Address, int Length)> parts = [(prp1, first)];
        int left = length - first;
        if (prp1 % 4 != 0)
        {
            return null;
        }

        if (left == 0)
        {
            if (prp2 != 0)
            {
                Violate("PRP2 is set although one page is enough");
            }

            return parts;
        }

        if (left <= PageBytes)
        {
            parts.Add((prp2, left));
            return prp2 % PageBytes == 0 ? parts : null;
        }

        ulong entryAddress = prp2;
        Span<byte> bytes = stackalloc byte[8];
        while (left > 0)
        {
            if (entryAddress % 8 != 0)
            {
                return null;
            }

            Memory.Read(entryAddress, bytes);
            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (entry % PageBytes != 0)
            {
                return null;
            }

            bool isLastOfPage = entryAddress % PageBytes == PageBytes - 8;
            if (isLastOfPage && left > PageBytes)
            {
                entryAddress = entry;
                continue;
            }

            int part = Math.Min(left, PageBytes);
            parts.Add((entry, part));
            left -= part;
            entryAddress += 8;
        }

        return parts;
    }

    private ushort Identify(SimulatedCommand command)
    {
        byte[]? data = (byte)command.Dword10 switch
        {
            0x00 => Namespaces.Find(disk => disk.Id == command.NamespaceId)?.Identify() ?? new byte[4096],
            0x01 => IdentifyController(),
            0x02 when KnowsNamespaceList => NamespaceList(command.NamespaceId),
            _ => null,
        };
        if (data is null)
        {
            return InvalidField;
        }

        Memory.Write(command.Prp1, data);
        return Success;
    }

    private byte[] IdentifyController()
    {
        byte[] data = new byte[4096];
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(0), 0x1b36);
        Encoding.ASCII.GetBytes("SIM-0001".PadRight(20)).CopyTo(data, 4);
        Encoding.ASCII.GetBytes("Simulated NVMe Controller".PadRight(40)).CopyTo(data, 24);
        Encoding.ASCII.GetBytes("1.0".PadRight(8)).CopyTo(data, 64);
        data[77] = MaximumTransferExponent;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(80), Version);
        data[512] = 0x66;
        data[513] = 0x44;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(516), Namespaces.Count == 0 ? 0 : Namespaces.Max(disk => disk.Id));
        data[525] = HasWriteCache ? (byte)1 : (byte)0;
        ChangeIdentify?.Invoke(data);
        return data;
    }

    private byte[] NamespaceList(uint after)
    {
        byte[] data = new byte[4096];
        int index = 0;
        foreach (uint id in Namespaces.Select(disk => disk.Id).Where(id => id > after).Order().Take(1024))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4 * index++), id);
        }

        return data;
    }

    private ushort CreateCompletionQueue(SimulatedCommand command)
    {
        uint id = command.Dword10 & 0xffff;
        uint entries = (command.Dword10 >> 16) + 1;
        int vector = (int)(command.Dword11 >> 16);
        bool interrupts = (command.Dword11 & 2) != 0;
        if (id == 0 || id > (uint)QueuePairs || _completionRings.ContainsKey(id))
        {
            return InvalidQueueId;
        }

        if (entries < 2 || entries > Math.Max((Capabilities & 0xffff) + 1, 2))
        {
            return InvalidQueueSize;
        }

        if (interrupts && vector >= _lines.Count)
        {
            return InvalidVector;
        }

        if ((command.Dword11 & 1) == 0 || command.Prp1 % PageBytes != 0)
        {
            return InvalidField;
        }

        _completionRings[id] = new CompletionRing(id, entries, command.Prp1, interrupts ? vector : null);
        return Success;
    }

    private ushort CreateSubmissionQueue(SimulatedCommand command)
    {
        uint id = command.Dword10 & 0xffff;
        uint entries = (command.Dword10 >> 16) + 1;
        if (id == 0 || id > (uint)QueuePairs || _submissionRings.ContainsKey(id))
        {
            return InvalidQueueId;
        }

        if (!_completionRings.TryGetValue(command.Dword11 >> 16, out CompletionRing? completions) || completions.Id == 0)
        {
            return CompletionQueueInvalid;
        }

        if (entries < 2 || entries > Math.Max((Capabilities & 0xffff) + 1, 2))
        {
            return InvalidQueueSize;
        }

        if ((command.Dword11 & 1) == 0 || command.Prp1 % PageBytes != 0)
        {
            return InvalidField;
        }

        _submissionRings[id] = new SubmissionRing(id, entries, command.Prp1, completions);
        return Success;
    }

    private ushort DeleteSubmissionQueue(uint id) => id != 0 && _submissionRings.Remove(id) ? Success : InvalidQueueId;

    private ushort DeleteCompletionQueue(uint id)
    {
        if (id == 0 || !_completionRings.ContainsKey(id))
        {
            return InvalidQueueId;
        }

        if (_submissionRings.Values.Any(ring => ring.Completions.Id == id))
        {
            return InvalidQueueDeletion;
        }

        _completionRings.Remove(id);
        return Success;
    }
}
