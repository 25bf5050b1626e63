using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Doorbells in memory.</summary>
internal sealed class ShadowDoorbellTests
{
    // Transcribed from the rule: ring if the register value that the controller waits for is passed.
    [TestCase(0u, 1u, 0u, true)]
    [TestCase(1u, 1u, 0u, false)]
    [TestCase(0u, 5u, 1u, false)]
    [TestCase(3u, 5u, 1u, true)]
    [TestCase(1021u, 2u, 1020u, true)]
    [TestCase(500u, 2u, 1020u, false)]
    [TestCase(65535u, 0u, 65535u, true)]
    public void Passes_EventIndex_DecidesOnTheRegister(uint eventIndex, uint value, uint before, bool expected) =>
        Assert.That(ShadowDoorbells.Passes(eventIndex, value, before), Is.EqualTo(expected));

    [TestCase(0)]
    [TestCase(1)]
    public async Task Requests_WithShadowDoorbells_Work(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 5, QueuePairs = 2, CpuCount = 2 } };
        rig.Device.OffersShadowDoorbells = true;
        NvmeController controller = rig.Attach();
        Assert.That(rig.Device.Commands.Count(command => command is { IsAdmin: true, Opcode: 0x7c }), Is.EqualTo(1));
        byte[] data = Rig.Pattern(100 * 512, seed: vectors);
        byte[] read = new byte[512];
        for (int block = 0; block < 100; block++)
        {
            Assert.That(await controller.Namespaces[0].WriteAsync((ulong)block, data.AsMemory(block * 512, 512)), Is.EqualTo(BlockStatus.Success));
            Assert.That(controller.Namespaces[0].Read((ulong)block, read), Is.EqualTo(BlockStatus.Success));
            Assert.That(read, Is.EqualTo(data[(block * 512)..((block + 1) * 512)]));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Option_Off_LeavesThemAlone()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 5, UsesShadowDoorbells = false } };
        rig.Device.OffersShadowDoorbells = true;
        rig.Attach();
        Assert.That(rig.Device.Commands.Any(command => command is { IsAdmin: true, Opcode: 0x7c }), Is.False);
    }

    // On two CPUs: the controller goes to sleep, storing EventIdx and looking once more, just when the host stores a tail and looks
    // whether it must ring. One of them must see the other, or the command lies there. Needs the fences: x86 lets loads pass stores.
    [Test]
    public void Tell_ControllerGoesToSleepMeanwhile_OneSeesTheOther()
    {
        const int Rounds = 500_000;
        RingKeeper memory = new(new SimulatedController().Dma);
        using ShadowDoorbells doorbells = new(memory, sizeof(uint));
        (DmaRing<uint> values, DmaRing<uint> events) = (memory.Rings[0], memory.Rings[1]);
        bool[] hasRung = new bool[Rounds];
        bool[] hasSeen = new bool[Rounds];
        using Barrier start = new(2);
        int hostRound = 0;
        int deviceRound = 0;
        Task host = Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (int round = 0; round < Rounds; round++)
                {
                    Volatile.Write(ref hostRound, round);
                    Meet(ref deviceRound, round);
                    Dawdle(round % 300);
                    hasRung[round] = doorbells.Tell(0, (ushort)(round + 1), (ushort)round);
                }
            },
            TaskCreationOptions.LongRunning);
        Task sleeper = Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (int round = 0; round < Rounds; round++)
                {
                    Volatile.Write(ref deviceRound, round);
                    Meet(ref hostRound, round);
                    Volatile.Write(ref events[0], (ushort)round);
                    Interlocked.MemoryBarrier();
                    hasSeen[round] = Volatile.Read(ref values[0]) == (ushort)(round + 1);
                }
            },
            TaskCreationOptions.LongRunning);
        Assert.That(Task.WaitAll([host, sleeper], TimeSpan.FromMinutes(2)), Is.True);
        Assert.That(Enumerable.Range(0, Rounds).Count(round => !hasRung[round] && !hasSeen[round]), Is.Zero);
    }

    // The host comes a little later each time, so that every distance between the two is tried.
    private static void Dawdle(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Volatile.Read(ref step);
        }
    }

    // Without a pause, so that the two are as close together as can be.
    private static void Meet(ref int other, int round)
    {
        while (Volatile.Read(ref other) < round)
        {
        }
    }

    /// <summary>Hands the rings out to the test as well, which plays the device with them.</summary>
    private sealed class RingKeeper(IDmaAllocator dma) : IDmaAllocator
    {
        internal List<DmaRing<uint>> Rings { get; } = [];

        public DmaMemory Allocate(int length, int alignment) => dma.Allocate(length, alignment);

        public DmaRing<T> AllocateRing<T>(uint entries)
            where T : unmanaged
        {
            DmaRing<T> ring = dma.AllocateRing<T>(entries);
            Rings.Add((DmaRing<uint>)(object)ring);
            return ring;
        }

        public DmaMapping CreateMapping() => dma.CreateMapping();
    }
}
