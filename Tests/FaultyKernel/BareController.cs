using System;
using System.Buffers.Binary;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.FaultyKernel;

/// <summary>A controller with nothing but its admin queue. NVMe Base 1.4 §3.1 (registers), §7.6.1 (initialization).</summary>
internal sealed class BareController : IDisposable
{
    /// <summary>Entries of both admin queues.</summary>
    internal const uint Depth = 8;

    /// <summary>CSTS, read-only.</summary>
    internal const uint Status = 0x1c;

    /// <summary>Doorbell of the admin submission queue's tail; stride 0, as QEMU has it.</summary>
    internal const uint TailDoorbell = 0x1000;

    /// <summary>Doorbell of the admin completion queue's head.</summary>
    internal const uint HeadDoorbell = 0x1004;

    /// <summary>From one queue's doorbells to the next one's.</summary>
    internal const uint DoorbellPairBytes = 8;

    /// <summary>Opcode of Identify.</summary>
    internal const byte Identify = 0x06;

    /// <summary>An opcode that the specification reserves.</summary>
    internal const byte NoOpcode = 0x7f;

    private const uint Configuration = 0x14;
    private const uint AdminQueueAttributes = 0x24;
    private const uint AdminSubmissionQueue = 0x28;
    private const uint AdminCompletionQueue = 0x30;

    // Entries of 64 and 16 bytes, enabled.
    private const uint Enabled = (4 << 20) | (6 << 16) | 1;
    private const int PageBytes = 4096;
    private const int SubmissionBytes = 64;
    private const int CompletionBytes = 16;
    private const int CompletionStatus = 14;
    private const int CommandPrp1 = 24;
    private const int CommandDword10 = 40;
    private const int IdentifyTheController = 1;
    private const int LongestWaitMilliseconds = 10_000;

    private readonly DmaMemory _submissions;
    private readonly DmaMemory _completions;
    private readonly DmaMemory _data;
    private uint _tail;

    /// <summary>Resets the controller, gives it admin queues and enables it.</summary>
    internal BareController(RegisterWindow registers, IDmaAllocator dma)
    {
        Registers = registers;
        _submissions = dma.Allocate(PageBytes, PageBytes);
        _completions = dma.Allocate(PageBytes, PageBytes);
        _data = dma.Allocate(PageBytes, PageBytes);
        registers.Write32(Configuration, 0);
        WaitUntil(() => (registers.Read32(Status) & 1) == 0);
        registers.Write32(AdminQueueAttributes, ((Depth - 1) << 16) | (Depth - 1));
        WriteAddress(AdminSubmissionQueue, _submissions.Address);
        WriteAddress(AdminCompletionQueue, _completions.Address);
        registers.Write32(Configuration, Enabled);
        WaitUntil(() => (registers.Read32(Status) & 1) == 1);
    }

    /// <summary>BAR 0.</summary>
    internal RegisterWindow Registers { get; }

    /// <summary>Submits an admin command and waits for its completion, whatever status that has. At most seven times.</summary>
    internal void Execute(byte opcode)
    {
        Span<byte> entry = _submissions.Span.Slice((int)_tail * SubmissionBytes, SubmissionBytes);
        entry[0] = opcode;
        BinaryPrimitives.WriteUInt64LittleEndian(entry[CommandPrp1..], _data.Address.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[CommandDword10..], IdentifyTheController);
        int status = ((int)_tail * CompletionBytes) + CompletionStatus;
        _tail++;
        Registers.Write32(TailDoorbell, _tail);
        WaitUntil(() => (_completions.Span[status] & 1) == 1);
        Registers.Write32(HeadDoorbell, _tail);
    }

    /// <summary>Disables the controller; then nothing writes to the memory any more, and it is freed.</summary>
    public void Dispose()
    {
        Registers.Write32(Configuration, 0);
        WaitUntil(() => (Registers.Read32(Status) & 1) == 0);
        _submissions.Dispose();
        _completions.Dispose();
        _data.Dispose();
    }

    private static void WaitUntil(Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, LongestWaitMilliseconds))
        {
            throw new TimeoutException("The controller does not answer.");
        }
    }

    private void WriteAddress(uint register, DeviceAddress address)
    {
        Registers.Write32(register, (uint)address.Value);
        Registers.Write32(register + sizeof(uint), (uint)(address.Value >> 32));
    }
}
