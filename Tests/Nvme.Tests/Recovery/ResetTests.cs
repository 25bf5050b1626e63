using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Resets: what is set up again, what is sent again, what is noticed. NVMe Base 1.4 §7.3.</summary>
[Category("Recovery")]
internal sealed class ResetTests
{
    private const long Second = 1_000_000_000;

    [TestCase(ResetKind.Controller, 0)]
    [TestCase(ResetKind.Controller, 2)]
    [TestCase(ResetKind.Subsystem, 0)]
    [TestCase(ResetKind.Subsystem, 2)]
    [TestCase(ResetKind.Function, 0)]
    [TestCase(ResetKind.Function, 2)]
    public void Reset_AskedForUnderLoad_LosesNothing(ResetKind kind, int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, QueuePairs = 2, CpuCount = 2 } };
        rig.Device.Capabilities |= 1ul << 36;
        rig.Device.OffersShadowDoorbells = true;
        rig.Bus = new SimulatedBus(rig.Device);
        NvmeController controller = rig.Attach();
        rig.Device.SetLatency(seed: 1, 1000, 30_000_000);
        RecoveryLoad load = new(controller.Namespaces[0], workers: 4, isAwaited: vectors != 0);
        Task requests = Task.Run(() => load.Run(seed: 2, operations: 100));
        for (int round = 0; round < 3; round++)
        {
            Assert.That(controller.Reset(kind), Is.Null);
        }

        Assert.That(requests.Wait(TimeSpan.FromSeconds(90)), Is.True);
        Assert.That(load.Errors, Is.Empty);
        load.Check();
        Assert.That(controller.Resets, Is.EqualTo(3));
        Assert.That(rig.Bus.Resets, Is.EqualTo(kind == ResetKind.Function ? 3 : 0));
        Assert.That(rig.Bus.ResetsAtWork, Is.Zero, "it is stopped first");
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Reset_ControllerThatDoesNotObey_IsHelpedByItsBus(bool canResetFunction)
    {
        Rig rig = new(vectors: 1);
        rig.Bus = new SimulatedBus(rig.Device) { CanResetFunction = canResetFunction };
        NvmeController controller = rig.Attach();
        rig.Device.NeverDisabled = true;
        Assert.That(controller.Reset(), canResetFunction ? Is.Null : Does.Contain("cannot be stopped"));
        Assert.That(rig.Bus.Resets, Is.EqualTo(canResetFunction ? 1 : 0));
        Assert.That(rig.Bus.IsIsolated, Is.Not.EqualTo(canResetFunction), "the last resort");
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).IsSuccess, Is.EqualTo(canResetFunction));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Reset_OfTheSubsystemWhereThereIsNone_IsRefused()
    {
        NvmeController controller = new Rig().Attach();
        Assert.That(controller.Reset(ResetKind.Subsystem), Does.Contain("NSSRS"));
        Assert.That(controller.Reset(ResetKind.Function), Does.Contain("bus"));
        Assert.That(controller.Resets, Is.Zero);
        controller.ShutDown();
    }

    [Test]
    public void Reset_AnotherControllerAnswers_IsNoticed()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        rig.Device.ChangeIdentify = data => data[4] ^= 1;
        Assert.That(controller.Reset(), Does.Contain("different controller"));
        Assert.That(controller.Namespaces[0].Write(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Reset_WithAQueueLent_EndsItsCommandsAndLendsAgain()
    {
        Rig rig = new() { Options = new NvmeOptions { DirectQueuePairs = 1 } };
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(8)!;
        rig.Device.HoldsCompletions = true;
        Assert.That(queue.TryRead(controller.Namespaces[0], 0, new byte[512], tag: 7), Is.EqualTo(NvmeAppend.Added));
        queue.Submit();
        rig.Device.HoldsCompletions = false;
        Assert.That(controller.Reset(), Is.Null);
        NvmeCompletion[] ends = new NvmeCompletion[2];
        Assert.That(queue.Poll(ends), Is.EqualTo(1));
        Assert.That(ends[0].Tag, Is.EqualTo(7));
        Assert.That(ends[0].Status.IsSuccess, Is.False);
        Assert.That(queue.TryRead(controller.Namespaces[0], 0, new byte[512], tag: 8), Is.EqualTo(NvmeAppend.DeviceGone));
        Assert.That(controller.TryTakeQueue(8), Is.Null, "the id is the owner's until he gives it back");
        queue.Dispose();
        using (NvmeQueue next = controller.TryTakeQueue(8)!)
        {
            Assert.That(next.TryRead(controller.Namespaces[0], 0, new byte[512], tag: 9), Is.EqualTo(NvmeAppend.Added));
            next.Submit();
            Assert.That(next.Poll(ends), Is.EqualTo(1));
            Assert.That(ends[0].Status, Is.EqualTo(BlockStatus.Success));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase(0x4006, 1, 0.0)]
    [TestCase(0x0006, 4, 0.0)]
    [TestCase(0x0082, 4, 1.5)]
    [TestCase(0x0882, 4, 0.9)]
    [TestCase(0x1082, 4, 2.1)]
    [TestCase(0x0080, 1, 0.0)]
    public void Status_ThatStays_IsRetriedAsItSays(int status, int times, double seconds)
    {
        Rig rig = new();
        rig.Device.ChangeIdentify = data => (data[128], data[130]) = (3, 7);
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().FailsWith(status);
        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Detail, Is.EqualTo(status & 0x7ff));
        Assert.That(rig.Device.Transfers, Has.Count.EqualTo(times));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.EqualTo(seconds).Within(0.2));
        Assert.That(rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 9 }).Select(command => command.Dword10 & 0xff), Does.Contain(0x16), "the controller is told that its delays are kept");
        controller.ShutDown();
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Command_NeverAnswered_IsAbortedSentAgainAndGivenUp(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 5 * Second } };
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        long start = rig.Clock.Nanoseconds;
        BlockStatus status = controller.Namespaces[0].Read(0, new byte[512]);
        Assert.That(status.IsSuccess, Is.False);
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.InRange(19, 40));
        Assert.That(controller.Aborts, Is.EqualTo(4));
        Assert.That(controller.FailureMessage, Is.Null, "the controller has obeyed");
        rig.Device.Faults.Clear();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Command_NeitherAnsweredNorAborted_LeadsToResetsAndATimeOut()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 8, IoTimeoutNanoseconds = 5 * Second } };
        rig.Device.IgnoresAborts = true;
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().NeverCompletes();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.TimedOut));
        Assert.That(controller.Resets, Is.InRange(3, 4), "the last may still be going on");
        Assert.That(controller.FailureMessage, Is.Null);
        rig.Device.Faults.Clear();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        controller.ShutDown();
    }

    [Test]
    public async Task Aborts_OfManyLateCommands_StayWithinTheLimit()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 32, IoTimeoutNanoseconds = 5 * Second } };
        rig.Device.AbortLimit = 1;
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().Times(20).NeverCompletes();
        BlockStatus[] statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(block => controller.Namespaces[0].ReadAsync((ulong)block, new byte[512]).AsTask()));
        Assert.That(statuses, Is.All.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Violations, Is.Empty);
        controller.ShutDown();
    }

    [Test]
    public void ControllerThatFailsAgainAndAgain_IsGivenUp()
    {
        Rig rig = new(vectors: 1);
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().ReportsFatalError();
        for (int request = 0; request < 3 && controller.FailureMessage is null; request++)
        {
            Assert.That(controller.Namespaces[0].Read(0, new byte[512]).IsSuccess, Is.False);
        }

        Assert.That(controller.FailureMessage, Does.Contain("resets have not helped"));
        Assert.That(controller.ShutDown, Throws.Nothing);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Registers_ThatReadAsZeros_MeanThatTheDeviceIsGone()
    {
        Rig rig = new(vectors: 1);
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().Times(1).Does(device => device.Faults.OnRegisterRead = (_, _) => 0).NeverCompletes();
        long start = rig.Clock.Nanoseconds;
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(BlockError.DeviceGone));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.LessThan(3), "promptly");
        Assert.That(controller.FailureMessage, Does.Contain("do not answer"));
        controller.ShutDown();
    }
}
