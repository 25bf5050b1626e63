using System;
using System.Buffers.Binary;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>A lent queue whose owner sleeps, the device that writes an end into its ring and interrupts, and whoever stops the controller.</summary>
internal sealed class SleepingBench
{
    private const ushort Id = 1;
    private readonly SimulatedMemory _memory = new();
    private readonly ScheduledSignal _signal = new();
    private readonly NvmeQueue _queue;

    internal SleepingBench()
    {
        NvmeHardware hardware = new()
        {
            Registers = new FetchingWindow(depth: 4, _ => { }),
            Dma = new SimulatedDma(_memory),
            Clock = new VirtualClock(),
            NewEvent = static () => new RuntimeThreadEvent(),
            Cpu = new RuntimeCpuNumber(),
            Log = new MemoryLog(),
        };
        ControllerCore core = new("nvme0", hardware, new NvmeOptions());
        _queue = new NvmeQueue(core, Id, DirectQueueSize.For(4, entries => (uint)entries), listEntries: 1, new QueueVector(Id, _signal));
    }

    /// <summary>The owner.</summary>
    internal void Sleep() => Assert.That(_queue.WaitForInterrupt(Timeout.InfiniteTimeSpan), Is.True);

    /// <summary>The device: the end first, then the interrupt.</summary>
    internal void EndACommand()
    {
        byte[] entry = new byte[CompletionEntry.Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(10), Id);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(14), 1);
        Scheduler.Point();
        _memory.Write(_queue.CompletionAddress.Value, entry);
        _signal.Raise();
    }

    /// <summary>Somebody else on the same vector, or an end that was polled before.</summary>
    internal void InterruptForNothing() => _signal.Raise();

    /// <summary>The controller is stopped.</summary>
    internal void GiveUp()
    {
        Scheduler.Point();
        _queue.GiveUp(isControllerStopped: true);
    }

    /// <summary>Lets go of the memory.</summary>
    internal void End() => _queue.Free();

    // Between any two steps another thread may go on.
    private sealed class ScheduledSignal : InterruptSignal
    {
        private uint _count;

        public override uint Count
        {
            get
            {
                Scheduler.Point();
                uint count = _count;
                Scheduler.Point();
                return count;
            }
        }

        public override void Wait(uint seen, long deadline)
        {
            Scheduler.Point();
            Scheduler.WaitFor(() => _count != seen);
        }

        public override void Raise()
        {
            Scheduler.Point();
            _count++;
            Scheduler.Point();
        }
    }
}
