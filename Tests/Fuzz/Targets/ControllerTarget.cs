using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Fuzz;

/// <summary>
/// A hostile controller: an input is a list of lies, eight bytes each, about registers, data of admin commands, and completions. The driver
/// brings it into service, reads, writes, flushes and shuts it down.
/// </summary>
internal sealed class ControllerTarget : FuzzTarget
{
    private const int LieBytes = 8;
    private const int MostLies = 32;
    private const int LargestBlock = 64 * 1024;

    // Virtual time jumps, but waiting looks at registers: two minutes of CAP.TO in steps of microseconds.
    private const long MostAccesses = 2_000_000;

    private enum Kind : byte
    {
        Register,
        AdminData,
        Completion,
    }

    /// <inheritdoc/>
    internal override string Name => "controller";

    /// <inheritdoc/>
    internal override string Summary => "a hostile controller: registers, data, completions";

    /// <inheritdoc/>
    internal override int MaximumLength => LieBytes * MostLies;

    // What a command ends with may depend on whether the driver's recovery thread resets the controller before it ends or afterwards.
    /// <inheritdoc/>
    internal override bool IsSteady => false;

    // The simulator, its memory and the driver's queues; blocks of 64 KiB at the most.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (32 << 20) + (4096L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return [];
        yield return Lie(Kind.Register, 0, 0, 0x0000_0001);
        yield return Lie(Kind.Register, 7, 3, 0x0000_0002);
        yield return Lie(Kind.AdminData, 0, 1, 0x0000_0D01);
        yield return Lie(Kind.AdminData, 1, 2, 0x1000_0000);
        for (byte field = 0; field < 7; field++)
        {
            yield return Lie(Kind.Completion, field, 6, 1);
            yield return Lie(Kind.Completion, field, 9, 0x4001);
        }
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        LyingController rig = new();
        Tell(rig.Device, input);
        Digest digest = new();
        NvmeController? controller = rig.Attach(ref digest);
        if (controller is not null)
        {
            LyingController.CheckList(controller, ref digest);
            foreach (NvmeNamespace disk in controller.Namespaces.Take(3))
            {
                Use(disk, ref digest);
            }

            digest.Add((ulong)controller.ReadTrace(0).Count);
            digest.Add(controller.ShutDown());
            Rule.Demand(controller.FailureMessage is null || !controller.FailureMessage.Any(char.IsControl), "a failure is a printable line", $"{controller.FailureMessage}");
            digest.Add(controller.FailureMessage);
        }

        Rule.Demand(!rig.Device.IsGone, "work is bounded", $"more than {MostAccesses} register accesses");
        rig.CheckAfterwards(ref digest);
        return digest.Value;
    }

    private static void Use(NvmeNamespace disk, ref Digest digest)
    {
        Rule.Demand(int.IsPow2(disk.BlockBytes) && disk.BlockBytes >= 512 && disk.BlockCount > 0, "a disk has blocks", $"{disk.BlockCount} of {disk.BlockBytes}");
        if (disk.BlockBytes > LargestBlock)
        {
            return;
        }

        byte[] buffer = new byte[disk.BlockBytes];
        digest.Add((ulong)disk.Read(0, buffer).Error);
        digest.Add((ulong)disk.Write(disk.BlockCount - 1, buffer).Error);
        digest.Add((ulong)disk.Flush().Error);
        digest.Add((ulong)disk.Read(1, buffer).Error);
        Rule.Demand(disk.Read(disk.BlockCount, buffer).Error == BlockError.OutOfRange, "a disk ends at its size", $"{disk.BlockCount}");
    }

    // The time in a lie counts reads, data or completions; about registers it is told from then on, about anything else once.
    private static void Tell(SimulatedController device, ReadOnlySpan<byte> input)
    {
        List<(Kind Kind, byte Field, ushort Time, uint Value)> lies = [];
        InputReader reader = new(input);
        while (!reader.Rest.IsEmpty && lies.Count < MostLies)
        {
            lies.Add(((Kind)(reader.Byte() % 3), reader.Byte(), reader.Word(), reader.Dword()));
        }

        int runner = Environment.CurrentManagedThreadId;
        int registers = 0;
        int data = 0;
        int completions = 0;
        device.Faults.OnRegisterRead = (offset, value) =>
        {
            int time = Interlocked.Increment(ref registers) - 1;
            Bound(device, time, Environment.CurrentManagedThreadId == runner);
            foreach ((Kind kind, byte field, ushort from, uint change) in lies)
            {
                value ^= kind == Kind.Register && offset == (field & 0x1Fu) * sizeof(uint) && time >= from ? change : 0;
            }

            return value;
        };
        device.Faults.OnAdminData = (command, bytes) =>
        {
            int time = data++;
            foreach ((_, byte field, _, uint value) in lies.Where(lie => lie.Kind == Kind.AdminData && lie.Time == time))
            {
                // The offset is twelve bits, and what goes there the rest.
                int place = (((field & 0xF) << 8) | (int)(value >> 24)) & ~3;
                Span<byte> changed = bytes.AsSpan(Math.Min(place, bytes.Length - sizeof(uint)));
                BinaryPrimitives.WriteUInt32LittleEndian(changed, BinaryPrimitives.ReadUInt32LittleEndian(changed) ^ (value & 0xFFFFFF) ^ ((uint)(field >> 4) << 24));
            }
        };
        device.OnCompletion = (command, completion) =>
        {
            int time = completions++;
            foreach ((_, byte field, _, uint value) in lies.Where(lie => lie.Kind == Kind.Completion && lie.Time == time))
            {
                Change(completion, field % 7, value);
            }
        };
    }

    // Whoever waits for ever is to be heard of. The driver has threads of its own, where nobody would hear of anything: for them the device goes.
    private static void Bound(SimulatedController device, int accesses, bool isRunner)
    {
        if (accesses > MostAccesses)
        {
            device.IsGone = true;
            Rule.Demand(!isRunner, "work is bounded", $"more than {MostAccesses} register accesses");
        }
    }

    private static void Change(SimulatedCompletion completion, int field, uint value)
    {
        switch (field)
        {
            case 0:
                completion.Result ^= value;
                break;
            case 1:
                completion.SubmissionHead ^= (ushort)value;
                break;
            case 2:
                completion.SubmissionQueueId ^= (ushort)value;
                break;
            case 3:
                completion.CommandId ^= (ushort)value;
                break;
            case 4:
                completion.Status ^= (ushort)(value & 0x7FFF);
                break;
            case 5:
                completion.Times = (int)(value & 3);
                break;
            default:
                completion.HasOldPhase = !completion.HasOldPhase;
                break;
        }
    }

    private static byte[] Lie(Kind kind, byte field, int time, uint value) => new ByteWriter().Add((byte)kind, field).Word(time).Dword(value).Build();
}
