using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Rings, slots and phases; devices that lie or do not answer.</summary>
public sealed class QueueTests
{
    [Test]
    public void Queue_EveryDepth_WrapsManyTimes([Range(2, 40)] int depth)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = depth } };
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        byte[] buffer = new byte[512];
        for (int round = 0; round < (5 * depth) + 3; round++)
        {
            rig.Disk.Data[round * 512] = (byte)(round + 1);
            Assert.That(disk.Read((ulong)round, buffer), Is.EqualTo(BlockStatus.Success));
            Assert.That(buffer[0], Is.EqualTo((byte)(round + 1)));
        }

        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(8)]
    public async Task Queue_MoreCallersThanDepth_HoldsDepthMinusOne(int depth)
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = depth } };
        NvmeController controller = rig.Attach();
        rig.Device.HoldsCompletions = true;
        Task<BlockStatus>[] reads = StartReads(controller, 20);
        Assert.That(() => rig.Device.HeldCount, Is.EqualTo(depth - 1).After(60_000, 5));
        await Task.Delay(20);
        Assert.That(rig.Device.HeldCount, Is.EqualTo(depth - 1), "no more than that fit");

        Task<BlockStatus[]> all = Task.WhenAll(reads);
        while (!all.IsCompleted)
        {
            rig.Device.ReleaseHeld();
            await Task.Delay(1);
        }

        Assert.That(await all, Is.All.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public async Task Queue_CompletionsOutOfOrder_ReachTheirOwners([Range(1, 10)] int seed)
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 17 } };
        NvmeController controller = rig.Attach();
        Random random = new(seed);
        for (int block = 0; block < 64; block++)
        {
            rig.Disk.Data[block * 512] = (byte)(block + 1);
        }

        rig.Device.HoldsCompletions = true;
        byte[][] buffers = Enumerable.Range(0, 64).Select(_ => new byte[512]).ToArray();
        Task<BlockStatus[]> all = Task.WhenAll(buffers.Select((buffer, block) => controller.Namespaces[0].ReadAsync((ulong)block, buffer).AsTask()));
        while (!all.IsCompleted)
        {
            rig.Device.ReleaseHeld(random);
            await Task.Delay(1);
        }

        Assert.That(await all, Is.All.EqualTo(BlockStatus.Success));
        Assert.That(buffers.Select(buffer => (int)buffer[0]), Is.EqualTo(Enumerable.Range(1, 64)));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public async Task Queue_ManyCompletionsAtOnce_RingTheHeadDoorbellOncePerDrain()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 64 } };
        NvmeController controller = rig.Attach();
        rig.Device.HoldsCompletions = true;
        Task<BlockStatus[]> all = Task.WhenAll(StartReads(controller, 60));
        Assert.That(() => rig.Device.HeldCount, Is.EqualTo(60).After(60_000, 5));
        int before = rig.Device.DoorbellWrites.Heads;
        rig.Device.ReleaseHeld();
        Assert.That(await all, Is.All.EqualTo(BlockStatus.Success));
        Assert.That(() => rig.Device.DoorbellWrites.Heads - before, Is.InRange(1, 30).After(60_000, 5), "far fewer than one each");
        controller.ShutDown();
    }

    [TestCase("a command id that was never given out")]
    [TestCase("names another submission queue")]
    [TestCase("a submission queue head beyond the queue")]
    [TestCase("a command that is not outstanding")]
    public void Queue_DeviceLies_FailsItsControllerAndNobodyElse(string complaint)
    {
        Rig rig = new();
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.OnCompletion = (command, completion) =>
        {
            switch (complaint[..7])
            {
                case "a comma" when complaint.Contains("never", StringComparison.Ordinal):
                    completion.CommandId = 15;
                    break;
                case "names a":
                    completion.SubmissionQueueId = 2;
                    break;
                case "a submi":
                    completion.SubmissionHead = 16;
                    break;
                default:
                    completion.CommandId = 7;
                    break;
            }
        };
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        Assert.That(controller.FailureMessage, Does.Contain(complaint));
        Assert.That(rig.Log.Lines, Has.Some.StartsWith("Error: nvme0: "));
        Assert.That(rig.Device.Configuration & 1, Is.Zero, "it was stopped before the buffer was given back");
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone), "and stays so");
        Assert.That(controller.ShutDown(), Is.True.Or.False);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Queue_DuplicateCompletion_FailsTheController()
    {
        Rig rig = new();
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.OnCompletion = (_, completion) => completion.Times = 2;
        BlockStatus status = controller.Namespaces[0].Read(0, new byte[512]);
        Assert.That(status.IsSuccess, Is.True, "the first of the two is a good answer");
        Assert.That(rig.AwaitFailure(controller), Does.Contain("not outstanding"));
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Queue_CommandNeverCompletes_TimesOutAndTheBufferIsSafe(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 300_000_000 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.OnCompletion = (command, completion) => completion.Times = command.IsAdmin ? 1 : 0;
        Assert.That((await controller.Namespaces[0].ReadAsync(0, new byte[512])).Error, Is.EqualTo(BlockError.TimedOut));
        Assert.That(controller.FailureMessage, Does.Contain("no answer in time").And.Contain("block 0, 1 blocks"));
        Assert.That(rig.Device.Configuration & 1, Is.Zero);
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Queue_ControllerCannotBeStopped_NeverGivesMemoryBack()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 300_000_000 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.OnCompletion = (command, completion) => completion.Times = command.IsAdmin ? 1 : 0;
        rig.Device.NeverDisabled = true;
        int before = rig.Device.Dma.Outstanding;
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.TimedOut));
        Assert.That(rig.Device.Dma.Outstanding, Is.EqualTo(before + 1), "the buffer stays mapped");
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.EqualTo(before + 1), "and the queues stay allocated");
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Queue_DeviceRemoved_FailsRequestsSoon(int vectors)
    {
        Rig rig = new(vectors);
        NvmeController controller = rig.Attach();
        rig.Device.OnCompletion = (_, completion) =>
        {
            completion.Times = 0;
            rig.Device.IsGone = true;
        };
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        Assert.That(controller.FailureMessage, Does.Contain("gone"));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Queue_LostInterrupts_AreFoundAndCounted()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 16, SpinNanoseconds = 0 } };
        NvmeController controller = rig.Attach();
        rig.Device.Lines[0].LosesInterrupts = true;

        // The first ones may still be found by the thread that the interrupts of initialisation woke.
        for (int attempt = 0; attempt < 1000 && controller.MissedInterrupts == 0; attempt++)
        {
            Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        }

        Assert.That(controller.MissedInterrupts, Is.Positive);
        controller.ShutDown();
    }

    [Test]
    public async Task Queue_FailureWithManyWaiting_TellsThemAll()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 4 } };
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.HoldsCompletions = true;
        Task<BlockStatus>[] reads = StartReads(controller, 20);
        Thread blocked = new(() => controller.Namespaces[0].Read(0, new byte[512]));
        blocked.Start();
        Assert.That(() => rig.Device.HeldCount, Is.EqualTo(3).After(60_000, 5));
        rig.Device.IsFatal = true;
        Assert.That((await Task.WhenAll(reads)).Select(status => status.Error), Is.All.EqualTo(BlockError.DeviceGone));
        Assert.That(blocked.Join(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That(controller.FailureMessage, Does.Contain("CSTS.CFS"));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase(1, new[] { 0, 0, 0 })]
    [TestCase(2, new[] { 1, 1, 1 })]
    [TestCase(3, new[] { 1, 2, 1 })]
    [TestCase(4, new[] { 1, 2, 3 })]
    public void Queues_FewerVectors_ShareAllButTheAdminsOne(int vectors, int[] expected)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = 3 } };
        NvmeController controller = rig.Attach();
        IEnumerable<int> used = rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 5 }).Select(command => (int)(command.Dword11 >> 16));
        Assert.That(used, Is.EqualTo(expected));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty, "INTMS and INTMC among them: not to be touched under MSI-X");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(5)]
    public void Doorbells_AnyStride_AreHit(int stride)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = 2 } };
        rig.Device.Capabilities |= (ulong)stride << 32;
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Doorbells_Layout_IsThatOfTheSpecification()
    {
        DoorbellLayout layout = new(new SimulatedRegisters(new SimulatedController()), strideBytes: 64);
        Assert.That(layout.SubmissionTail(0).Offset, Is.EqualTo(0x1000));
        Assert.That(layout.CompletionHead(0).Offset, Is.EqualTo(0x1040));
        Assert.That(layout.SubmissionTail(3).Offset, Is.EqualTo(0x1000 + (6 * 64)));
        Assert.That(layout.CompletionHead(3).Offset, Is.EqualTo(0x1000 + (7 * 64)));
    }

    private static Task<BlockStatus>[] StartReads(NvmeController controller, int count) => Enumerable.Range(0, count)
        .Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask())
        .ToArray();
}
