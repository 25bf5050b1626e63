using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Bringing up controllers that are slow, odd, or gone at the wrong moment. NVMe Base 1.4 §3.1 and §7.6.1.</summary>
public sealed class BringUpTests
{
    private const int ManyReads = 400;
    private const uint CapabilitiesLow = 0x00;

    // EN and RDY as firmware leaves them, and the values of CC that the driver then writes: a reset first where EN is 1.
    [Category("Pitfall")]
    [Property("Pitfall", 16)]
    [TestCase(false, false, new[] { "CC=460060", "CC=460061" })]
    [TestCase(false, true, new[] { "CC=460060", "CC=460061" })]
    [TestCase(true, false, new[] { "CC=460000", "CC=460060", "CC=460061" })]
    [TestCase(true, true, new[] { "CC=460000", "CC=460060", "CC=460061" })]
    public void Attach_EveryStartState_ResetsFirstWhereItMust(bool enabled, bool ready, string[] expected)
    {
        Rig rig = new();
        rig.Device.Configuration = enabled ? 0x0046_0001u : 0;
        rig.Device.IsReady = ready;
        rig.Attach();
        string[] writes = rig.Device.RegisterWrites.Where(write => write.StartsWith("CC", StringComparison.Ordinal)).ToArray();
        Assert.That(writes, Is.EqualTo(expected));
        Assert.That(rig.Device.RegisterWrites.ToList().IndexOf("AQA=1f001f"), Is.EqualTo(writes.Length - 2), "the admin queues are set while it is disabled");
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // Up, down and up again, each as slow as the controller is: who clears EN while RDY has yet to come would save the first two.
    [Category("Pitfall")]
    [Property("Pitfall", 16)]
    [Test]
    public void Attach_ControllerOnItsWayUp_ArrivesBeforeItIsReset()
    {
        const long Slow = 400_000_000;
        Rig rig = new();
        rig.Device.Configuration = 0x0046_0001;
        rig.Device.IsReady = false;
        rig.Device.ReadyNanoseconds = Slow;
        rig.Device.NeverReady = true;
        rig.Device.Faults.After(Slow, device => device.NeverReady = false);
        long start = rig.Clock.Nanoseconds;
        rig.Attach();
        Assert.That(rig.Clock.Nanoseconds - start, Is.GreaterThanOrEqualTo(3 * Slow));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 18)]
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(40)]
    [TestCase(255)]
    public void Attach_ReadyAtTheLastMoment_IsWaitedFor(int units)
    {
        Rig rig = new();
        SetTimeout(rig, units);
        rig.Device.ReadyNanoseconds = ((units + 1) * 500_000_000L) - 20_000_000;
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(1));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 19)]
    [TestCase(0u)]
    [TestCase(0x00ff_0000u)]
    public void Attach_ReadyTimeoutsOfZero_DoNotShortenCapTo(uint timeouts)
    {
        Rig rig = new();
        SetTimeout(rig, 20);
        rig.Device.Capabilities |= 3ul << 59;
        rig.Device.ReadyTimeouts = timeouts;
        rig.Device.ReadyNanoseconds = 9_000_000_000;
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(1));
        Assert.That(rig.Device.Configuration & (1u << 24), Is.Zero, "CC.CRIME: ready means ready with the media");
    }

    [Category("Pitfall")]
    [Property("Pitfall", 20)]
    [Test]
    public void Attach_CapChangesWithTheCommandSet_IsReadAgain()
    {
        Rig rig = new();
        SetTimeout(rig, 0);
        rig.Device.ReadyNanoseconds = 8_000_000_000;
        rig.Device.Faults.OnRegisterRead = (offset, value) =>
            offset == CapabilitiesLow && rig.Device.RegisterWrites.Any(write => write.StartsWith("CC", StringComparison.Ordinal)) ? value | (20u << 24) : value;
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(1));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 21)]
    [Test]
    public void Attach_QueueDelayQuirk_WaitsBeforeTheFirstCommand()
    {
        long plain = TimeOf(NvmeQuirks.None);
        Assert.That(TimeOf(NvmeQuirks.DelayAfterQueueCreation) - plain, Is.EqualTo(100_000));
        Assert.That(TimeOf(NvmeQuirks.DelayBeforeReady) - plain, Is.EqualTo(2_300_000_000), "milliseconds, not microseconds");
    }

    [Category("Pitfall")]
    [Property("Pitfall", 22)]
    [TestCase(0x06)]
    [TestCase(0x09)]
    [TestCase(0x05)]
    public void Attach_FatalErrorDuringACommand_StopsSoon(int opcode)
    {
        Rig rig = new();
        rig.Device.Faults.OnAdmin(opcode).ReportsFatalError();
        long start = rig.Clock.Nanoseconds;
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("CSTS.CFS"));
        Assert.That(rig.Clock.Nanoseconds - start, Is.LessThan(2_000_000_000));
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 23)]
    [Test]
    public void Life_EveryRegisterAccess_IsAlignedAndOf32Bits()
    {
        Rig rig = new();
        WidthWindow window = new(rig.Device.Registers);
        NvmeController controller = NvmeController.Attach(0, rig.Hardware with { Registers = window }, rig.Options);
        controller.Namespaces[0].Write(0, new byte[8192]);
        controller.Namespaces[0].Flush();
        controller.ShutDown();
        Assert.That(window.Accesses, Is.GreaterThan(20));
        Assert.That(window.Offenders, Is.Empty);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 24)]
    [TestCase(0u)]
    [TestCase(0x0046_0001u)]
    public void Attach_RemovedAtAnyRegisterRead_EndsInBoundedTime(uint configuration)
    {
        bool survived = false;
        int reads = 0;
        for (; reads < ManyReads && !survived; reads++)
        {
            Rig rig = new();
            rig.Device.Configuration = configuration;

            // What firmware has just enabled is still on its way up.
            rig.Device.ReadyNanoseconds = configuration == 0 ? 0 : long.MaxValue;
            rig.Device.Faults.After(20_000_000, device => device.ReadyNanoseconds = 0);
            int left = reads;
            rig.Device.Faults.OnRegisterRead = (_, value) =>
            {
                rig.Device.IsGone |= left-- == 0;
                return rig.Device.IsGone ? uint.MaxValue : value;
            };
            long start = rig.Clock.Nanoseconds;
            try
            {
                // Gone after the last command, it is noticed at the next one.
                NvmeController controller = rig.Attach();
                survived = !rig.Device.IsGone;
                Assert.That(controller.Namespaces[0].Read(0, new byte[512]).IsSuccess, Is.EqualTo(survived));
                controller.ShutDown();
            }
            catch (NvmeException exception)
            {
                Assert.That(exception.Message, Does.Contain("all ones").Or.Contain("too large").Or.Contain("doorbells").Or.Contain("MPSMIN"), $"gone at read {reads}");
            }

            Assert.That(rig.Clock.Nanoseconds - start, Is.LessThan(3_000_000_000), $"gone at read {reads}");
            Assert.That(rig.Device.Dma.Outstanding, Is.Zero, $"gone at read {reads}: memory was not given back");
        }

        Assert.That(survived, Is.True, "in the end the device outlives its initialisation");
        Assert.That(reads, Is.GreaterThan(8), "it was gone at each read before");
    }

    // What waits in the driver are threads that sleep with interrupts on: it has no way to switch them off, and no lock that does.
    [Category("Pitfall")]
    [Property("Pitfall", 26)]
    [Test]
    public void Driver_HasNoWayToWaitWithInterruptsOff()
    {
        Assembly[] drivers = [typeof(NvmeController).Assembly, typeof(NvmePciDevice).Assembly];
        IEnumerable<string> foreign = drivers
            .SelectMany(driver => driver.GetReferencedAssemblies())
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not ("netstandard" or "CosmosNvme.Abstractions" or "CosmosNvme.Pci" or "CosmosNvme.Nvme"));
        IEnumerable<string> switches = typeof(IClock).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers().Select(member => $"{type.Name}.{member.Name}"))
            .Where(name => name.Contains("Spin", StringComparison.OrdinalIgnoreCase) || name.Contains("DisableInterrupts", StringComparison.OrdinalIgnoreCase));
        Assert.That(foreign, Is.Empty);
        Assert.That(switches, Is.Empty);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 27)]
    [Test]
    public void Identify_Buffer_IsOneWholePage()
    {
        Rig rig = new();
        rig.Device.HighestNamespaceId = uint.MaxValue;
        rig.Attach();
        IEnumerable<SimulatedCommand> commands = rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 6 });
        Assert.That(commands.Select(command => (command.Prp1 % 4096, command.Prp2)), Is.All.EqualTo((0ul, 0ul)));
        Assert.That(commands.Count(), Is.EqualTo(4), "NN of 0xffffffff costs nothing where there is a list");
    }

    private static void SetTimeout(Rig rig, int units) =>
        rig.Device.Capabilities = (rig.Device.Capabilities & ~(0xfful << 24)) | ((ulong)units << 24);

    private static long TimeOf(NvmeQuirks quirks)
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = quirks } };
        long start = rig.Clock.Nanoseconds;
        rig.Attach();
        return rig.Clock.Nanoseconds - start;
    }

    private sealed class WidthWindow(RegisterWindow inner) : RegisterWindow
    {
        public override uint Length => inner.Length;

        internal int Accesses { get; private set; }

        internal List<string> Offenders { get; } = [];

        public override byte Read8(uint offset) => (byte)Note("read of 8 bits", offset);

        public override ushort Read16(uint offset) => (ushort)Note("read of 16 bits", offset);

        public override uint Read32(uint offset)
        {
            Check("read", offset);
            return inner.Read32(offset);
        }

        public override void Write8(uint offset, byte value) => Note("write of 8 bits", offset);

        public override void Write16(uint offset, ushort value) => Note("write of 16 bits", offset);

        public override void Write32(uint offset, uint value)
        {
            Check("write", offset);
            inner.Write32(offset, value);
        }

        private void Check(string what, uint offset)
        {
            Accesses++;
            if (offset % sizeof(uint) != 0)
            {
                Note("unaligned " + what, offset);
            }
        }

        private int Note(string what, uint offset)
        {
            Offenders.Add($"{what} at 0x{offset:x}");
            return 0;
        }
    }
}
