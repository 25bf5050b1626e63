using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Statements of NetBSD's manual page nvme(4) (docs/manual-page.md) that no machine at hand can show.</summary>
[Category("ManualPage")]
public sealed class ManualPageTests
{
    private const int ManyCpus = 4096;

    [Property("ManualPage", 2)]
    [TestCase(0x0001_0000u)]
    [TestCase(0x0001_0100u)]
    [TestCase(0x0001_0200u)]
    [TestCase(0x0001_0300u)]
    [TestCase(0x0001_0400u)]
    [TestCase(0x0002_0000u)]
    [TestCase(0x0002_0100u)]
    public void Versions_Of1_1And1_2AndOthers_Work(uint version)
    {
        Rig rig = new(vectors: 2);
        rig.Device.Version = version;
        byte[] written = Rig.Pattern(4096, (int)version);
        byte[] read = new byte[written.Length];
        NvmeController controller = rig.Attach();
        Assert.That(controller.Version.Value, Is.EqualTo(version));
        Assert.That(controller.Namespaces[0].Write(8, written), Is.EqualTo(BlockStatus.Success));
        Assert.That(controller.Namespaces[0].Read(8, read), Is.EqualTo(BlockStatus.Success));
        Assert.That(read, Is.EqualTo(written));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Property("ManualPage", 5)]
    [TestCase(65, 5, InterruptMode.MsiX, 3)]
    [TestCase(0, 5, InterruptMode.Msi, 2)]
    [TestCase(0, -1, InterruptMode.Pin, 1)]
    public void Interrupts_AreMessagesAndPinsOnlyWithoutThem(int msiXEntries, int msiExponent, InterruptMode mode, int vectors)
    {
        Rig rig = new(mode, vectors);
        FakePci pci = new FakePci(rig.Device, msiXEntries).WithPin(line: 11);
        pci = msiExponent < 0 ? pci : pci.WithMsi(msiExponent);
        NvmePciHost host = new() { Memory = pci, Dma = rig.Device.Dma, Interrupts = pci, Clock = rig.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = rig.Log, CpuCount = 2 };
        NvmePciDevice device = NvmePciDriver.AttachAll(PciDevices.Scan(pci), host, new NvmeOptions { QueuePairs = 2, QueueDepth = 4 }).Single();
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(mode));
        Assert.That(device.Controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        device.ShutDown();
    }

    [Property("ManualPage", 9)]
    [TestCase(64, 32)]
    [TestCase(31, 32)]
    [TestCase(7, 8)]
    public void Msi_Vectors_AreUpTo32(int cpus, int vectors) =>
        Assert.That(InterruptChoice.VectorCount(InterruptMode.Msi, offered: 32, cpus, cpus, NvmeQuirks.None), Is.EqualTo(vectors));

    [Property("ManualPage", 10)]
    [TestCase(ManyCpus, 2048)]
    [TestCase(2047, 2048)]
    [TestCase(255, 256)]
    public void MsiX_Vectors_AreUpTo2048(int cpus, int vectors) =>
        Assert.That(InterruptChoice.VectorCount(InterruptMode.MsiX, offered: 2048, cpus, cpus, NvmeQuirks.None), Is.EqualTo(vectors));

    [Property("ManualPage", 11)]
    [Test]
    public void QueuePairs_EachHaveRingsOfTheirOwn()
    {
        const int Queues = 4;
        Rig rig = new() { Options = new NvmeOptions { QueuePairs = Queues, CpuCount = Queues, QueueDepth = 16 } };
        NvmeController controller = rig.Attach();
        ulong[] rings = [.. rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 0x01 or 0x05 }).Select(command => command.Prp1)];
        Assert.That(rings, Has.Length.EqualTo(2 * Queues).And.Unique);
        controller.ShutDown();
    }

    // MQES is zero-based. The specification allows 64 Ki entries.
    [Property("ManualPage", 12)]
    [TestCase(63, 64)]
    [TestCase(1022, 1023)]
    [TestCase(1023, 1024)]
    [TestCase(2047, 1024)]
    [TestCase(65535, 1024)]
    public void Queues_Have1024EntriesOrAsManyAsTheControllerCan(int mqes, int entries)
    {
        Rig rig = new() { Options = new NvmeOptions() };
        rig.Device.Capabilities = (rig.Device.Capabilities & ~0xfffful) | (uint)mqes;
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueueDepth, Is.EqualTo(entries));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // A stopped thread cannot be had here: but a controller that does not answer one CPU's commands holds up no other CPU.
    [Property("ManualPage", 6)]
    [Property("ManualPage", 19)]
    [TestCase(InterruptMode.MsiX, 3)]
    [TestCase(InterruptMode.Pin, 1)]
    public void Submitters_OfOtherCommands_GoOnWhileOneWaits(InterruptMode mode, int vectors)
    {
        Rig rig = new(mode, vectors) { Options = new NvmeOptions { QueuePairs = 2, CpuCount = 2, QueueDepth = 4, IoTimeoutNanoseconds = long.MaxValue / 4 } };
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnTransfer().Times(1).IsHeld();
        Thread waiting = new(() => controller.Namespaces[0].Read(0, new byte[512]));
        waiting.Start();
        Assert.That(() => rig.Device.Commands.Count(command => command is { IsAdmin: false }), Is.Positive.After(60_000, 1));
        for (ulong block = 1; block < 50; block++)
        {
            Assert.That(controller.Namespaces[0].Read(block, new byte[512]), Is.EqualTo(BlockStatus.Success));
        }

        Assert.That(waiting.IsAlive, Is.True);
        rig.Device.ReleaseHeld();
        Assert.That(waiting.Join(TimeSpan.FromSeconds(60)), Is.True);
        controller.ShutDown();
    }

    // Generation 3 is 8 GT/s. A card that does not even show up in an older slot cannot be named by anybody.
    [Property("ManualPage", 21)]
    [TestCase(0x43u, 0x42u, "Warning: nvme0: link 5GT/s x4, although the controller can do 8GT/s x4: look at the slot")]
    [TestCase(0x43u, 0x43u, "Info: nvme0: link 8GT/s x4")]
    public void Slots_TooOldForTheCard_AreNamed(uint capable, uint status, string line)
    {
        const int Capability = 0x60;
        Rig rig = new();
        FakePci pci = new(rig.Device, msiXEntries: 0);
        pci.Set(0x04, 0x0010_0000);
        pci.Set(0x34, Capability);
        pci.Set(Capability, 0x0002_0010);
        pci.Set(Capability + 0x0c, capable);
        pci.Set(Capability + 0x10, status << 16);
        NvmePciHost host = new() { Memory = pci, Dma = rig.Device.Dma, Clock = rig.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = rig.Log };
        NvmePciDriver.AttachAll(PciDevices.Scan(pci), host, new NvmeOptions { QueueDepth = 4 }).Single().ShutDown();
        Assert.That(rig.Log.Lines, Has.Some.EqualTo(line));
    }
}
