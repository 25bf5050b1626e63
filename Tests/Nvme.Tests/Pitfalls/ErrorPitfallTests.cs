using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Time-outs, failures and the end of power.</summary>
[Category("Pitfall")]
public sealed class ErrorPitfallTests
{
    private const long Second = 1_000_000_000;

    // The device would complete the command later, into memory that its owner has got back by then. It pretends that it has aborted nothing.
    [Property("Pitfall", 35)]
    [TestCase(0)]
    [TestCase(1)]
    public void CommandTimedOut_CompletingLater_FindsNobody(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 5 * Second } };
        NvmeController controller = rig.Attach();
        rig.Device.IgnoresAborts = true;
        rig.Device.Faults.OnTransfer().CompletesAfter(60 * Second);
        byte[] buffer = new byte[512];
        rig.Disk.Data.AsSpan(0, 512).Fill(0xee);
        Assert.That(controller.Namespaces[0].Read(0, buffer).Error, Is.EqualTo(BlockError.TimedOut));
        Assert.That(controller.Resets, Is.InRange(3, 4), "stopped before the buffer went back");
        rig.Clock.Delay(120 * Second);
        Assert.That(buffer, Is.All.Zero);
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Property("Pitfall", 35)]
    [TestCase(0)]
    [TestCase(1)]
    public void CommandTimedOut_ControllerThatCannotBeStopped_KeepsBufferAndQueues(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 5 * Second } };
        NvmeController controller = rig.Attach();
        int queues = rig.Device.Dma.Outstanding;
        rig.Device.NeverDisabled = true;
        rig.Device.IgnoresAborts = true;
        rig.Device.Faults.OnTransfer().NeverCompletes();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.TimedOut));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.EqualTo(queues + 1), "a leak is better than a device that writes into somebody else's data");
        Assert.That(rig.Log.Lines, Has.Some.Contains("cannot be stopped"));
    }

    // The other commands are not late, but the controller that has them is reset.
    [Property("Pitfall", 35)]
    [Test]
    public async Task CommandTimedOut_AmongOthers_EndsThemAllOnce()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 5 * Second } };
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        Task<BlockStatus>[] reads = Enumerable.Range(0, 30).Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask()).ToArray();
        BlockStatus[] statuses = await Task.WhenAll(reads);
        Assert.That(statuses.Select(status => status.Error), Is.All.AnyOf(BlockError.TimedOut, BlockError.DeviceGone));
        Assert.That(statuses.Select(status => status.Error), Has.Some.EqualTo(BlockError.TimedOut));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    // The lie is found by the thread that drains, which then stops the controller and ends everybody else's commands.
    [Property("Pitfall", 36)]
    [TestCase(InterruptMode.None, 0)]
    [TestCase(InterruptMode.Pin, 1)]
    [TestCase(InterruptMode.Msi, 2)]
    [TestCase(InterruptMode.MsiX, 1)]
    [TestCase(InterruptMode.MsiX, 3)]
    public void Failure_FoundByTheThreadThatDrains_DoesNotWaitForItself(InterruptMode mode, int vectors)
    {
        Rig rig = new(mode, vectors) { Options = new NvmeOptions { QueueDepth = 8, QueuePairs = 2 } };
        NvmeController controller = rig.Attach();
        rig.Device.SetLatency(seed: 1, 1000, 1_000_000);
        rig.Device.Faults.OnTransfer().After(10).CompletesWith(completion => completion.SubmissionQueueId = 77);
        Task reads = Task.Run(() => Parallel.For(0, 40, block => controller.Namespaces[0].Read((ulong)block, new byte[512])));
        Assert.That(reads.Wait(TimeSpan.FromSeconds(60)), Is.True, "somebody waits for ever");
        Assert.That(controller.FailureMessage, Does.Contain("submission queue"));
        Assert.That(rig.Device.Lines.Sum(line => line.Count), Is.LessThan(1000), "a wire that nobody will serve before the reset stays unmasked");
        Assert.That(Task.Run(controller.ShutDown).Wait(TimeSpan.FromSeconds(60)), Is.True, "shutdown waits for ever");
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    // Whether it is tried again is the device's to say: DNR, or a status that would come again.
    [Property("Pitfall", 39)]
    [TestCase(0x4281, 1)]
    [TestCase(0x2281, 2)]
    [TestCase(0x1a81, 2)]
    [TestCase(0x0082, 2)]
    [TestCase(0x4082, 1)]
    [TestCase(0x0002, 1)]
    public void Error_Once_IsTriedAgainUnlessTheStatusForbidsIt(int status, int times)
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().Times(1).FailsWith(status);
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Detail, Is.EqualTo(times == 1 ? status & 0x7ff : 0));
        Assert.That(rig.Device.Transfers, Has.Count.EqualTo(times));
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
    }

    [Property("Pitfall", 40)]
    [TestCase(false)]
    [TestCase(true)]
    public void WriteCache_AfterAShutDown_HasLostNothing(bool isShutDown)
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        byte[] data = Rig.Pattern(8 * 512, seed: 1);
        controller.Namespaces[0].Write(0, data);
        Assert.That(rig.Disk.UnflushedBlocks, Is.EqualTo(8));
        if (isShutDown)
        {
            Assert.That(controller.ShutDown(), Is.True);
        }

        rig.Device.CutPower();
        Assert.That(rig.Disk.Data.AsSpan(0, data.Length).SequenceEqual(data), Is.EqualTo(isShutDown));
    }

    [Property("Pitfall", 40)]
    [Test]
    public void WriteCache_AfterAFlush_HasLostNothing()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        byte[] data = Rig.Pattern(8 * 512, seed: 1);
        controller.Namespaces[0].Write(0, data);
        Assert.That(controller.Namespaces[0].Flush(), Is.EqualTo(BlockStatus.Success));
        controller.Namespaces[0].Write(4, new byte[512]);
        rig.Device.CutPower();
        Assert.That(rig.Disk.Data.AsSpan(0, data.Length).SequenceEqual(data), Is.True, "what was flushed is there, what came later is not");
    }

    [Property("Pitfall", 40)]
    [Test]
    public void Shutdown_ThatNeverCompletes_IsBounded()
    {
        Rig rig = new(vectors: 1);
        rig.Device.NeverShutDown = true;
        rig.Device.ShutdownMicroseconds = uint.MaxValue;
        NvmeController controller = rig.Attach();
        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.ShutDown(), Is.False);
        Assert.That((rig.Clock.Nanoseconds - start) / Second, Is.LessThan(70));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }
}
