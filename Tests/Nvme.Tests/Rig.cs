using System;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A simulated controller with one namespace, and what the driver needs to drive it.</summary>
internal sealed class Rig
{
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

    internal NvmeOptions Options { get; set; } = new() { QueueDepth = 16 };

    internal NvmeHardware Hardware => new()
    {
        Registers = Device.Registers,
        Dma = Device.Dma,
        Clock = Clock,
        Cpu = new RuntimeCpuNumber(),
        Log = Log,
        InterruptMode = Device.Interrupts.Mode,
        Interrupts = Device.Lines.ToArray<InterruptLine>(),
    };

    internal NvmeController Attach() => NvmeController.Attach(0, Hardware, Options);

    /// <summary>Bytes that differ from block to block and from seed to seed.</summary>
    internal static byte[] Pattern(int length, int seed)
    {
        byte[] data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
