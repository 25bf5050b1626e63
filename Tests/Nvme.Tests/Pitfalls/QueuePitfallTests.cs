using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Boot.Tests;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Where drivers get the arithmetic of queues wrong.</summary>
[Category("Pitfall")]
public sealed class QueuePitfallTests
{
    private static int Laps => TestScale.Pick(quick: 2, plain: 3, soak: 10);

    // Every depth up to 70; then around powers of two, and one that is none.
    private static IEnumerable<int> Depths() =>
        Enumerable.Range(2, 69).Concat([127, 128, 129, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024]).Concat(TestScale.Pick<int[]>([], [], [2047, 2048, 4095, 4096, 65536]));

    [Property("Pitfall", 1)]
    [TestCaseSource(nameof(Depths))]
    public void Ring_OfAnyDepth_WrapsWhereItWasCreated(int depth)
    {
        Rig rig = new(blocks: 64) { Options = new NvmeOptions { QueueDepth = depth, MaximumTransferBytes = 4096 } };
        rig.Device.Capabilities |= 0xffff;
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueueDepth, Is.EqualTo(depth));
        ReadRoundAndRound(rig, controller, (Laps * depth) + 1);
    }

    [Property("Pitfall", 1)]
    [TestCase(3, 64)]
    [TestCase(7, 64)]
    [TestCase(99, 1024)]
    public void Ring_ControllerAllowsLess_WrapsAtTheControllersDepth(int mqes, int wanted)
    {
        Rig rig = new(blocks: 64) { Options = new NvmeOptions { QueueDepth = wanted } };
        rig.Device.Capabilities = (rig.Device.Capabilities & ~0xfffful) | (uint)mqes;
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueueDepth, Is.EqualTo(mqes + 1));
        ReadRoundAndRound(rig, controller, (3 * (mqes + 1)) + 1);
    }

    [Property("Pitfall", 1)]
    [Test]
    public void Ring_OfTheAdminQueue_WrapsToo()
    {
        Rig rig = new();
        rig.Device.Namespaces.AddRange(Enumerable.Range(2, 100).Select(id => new SimulatedNamespace((uint)id, 8)));
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(101));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // The device leaves commands in the ring, so that one too many would overrun its head: it would report that.
    [Property("Pitfall", 2)]
    [TestCase(2, 1)]
    [TestCase(3, 1)]
    [TestCase(5, 2)]
    [TestCase(16, 3)]
    public async Task Ring_OfNEntries_HoldsNMinusOneCommands(int depth, int fetched)
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = depth } };
        NvmeController controller = rig.Attach();
        rig.Device.FetchLimit = fetched;
        rig.Device.SetLatency(seed: depth, 1_000_000, 50_000_000);
        Task<BlockStatus>[] reads = Enumerable.Range(0, 5 * depth).Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask()).ToArray();
        Assert.That(await Task.WhenAll(reads), Is.All.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("Pitfall", 3)]
    [TestCase(0)]
    [TestCase(1)]
    public void Ring_OfTheSmallestMqes_Works(int mqes)
    {
        Rig rig = new(blocks: 64) { Options = new NvmeOptions { QueueDepth = 1024 } };
        rig.Device.Capabilities = (rig.Device.Capabilities & ~0xfffful) | (uint)mqes;
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueueDepth, Is.EqualTo(2));
        ReadRoundAndRound(rig, controller, 20);
    }

    [Property("Pitfall", 4)]
    [Test]
    public void Sizes_OnTheWire_AreZeroBased()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 100, QueuePairs = 3 } };
        NvmeController controller = rig.Attach();
        controller.Namespaces[0].Read(0, new byte[8 * 512]);
        SimulatedCommand[] admin = rig.Device.Commands.Where(command => command.IsAdmin).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(admin.Single(command => command.Opcode == 0x09 && (byte)command.Dword10 == 0x07).Dword11, Is.EqualTo(0x0002_0002), "Number of Queues");
            Assert.That(admin.Where(command => command.Opcode is 0x01 or 0x05).Select(command => command.Dword10 >> 16), Is.All.EqualTo(99), "QSIZE");
            Assert.That(rig.Device.Transfers.Single().Dword12, Is.EqualTo(7), "NLB");
            Assert.That(rig.Device.RegisterWrites, Does.Contain("AQA=1f001f"), "AQA");
        });
    }

    [Property("Pitfall", 5)]
    [Test]
    public void Doorbells_OfEveryStride_AreHit([Range(0, 15)] int stride)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = 3 } };
        rig.Device.Capabilities |= (ulong)stride << 32;
        rig.Device.WindowLength = 0x1000 + (8 * rig.Device.DoorbellStride);
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueuePairCount, Is.EqualTo(3));
        Parallel.For(0, 50, block => Assert.That(controller.Namespaces[0].Read((ulong)block, new byte[512]), Is.EqualTo(BlockStatus.Success)));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("Pitfall", 6)]
    [Test]
    public void Completion_OfTheRoundBefore_IsNotTakenForNew()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4, IoTimeoutNanoseconds = 1_000_000_000 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        ReadRoundAndRound(rig, controller, 6);
        rig.Device.Faults.OnTransfer().CompletesWithOldPhase();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.TimedOut));
    }

    // In the first round of the ring, in which the memory behind is zero, and in a later one, in which it holds old completions.
    [Property("Pitfall", 6)]
    [TestCase(0, 0)]
    [TestCase(0, 2)]
    [TestCase(9, 0)]
    [TestCase(9, 3)]
    public void Completion_WithAnIdThatIsNotOutstanding_FailsTheController(int readsBefore, int id)
    {
        Rig rig = new(blocks: 64) { Options = new NvmeOptions { QueueDepth = 6 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        ReadRoundAndRound(rig, controller, readsBefore);
        rig.Device.Faults.OnTransfer().CompletesWith(completion => completion.CommandId = (ushort)(completion.CommandId == id ? id + 1 : id));
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        Assert.That(controller.FailureMessage, Does.Contain("not outstanding"));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Property("Pitfall", 6)]
    [TestCase(2)]
    [TestCase(3)]
    public void Completion_PostedTwice_FailsTheController(int times)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 6 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.Faults.OnTransfer().Times(1).CompletesTimes(times);
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        controller.Namespaces[0].Read(0, new byte[512]);
        Assert.That(rig.AwaitFailure(controller), Does.Contain("not outstanding"));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Property("Pitfall", 7)]
    [Test]
    public async Task Completions_InReverse_ReachTheirOwners()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 10 } };
        NvmeController controller = rig.Attach();
        rig.Device.HoldsCompletions = true;
        byte[][] buffers = Enumerable.Range(0, 9).Select(_ => new byte[512]).ToArray();
        for (int block = 0; block < 9; block++)
        {
            rig.Disk.Data[block * 512] = (byte)(block + 1);
        }

        // The first of them fails, so that a result that went to somebody else shows, too.
        rig.Device.Faults.OnTransfer().Times(1).FailsWith(0x4281);
        Task<BlockStatus>[] reads = buffers.Select((buffer, block) => controller.Namespaces[0].ReadAsync((ulong)block, buffer).AsTask()).ToArray();
        Assert.That(() => rig.Device.HeldCount, Is.EqualTo(9).After(60_000, 1));
        for (int last = 8; last >= 0; last--)
        {
            rig.Device.ReleaseOne(last);
            Assert.That((await reads[last]).Error, Is.EqualTo(last == 0 ? BlockError.Medium : BlockError.None));
        }

        Assert.That(buffers.Skip(1).Select(buffer => (int)buffer[0]), Is.EqualTo(Enumerable.Range(2, 8)));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // The device reports a doorbell that is rung with the value that it had.
    [Property("Pitfall", 8)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(8)]
    public void Doorbells_OneAtATime_AreRungOncePerCommandAndPerCompletion(int depth)
    {
        Rig rig = new(blocks: 64) { Options = new NvmeOptions { QueueDepth = depth } };
        NvmeController controller = rig.Attach();
        (int tails, int heads) = rig.Device.DoorbellWrites;
        ReadRoundAndRound(rig, controller, 50);
        Assert.That(rig.Device.DoorbellWrites, Is.EqualTo((tails + 50, heads + 50)));
    }

    // The device fetches inside the doorbell write, so whatever is stored after it would be missing.
    [Property("Pitfall", 9)]
    [Test]
    public void Doorbell_Rung_FindsEntryAndPrpListComplete()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 3 } };
        NvmeController controller = rig.Attach();
        for (int round = 0; round < 10; round++)
        {
            byte[] written = Rig.Pattern((20 + round) * 4096, round);
            Assert.That(controller.Namespaces[0].Write((ulong)round, written), Is.EqualTo(BlockStatus.Success));
            Assert.That(rig.Disk.Data.AsSpan(round * 512, written.Length).SequenceEqual(written), Is.True);
        }

        Assert.That(rig.Device.Violations, Is.Empty);
    }

    private static void ReadRoundAndRound(Rig rig, NvmeController controller, int reads)
    {
        byte[] buffer = new byte[512];
        for (int read = 0; read < reads; read++)
        {
            int block = read % 64;
            rig.Disk.Data[block * 512] = (byte)read;
            Assert.That(controller.Namespaces[0].Read((ulong)block, buffer), Is.EqualTo(BlockStatus.Success));
            Assert.That(buffer[0], Is.EqualTo((byte)read));
        }

        Assert.That(rig.Device.Violations, Is.Empty);
    }
}
