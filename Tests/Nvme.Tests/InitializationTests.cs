using System;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Bringing a controller into service. NVMe Base 1.4 §7.6.1.</summary>
public sealed class InitializationTests
{
    private const ulong SmallestPage8KiB = 1ul << 48;
    private const ulong CommandSets = 0xfful << 37;

    [Category("Pitfall")]
    [Property("Pitfall", 17)]
    [Test]
    public void Attach_Registers_AreWrittenInTheOrderOfTheSpecification()
    {
        Rig rig = new();
        rig.Attach();
        Assert.That(
            rig.Device.RegisterWrites.Select(write => write.Split('=')[0]),
            Is.EqualTo(new[] { "AQA", "ASQ.low", "ASQ.high", "ACQ.low", "ACQ.high", "INTM", "CC", "CC" }));
        Assert.That(rig.Device.RegisterWrites.TakeLast(2), Is.EqualTo(new[] { "CC=460060", "CC=460061" }));
    }

    [Test]
    public void Attach_AdminCommands_ComeInTheOrderOfTheSpecification()
    {
        Rig rig = new();
        rig.Attach();

        // Identify controller, number of queues, create CQ, create SQ, list of namespaces, identify namespace; which events are wanted, and requests for them.
        Assert.That(rig.Device.Commands.Select(command => (int)command.Opcode), Is.EqualTo(new[] { 6, 9, 5, 1, 6, 6, 6, 9, 12, 12, 12, 12 }));
        Assert.That(rig.Device.Commands.Where(command => command.Opcode == 6).Select(command => command.Dword10), Is.EqualTo(new[] { 1u, 2u, 0u, 3u }));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Attach_EverythingFine_ShowsWhatTheControllerSays()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4096, QueuePairs = 4 } };
        NvmeController controller = rig.Attach();
        Assert.Multiple(() =>
        {
            Assert.That(controller.Name, Is.EqualTo("nvme0"));
            Assert.That(controller.Version.ToString(), Is.EqualTo("1.4"));
            Assert.That(controller.Identify.ModelNumber, Is.EqualTo("Simulated NVMe Controller"));
            Assert.That(controller.QueuePairCount, Is.EqualTo(4));
            Assert.That(controller.QueueDepth, Is.EqualTo(1024), "MQES is smaller than what was asked for");
            Assert.That(controller.VectorCount, Is.Zero);
            Assert.That(controller.MaximumTransferBytes, Is.EqualTo(512 * 1024));
            Assert.That(controller.Namespaces.Single().Name, Is.EqualTo("nvme0n1"));
            Assert.That(controller.FailureMessage, Is.Null);
        });
    }

    [Category("Pitfall")]
    [Property("Pitfall", 16)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void Attach_ControllerLeftByFirmware_IsDisabledByTheEnableReadyRule(bool enabled, bool ready)
    {
        Rig rig = new();
        rig.Device.Configuration = enabled ? 0x0046_0001u : 0;
        rig.Device.IsReady = ready;
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces, Has.Count.EqualTo(1));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Attach_ControllerLeftWithFatalError_IsReset()
    {
        Rig rig = new();
        rig.Device.Configuration = 0x0046_0001;
        rig.Device.IsFatal = true;
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(1));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 24)]
    [Test]
    public void Attach_DeviceGone_SaysSo()
    {
        Rig rig = new();
        rig.Device.IsGone = true;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("all ones"));
    }

    [Test]
    public void Attach_SmallestPageAboveOurs_SaysSo()
    {
        Rig rig = new();
        rig.Device.Capabilities |= SmallestPage8KiB;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("8192").And.Message.Contains("MPSMIN"));
    }

    [Test]
    public void Attach_AdminOnlyController_SaysSo()
    {
        Rig rig = new();
        rig.Device.Capabilities = (rig.Device.Capabilities & ~CommandSets) | (1ul << 44);
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("CAP.CSS"));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 18)]
    [TestCase(0)]
    [TestCase(2)]
    [TestCase(255)]
    public void Attach_NeverReady_GivesUpAfterCapTo(int units)
    {
        Rig rig = new();
        rig.Device.Capabilities = (rig.Device.Capabilities & ~(0xfful << 24)) | ((ulong)units << 24);
        rig.Device.NeverReady = true;
        long start = rig.Clock.Nanoseconds;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("does not become ready"));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.EqualTo((units + 1) * 0.5).Within(0.1));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero, "everything was given back");
    }

    // The register could say nine hours; a bad value must not keep a machine from booting.
    [Category("Pitfall")]
    [Property("Pitfall", 19)]
    [TestCase(60u, 30.5)]
    [TestCase(1199u, 600)]
    [TestCase(0xffffu, 600)]
    public void Attach_ReadyTimeoutsLongerThanCapTo_AreWaitedForWithinReason(uint units, double seconds)
    {
        Rig rig = new();
        rig.Device.Capabilities |= 1ul << 59;
        rig.Device.ReadyTimeouts = units;
        rig.Device.NeverReady = true;
        long start = rig.Clock.Nanoseconds;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>());
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.EqualTo(seconds).Within(0.1));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 22)]
    [Test]
    public void Attach_FatalErrorWhileEnabling_StopsAtOnce()
    {
        Rig rig = new();
        rig.Device.FailsWhenEnabled = true;
        long start = rig.Clock.Nanoseconds;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("CSTS.CFS"));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.LessThan(0.1));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Attach_NeverDisabled_SaysSo()
    {
        Rig rig = new();
        rig.Device.Configuration = 0x0046_0001;
        rig.Device.IsReady = true;
        rig.Device.NeverDisabled = true;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("does not become disabled"));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 21)]
    [Test]
    public void Attach_DelayQuirk_LeavesTheControllerAloneFor2300Milliseconds()
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = NvmeQuirks.DelayBeforeReady } };
        long start = rig.Clock.Nanoseconds;
        rig.Attach();
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.InRange(2.3, 2.4));
    }

    [TestCase(0, NvmeQuirks.None, 2)]
    [TestCase(0, NvmeQuirks.MaximumQueueEntriesUnreported, 64)]
    [TestCase(1, NvmeQuirks.None, 2)]
    [TestCase(2, NvmeQuirks.None, 3)]
    [TestCase(65535, NvmeQuirks.QueueDepthOne, 2)]
    public void Attach_Mqes_BoundsTheDepth(int mqes, NvmeQuirks quirks, int depth)
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = quirks } };

        // The simulated controller of the quirk takes what its CAP does not say.
        rig.Device.Capabilities = (rig.Device.Capabilities & ~0xfffful) | (uint)mqes;
        if (quirks.HasFlag(NvmeQuirks.MaximumQueueEntriesUnreported))
        {
            rig.Device.OnCompletion = (command, completion) =>
            {
                if (command.IsAdmin && command.Opcode is 1 or 5)
                {
                    completion.Status = 0;
                }
            };
        }

        NvmeController controller = rig.Attach();
        Assert.That(controller.QueueDepth, Is.EqualTo(depth));
    }

    [TestCase(4, 2, 2)]
    [TestCase(4, 64, 4)]
    [TestCase(1, 64, 1)]
    public void Attach_NumberOfQueues_IsClampedToWhatWasAskedAndGranted(int asked, int granted, int used)
    {
        Rig rig = new() { Options = new NvmeOptions { QueuePairs = asked, QueueDepth = 8 } };
        rig.Device.QueuePairs = granted;
        Assert.That(rig.Attach().QueuePairCount, Is.EqualTo(used));
    }

    [TestCase(0, 0x1010u, 1)]
    [TestCase(0, 0x1018u, 2)]
    [TestCase(4, 0x1100u, 1)]
    [TestCase(4, 0x2000u, 31)]
    public void Attach_WindowThatEndsEarly_BoundsTheQueues(int stride, uint window, int queues)
    {
        Rig rig = new() { Options = new NvmeOptions { QueuePairs = 64, QueueDepth = 4 } };
        rig.Device.Capabilities |= (ulong)stride << 32;
        rig.Device.WindowLength = window;
        Assert.That(rig.Attach().QueuePairCount, Is.EqualTo(queues));
    }

    [Test]
    public void Attach_WindowWithoutDoorbells_SaysSo()
    {
        Rig rig = new();
        rig.Device.WindowLength = 0x1008;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("doorbells"));
    }

    [TestCase(0x06, 0x002, "Identify Controller")]
    [TestCase(0x09, 0x006, "Set Features")]
    [TestCase(0x05, 0x101, "Create I/O Completion Queue 1")]
    [TestCase(0x01, 0x102, "Create I/O Submission Queue 1")]
    public void Attach_CommandFails_NamesItAndGivesEverythingBack(int opcode, int status, string name)
    {
        Rig rig = new();
        rig.Device.OnCompletion = (command, completion) => completion.Status = command.Opcode == opcode ? (ushort)status : completion.Status;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.StartsWith(name));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
        Assert.That(rig.Device.Configuration & 1, Is.Zero, "the controller is disabled");
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Attach_AdminCommandNeverCompletes_GivesUpAfterItsTime()
    {
        Rig rig = new();
        rig.Device.OnCompletion = (_, completion) => completion.Times = 0;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("no answer in time"));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Attach_DeviceRemovedMeanwhile_StopsSoon()
    {
        Rig rig = new();
        rig.Device.OnCompletion = (_, completion) =>
        {
            completion.Times = 0;
            rig.Device.IsGone = true;
        };
        long start = rig.Clock.Nanoseconds;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("gone"));
        Assert.That((rig.Clock.Nanoseconds - start) / 1e9, Is.LessThan(1));
    }

    [Test]
    public void Attach_NoMemory_GivesEverythingBack([Range(0, 6)] int allocations)
    {
        Rig rig = new();
        rig.Device.Dma.AllocationsLeft = allocations;
        try
        {
            rig.Attach();
        }
        catch (NvmeException exception)
        {
            Assert.That(exception.InnerException, Is.InstanceOf<OutOfMemoryException>());
            Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
        }
    }

    [Test]
    public void ShutDown_InGoodOrder_DeletesQueuesThenNotifiesThenDisables()
    {
        Rig rig = new() { Options = new NvmeOptions { QueuePairs = 2, QueueDepth = 4 } };
        NvmeController controller = rig.Attach();
        Assert.That(controller.ShutDown(), Is.True);
        Assert.Multiple(() =>
        {
            // Submission queue before completion queue, the last pair first.
            Assert.That(rig.Device.Commands.TakeLast(4).Select(command => ((int)command.Opcode, command.Dword10)), Is.EqualTo(new[] { (0, 2u), (4, 2u), (0, 1u), (4, 1u) }));
            Assert.That(rig.Device.RegisterWrites.TakeLast(2), Is.EqualTo(new[] { "CC=464061", "CC=464060" }));
            Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
            Assert.That(rig.Device.Violations, Is.Empty);
        });
    }

    [Test]
    public void ShutDown_NeverComplete_IsBounded()
    {
        Rig rig = new();
        rig.Device.NeverShutDown = true;
        NvmeController controller = rig.Attach();
        Assert.That(controller.ShutDown(), Is.False);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void ShutDown_Afterwards_RequestsFail()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        controller.ShutDown();
        Assert.That(controller.Namespaces[0].Read(0, new byte[512]).Error, Is.EqualTo(Abstractions.BlockError.DeviceGone));
        Assert.That(controller.ShutDown(), Is.True, "the second call does nothing");
    }
}
