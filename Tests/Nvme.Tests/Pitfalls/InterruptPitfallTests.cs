using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Interrupts of all kinds, lost, merged, masked and without a reason.</summary>
[Category("Pitfall")]
public sealed class InterruptPitfallTests
{
    private const long Second = 1_000_000_000;

    [Property("Pitfall", 28)]
    [TestCase(InterruptMode.None, 0)]
    [TestCase(InterruptMode.Pin, 1)]
    [TestCase(InterruptMode.Msi, 1)]
    [TestCase(InterruptMode.Msi, 4)]
    [TestCase(InterruptMode.MsiX, 1)]
    [TestCase(InterruptMode.MsiX, 5)]
    public async Task Interrupts_OfEveryKind_CarryTheLoad(InterruptMode mode, int vectors)
    {
        Rig rig = new(mode, vectors) { Options = new NvmeOptions { QueueDepth = 5, QueuePairs = 3 } };
        NvmeController controller = rig.Attach();
        rig.Device.SetLatency(seed: vectors, 10_000, 5_000_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            byte[] data = Rig.Pattern(4096, task);
            byte[] read = new byte[data.Length];
            for (int round = 0; round < 20; round++)
            {
                Assert.That(await controller.Namespaces[0].WriteAsync((ulong)(task * 8), data), Is.EqualTo(BlockStatus.Success));
                Assert.That(await controller.Namespaces[0].ReadAsync((ulong)(task * 8), read), Is.EqualTo(BlockStatus.Success));
                Assert.That(read.AsSpan().SequenceEqual(data), Is.True);
            }
        })));
        Assert.That(controller.FailureMessage, Is.Null);
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("Pitfall", 29)]
    [Test]
    public void MaskRegisters_UnderMsiX_AreLeftAlone()
    {
        Rig rig = new(vectors: 2);
        Use(rig);
        Assert.That(rig.Device.RegisterWrites, Has.None.StartsWith("INTM"));
    }

    // A wire stays asserted until the last completion is taken: without the mask, the handler would run again and again meanwhile.
    [Property("Pitfall", 29)]
    [Test]
    public void MaskRegisters_UnderAPin_FrameEachDrain()
    {
        Rig rig = new(InterruptMode.Pin, vectors: 1);
        Use(rig);
        string[] writes = rig.Device.RegisterWrites.Where(write => write.StartsWith("INTM", StringComparison.Ordinal)).ToArray();
        Assert.That(writes, Is.Not.Empty);
        Assert.That(writes.Where((write, index) => write.StartsWith(index % 2 == 0 ? "INTM=" : "INTMC=", StringComparison.Ordinal)), Is.EqualTo(writes), "masked, unmasked, in turn");
        Assert.That(rig.Device.Lines[0].IsAsserted, Is.False, "nothing is left that would hold the wire");
    }

    [Property("Pitfall", 30)]
    [Test]
    public void Handler_BeforeTheQueueExists_IsThere()
    {
        Rig rig = new(vectors: 2);

        // Interrupts while the queue is being created find a handler, and one that knows the queue.
        rig.Device.Faults.OnAdmin(0x05).Does(device => device.Interrupts.RaiseSpurious(1));
        rig.Device.Faults.OnAdmin(0x01).Does(device => device.Interrupts.RaiseSpurious(1));
        Use(rig);
    }

    [Property("Pitfall", 30)]
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 1)]
    public void IoQueues_WhereThereAreOtherVectors_LeaveTheAdminsAlone(int vectors, int lowest)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = 4 } };
        Use(rig);
        Assert.That(rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 0x05 }).Min(command => command.Dword11 >> 16), Is.EqualTo(lowest));
    }

    [Property("Pitfall", 32)]
    [TestCase(InterruptMode.Pin)]
    [TestCase(InterruptMode.Msi)]
    [TestCase(InterruptMode.MsiX)]
    public void Interrupts_AllLost_DelayButNeverFail(InterruptMode mode)
    {
        Rig rig = new(mode, vectors: 1) { Options = new NvmeOptions { QueueDepth = 16, SpinNanoseconds = 0 } };
        NvmeController controller = rig.Attach();
        rig.Device.Interrupts.LosesNext = int.MaxValue;
        foreach (SimulatedInterruptLine line in rig.Device.Lines)
        {
            line.LosesInterrupts = true;
        }

        for (int round = 0; round < 20; round++)
        {
            Assert.That(controller.Namespaces[0].Read((ulong)round, new byte[512]), Is.EqualTo(BlockStatus.Success));
        }

        Assert.That(() => controller.MissedInterrupts, Is.Positive.After(60_000, 1), "they count once it is clear that no interrupt is on its way");
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    // The completion comes after most of the command's time, its interrupt is lost: the last look has to find it.
    [Property("Pitfall", 32)]
    [Test]
    public void Interrupt_LostJustBeforeTheTimeOut_IsNoTimeOut()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 4, IoTimeoutNanoseconds = 30 * Second } };
        NvmeController controller = rig.Attach();
        rig.Device.Lines[0].LosesInterrupts = true;
        rig.Device.Faults.OnTransfer().CompletesAfter((30 * Second) - 1);
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(controller.FailureMessage, Is.Null);
        controller.ShutDown();
    }

    [Property("Pitfall", 32)]
    [Test]
    public void Interrupt_PendingBehindAMask_ComesWithTheUnmasking()
    {
        Rig rig = new(vectors: 1);
        NvmeController controller = rig.Attach();
        rig.Device.Interrupts.SetMasked(0, isMasked: true);
        Thread reader = new(() => controller.Namespaces[0].Read(0, new byte[512]));
        reader.Start();
        Assert.That(() => rig.Device.Interrupts.IsPending(0), Is.True.After(60_000, 1));
        rig.Device.Interrupts.SetMasked(0, isMasked: false);
        Assert.That(reader.Join(TimeSpan.FromSeconds(60)), Is.True);
        controller.ShutDown();
    }

    [Property("Pitfall", 32)]
    [Test]
    public void Interrupts_WithoutAReason_DoNothing([Values(InterruptMode.Msi, InterruptMode.MsiX)] InterruptMode mode)
    {
        Rig rig = new(mode, vectors: 2);
        NvmeController controller = rig.Attach();
        for (int round = 0; round < 100; round++)
        {
            rig.Device.Interrupts.RaiseSpurious(round % 2);
            Assert.That(controller.Namespaces[0].Read((ulong)round, new byte[512]), Is.EqualTo(BlockStatus.Success));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("Pitfall", 33)]
    [TestCase(InterruptMode.Pin)]
    [TestCase(InterruptMode.Msi)]
    [TestCase(InterruptMode.MsiX)]
    public async Task Interrupts_Coalesced_AnnounceAllThatCameTogether(InterruptMode mode)
    {
        Rig rig = new(mode, vectors: 1) { Options = new NvmeOptions { QueueDepth = 64 } };
        NvmeController controller = rig.Attach();
        rig.Device.Interrupts.CoalescingNanoseconds = 100_000;
        Task<BlockStatus>[] reads = Enumerable.Range(0, 200).Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask()).ToArray();
        Assert.That(await Task.WhenAll(reads), Is.All.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("Pitfall", 33)]
    [Test]
    public void Features_OfCoalescing_Refused_DoNotMatter()
    {
        Rig rig = new(vectors: 1);
        rig.Device.Faults.RefusesFeature(0x08);
        rig.Device.Faults.RefusesFeature(0x09);
        Use(rig);
    }

    // Some devices fail Create I/O Completion Queue when vectors come out of order.
    [Property("Pitfall", 34)]
    [TestCase(1, 4)]
    [TestCase(2, 4)]
    [TestCase(3, 4)]
    [TestCase(5, 4)]
    [TestCase(9, 4)]
    public void Vectors_FewerThanQueues_AreSharedAndFirstNamedInOrder(int vectors, int queues)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = queues } };
        Use(rig);
        uint[] named = rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 0x05 }).Select(command => command.Dword11 >> 16).ToArray();
        Assert.That(named, Has.Length.EqualTo(queues));
        Assert.That(named.Distinct(), Is.Ordered);
        Assert.That(named, Is.All.LessThan(vectors));
    }

    private static void Use(Rig rig)
    {
        NvmeController controller = rig.Attach();
        Parallel.For(0, 20, block => Assert.That(controller.Namespaces[0].Read((ulong)block, new byte[512]), Is.EqualTo(BlockStatus.Success)));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }
}
