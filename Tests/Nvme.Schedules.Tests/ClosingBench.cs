using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>A queue whose device never answers, and which is closed while threads submit.</summary>
internal sealed class ClosingBench
{
    private const uint Depth = 5;
    private readonly QueuePair _queue;
    private readonly FetchingWindow _window;
    private readonly List<CommandSlot> _claimed = [];

    internal ClosingBench()
    {
        _window = new FetchingWindow(Depth, _ => { });
        VirtualClock clock = new();
        _queue = new QueuePair(new QueuePairSetup
        {
            Id = 1,
            Depth = Depth,
            IsPolled = true,
            Doorbells = new DoorbellLayout(_window, 4),
            Dma = new SimulatedDma(new SimulatedMemory()),
            Clock = clock,
            Cpu = new RuntimeCpuNumber(),
            NewEvent = static () => new RuntimeThreadEvent(),
            Health = new ControllerHealth(new NvmeRegisters(_window), _ => { }),
        });
    }

    internal void Submit(int times)
    {
        for (int time = 0; time < times; time++)
        {
            if (_queue.TryClaim(owner: null) is CommandSlot slot)
            {
                _claimed.Add(slot);
                SubmissionEntry entry = NvmCommand.Flush(1);
                _queue.Append(slot, ref entry, long.MaxValue / 2);
                _queue.Publish();
            }
        }
    }

    internal void CloseAndGiveUp()
    {
        _queue.Close();
        _queue.GiveUpCommands(isControllerStopped: true);
    }

    internal void Check(int seed)
    {
        foreach (CommandSlot slot in _claimed)
        {
            Assert.That(slot.HasEnded, Is.True, $"seed {seed}: a command is forgotten");
            _queue.Release(slot);
        }

        Assert.That(_queue.TryClaim(owner: null), Is.Null, $"seed {seed}");
        Assert.That(_queue.IsIdle, Is.True, $"seed {seed}");
        _queue.Dispose();
    }
}
