using System;
using System.Collections.Concurrent;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A simulated controller with one namespace, and what the driver needs to drive it.</summary>
internal sealed class Rig
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<NvmeController>> s_attached = new();

    internal Rig(int vectors = 0, int blocks = 4096, int blockBytes = 512)
        : this(vectors == 0 ? InterruptMode.None : InterruptMode.MsiX, vectors, blocks, blockBytes)
    {
    }

    internal Rig(InterruptMode mode, int vectors, int blocks = 4096, int blockBytes = 512)
    {
        Device = new SimulatedController(mode, vectors);
        Disk = new SimulatedNamespace(1, blocks, blockBytes);
        Device.Namespaces.Add(Disk);
    }

    internal SimulatedController Device { get; }

    internal SimulatedNamespace Disk { get; }

    internal VirtualClock Clock => Device.Clock;

    internal MemoryLog Log { get; } = new();

    /// <summary>How many of the controller's vectors, the last ones, are for queues that callers own.</summary>
    internal int LentVectors { get; init; }

    internal NvmeOptions Options { get; set; } = new() { QueueDepth = 16 };

    /// <summary>What its bus can do; null: nothing.</summary>
    internal SimulatedBus? Bus { get; set; }

    internal NvmeHardware Hardware => new()
    {
        Registers = Device.Registers,
        Dma = Device.Dma,
        Clock = Clock,
        Cpu = new RuntimeCpuNumber(),
        NewEvent = static () => new RuntimeThreadEvent(),
        Log = Log,
        Bus = Bus,
        InterruptMode = Device.Interrupts.Mode,
        Interrupts = Device.Lines.SkipLast(LentVectors).ToArray<InterruptLine>(),
        LentInterrupts = Device.Lines.TakeLast(LentVectors).ToArray<InterruptLine>(),
    };

    /// <summary>From now on a controller is attached that is put out of service as soon as something is wrong with it.</summary>
    internal Rig WithoutRecovery()
    {
        Options = Options with { IsResetAllowed = false, Retries = 0 };
        return this;
    }

    /// <summary>Waits until a controller is out of service, if it ever is.</summary>
    internal string? AwaitFailure(NvmeController controller)
    {
        for (int step = 0; step < 100 && controller.FailureMessage is null; step++)
        {
            Clock.Delay(50_000_000);
        }

        return controller.FailureMessage;
    }

    internal NvmeController Attach()
    {
        NvmeController controller = NvmeController.Attach(0, Hardware, Options);
        s_attached.GetOrAdd(TestContext.CurrentContext.Test.ID, _ => []).Add(controller);
        return controller;
    }

    /// <summary>Ends the recovery threads of the controllers that a test has attached.</summary>
    internal static void StopRecovery(string test)
    {
        if (s_attached.TryRemove(test, out ConcurrentBag<NvmeController>? controllers))
        {
            foreach (NvmeController controller in controllers)
            {
                controller.Recovery.Stop();
            }
        }
    }

    /// <summary>Bytes that differ from block to block and from seed to seed.</summary>
    internal static byte[] Pattern(int length, int seed)
    {
        byte[] data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
