using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Owners of queues who sleep until an interrupt comes.</summary>
public sealed class NvmeQueueWaitingTests
{
    private const long Millisecond = 1_000_000;
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // Vectors of the driver's own queues (two), and for lent ones; queues taken; the vector of each.
    [TestCase(2, 2, new[] { 2, 3 })]
    [TestCase(2, 1, new[] { 2, 1 })]
    [TestCase(2, 0, new[] { 1, 1 })]
    [TestCase(1, 0, new[] { 0, 0 })]
    public void Wait_EveryVectorLayout_SleepsUntilTheQueuesVectorComes(int driverVectors, int lentVectors, int[] vectors)
    {
        Rig rig = NewRig(driverVectors, lentVectors);
        NvmeController controller = rig.Attach();
        NvmeQueue[] queues = [.. vectors.Select(_ => controller.TryTakeQueue(4, interrupts: true)!)];
        for (int index = 0; index < queues.Length; index++)
        {
            NvmeQueue queue = queues[index];
            SimulatedInterruptLine line = rig.Device.Lines[vectors[index]];
            Assert.That(queue.HasInterrupt, Is.True);
            (long count, int waits) = (line.Count, line.Waiters.Waits);
            rig.Device.SetLatency(seed: 1, 5 * Millisecond, 5 * Millisecond);
            Read(queue, controller);
            Assert.That(queue.WaitForInterrupt(s_minute), Is.True);
            Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
            Assert.That(line.Count, Is.EqualTo(count + 1));
            Assert.That(line.Waiters.Waits, Is.EqualTo(waits + 1));
        }

        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success), "the driver's own queues have their vectors still");
        Array.ForEach(queues, queue => queue.Dispose());
        Finish(rig, controller);
    }

    [Test]
    public void Wait_EndIsThereAlready_DoesNotSleep()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        Read(queue, controller);
        Assert.That(queue.WaitForInterrupt(TimeSpan.Zero), Is.True);
        Assert.That(rig.Device.Lines[2].Waiters.Waits, Is.Zero);
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        queue.Dispose();
        Finish(rig, controller);
    }

    [TestCase(InterruptMode.MsiX)]
    [TestCase(InterruptMode.Pin)]
    [TestCase(InterruptMode.None)]
    public void Wait_NothingComes_EndsAfterTheTimeOut(InterruptMode mode)
    {
        Rig rig = new(mode, mode == InterruptMode.None ? 0 : 1) { Options = new NvmeOptions { QueueDepth = 8, DirectQueuePairs = 1 } };
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        Assert.That(queue.HasInterrupt, Is.EqualTo(mode == InterruptMode.MsiX));
        long began = rig.Clock.Nanoseconds;
        Assert.That(queue.WaitForInterrupt(TimeSpan.FromSeconds(3)), Is.False);
        Assert.That(rig.Clock.Nanoseconds - began, Is.InRange(3_000 * Millisecond, 3_010 * Millisecond));
        queue.Dispose();
        Finish(rig, controller);
    }

    [TestCase(InterruptMode.Msi)]
    [TestCase(InterruptMode.Pin)]
    [TestCase(InterruptMode.None)]
    public void Wait_OtherModes_FindsTheEnd(InterruptMode mode)
    {
        Rig rig = new(mode, mode == InterruptMode.None ? 0 : 1) { Options = new NvmeOptions { QueueDepth = 8, DirectQueuePairs = 1 } };
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        Assert.That(queue.HasInterrupt, Is.EqualTo(mode == InterruptMode.Msi));
        for (int round = 0; round < 3; round++)
        {
            rig.Device.SetLatency(seed: 1, 5 * Millisecond, 5 * Millisecond);
            Read(queue, controller);
            Assert.That(queue.WaitForInterrupt(s_minute), Is.True);
            Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        }

        queue.Dispose();
        Finish(rig, controller);
    }

    // Somebody else's interrupt on a shared vector, one of an end that was polled before, and one for nothing.
    [Test]
    public void Wait_InterruptWithoutAnEnd_SleepsOn()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        rig.Device.SetLatency(seed: 1, 5 * Millisecond, 5 * Millisecond);
        Read(queue, controller);
        rig.Clock.Schedule(Millisecond, () => rig.Device.Interrupts.RaiseSpurious(2));
        rig.Clock.Schedule(2 * Millisecond, () => rig.Device.Interrupts.RaiseSpurious(2));
        long began = rig.Clock.Nanoseconds;
        Assert.That(queue.WaitForInterrupt(s_minute), Is.True);
        Assert.That(rig.Clock.Nanoseconds - began, Is.GreaterThanOrEqualTo(5 * Millisecond));
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        queue.Dispose();
        Finish(rig, controller);
    }

    [Test]
    public void Wait_LostInterrupt_FindsTheEndWithinTwoSeconds()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        rig.Device.SetLatency(seed: 1, 5 * Millisecond, 5 * Millisecond);
        rig.Device.Lines[2].LosesInterrupts = true;
        Read(queue, controller);
        long began = rig.Clock.Nanoseconds;
        Assert.That(queue.WaitForInterrupt(Timeout.InfiniteTimeSpan), Is.True);
        Assert.That(rig.Clock.Nanoseconds - began, Is.LessThanOrEqualTo(2_200 * Millisecond));
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        queue.Dispose();
        Finish(rig, controller);
    }

    [TestCase(2)]
    [TestCase(0)]
    public void Wait_CommandWithoutAnswer_EndsAsTimedOut(int vectors)
    {
        Rig rig = NewRig(vectors, 0);
        rig.Options = rig.Options with { IoTimeoutNanoseconds = 5_000 * Millisecond };
        NvmeController controller = rig.WithoutRecovery().Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        Read(queue, controller);
        long began = rig.Clock.Nanoseconds;
        Assert.That(queue.WaitForInterrupt(Timeout.InfiniteTimeSpan), Is.True);
        Assert.That(rig.Clock.Nanoseconds - began, Is.InRange(5_000 * Millisecond, 9_000 * Millisecond));
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Of(BlockError.TimedOut)));
        queue.Dispose();
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase("reset")]
    [TestCase("removal")]
    [TestCase("shutdown")]
    public void Wait_QueueIsLost_Ends(string how)
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        rig.Device.Faults.OnTransfer().NeverCompletes();
        Read(queue, controller);
        bool hasEnded = false;
        NvmeCompletion end = default;
        Thread owner = new(() =>
        {
            hasEnded = queue.WaitForInterrupt(Timeout.InfiniteTimeSpan);
            end = End(queue);
        });
        owner.Start();
        rig.Clock.Delay(20 * Millisecond);
        long began = rig.Clock.Nanoseconds;
        switch (how)
        {
            case "reset":
                Assert.That(controller.Reset(), Is.Null);
                break;
            case "removal":
                controller.ReportRemoval();
                break;
            default:
                controller.ShutDown();
                break;
        }

        owner.Join();
        Assert.That(hasEnded, Is.True);
        Assert.That(end, Is.EqualTo(new NvmeCompletion(7, BlockStatus.Of(BlockError.DeviceGone))));
        Assert.That(queue.Outstanding, Is.Zero);
        Assert.That(queue.WaitForInterrupt(Timeout.InfiniteTimeSpan), Is.True, "a lost queue is never waited for");
        queue.Dispose();
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Wait_AfterReset_TheQueueTakenAnewHasItsInterrupt()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        controller.TryTakeQueue(4, interrupts: true)!.Dispose();
        Assert.That(controller.Reset(), Is.Null);
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        long count = rig.Device.Lines[2].Count;
        Read(queue, controller);
        Assert.That(queue.WaitForInterrupt(s_minute), Is.True);
        Assert.That(rig.Device.Lines[2].Count, Is.EqualTo(count + 1));
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        queue.Dispose();
        Finish(rig, controller);
    }

    [Test]
    public void Wait_QueueGivenBack_Throws()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4, interrupts: true)!;
        queue.Dispose();
        Assert.That(() => queue.WaitForInterrupt(Timeout.InfiniteTimeSpan), Throws.InstanceOf<ObjectDisposedException>());
        Finish(rig, controller);
    }

    [Test]
    public void Queue_WithoutInterrupts_CausesNone()
    {
        Rig rig = NewRig(2, 1);
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4)!;
        Assert.That(queue.HasInterrupt, Is.False);
        Read(queue, controller);
        Assert.That(queue.WaitForInterrupt(s_minute), Is.True);
        Assert.That(End(queue).Status, Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Lines[2].Count, Is.Zero);
        queue.Dispose();
        Finish(rig, controller);
    }

    private static Rig NewRig(int driverVectors, int lentVectors) =>
        new(driverVectors + lentVectors) { LentVectors = lentVectors, Options = new NvmeOptions { QueueDepth = 8, DirectQueuePairs = 2 } };

    private static void Read(NvmeQueue queue, NvmeController controller)
    {
        Assert.That(queue.TryRead(controller.Namespaces[0], 0, new byte[512], tag: 7), Is.EqualTo(NvmeAppend.Added));
        queue.Submit();
    }

    private static NvmeCompletion End(NvmeQueue queue)
    {
        NvmeCompletion[] ends = new NvmeCompletion[2];
        Assert.That(queue.Poll(ends), Is.EqualTo(1));
        return ends[0];
    }

    private static void Finish(Rig rig, NvmeController controller)
    {
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }
}
