using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The bus glue: matching, BARs, vectors, quirks.</summary>
public sealed class NvmePciTests
{
    private const int MemorySpace = 1 << 1;
    private const int BusMaster = 1 << 2;
    private const int PinDisabled = 1 << 10;

    [TestCase(1, 1, new[] { "nvme0" })]
    [TestCase(2, 1, new[] { "nvme0 admin", "nvme0 q1" })]
    [TestCase(65, 1, new[] { "nvme0 admin", "nvme0 q1" })]
    [TestCase(65, 3, new[] { "nvme0 admin", "nvme0 q1", "nvme0 q2", "nvme0 q3" })]
    public void Attach_MsiX_ConnectsAVectorForEachQueue(int entries, int queues, string[] names)
    {
        (Rig rig, FakePci pci) = Make(names.Length, entries);
        NvmePciDevice device = Attach(rig, pci, new NvmeOptions { QueuePairs = queues, QueueDepth = 4 }).Single();
        Assert.Multiple(() =>
        {
            Assert.That(pci.Given.Select(line => line.Name), Is.EqualTo(names));
            Assert.That(pci.Command & (MemorySpace | BusMaster | PinDisabled), Is.EqualTo(MemorySpace | BusMaster | PinDisabled));
            Assert.That(pci.IsMsiXEnabled, Is.True);
            Assert.That(pci.Table.Read32(0), Is.EqualTo(0xfee00000));
            Assert.That(pci.Table.Read32(12), Is.Zero, "entry 0 is not masked");
            Assert.That(device.Controller.VectorCount, Is.EqualTo(names.Length));
        });
        Assert.That(device.Controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(device.ShutDown(), Is.True);
        Assert.That(pci.Command & BusMaster, Is.Zero);
        Assert.That(pci.IsMsiXEnabled, Is.False);
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Panic_AttachedController_IsToldThatPowerMayGo()
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        FakePanicWrites writes = new();
        NvmePciDevice device = NvmePciDriver.AttachAll(PciDevices.Scan(pci), Host(rig, pci) with { PanicWrites = writes }, new NvmeOptions { QueueDepth = 4 }).Single();
        Assert.That(rig.Device.WasShutDown, Is.False);
        Assert.That(writes.Run(), Is.EqualTo(1), "controllers that were told and are done");
        Assert.That(rig.Device.WasShutDown, Is.True);
        device.ShutDown();
    }

    [Test]
    public void Panic_AfterTheController_LeavesItAlone()
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        FakePanicWrites writes = new();
        NvmePciDevice device = NvmePciDriver.AttachAll(PciDevices.Scan(pci), Host(rig, pci) with { PanicWrites = writes }, new NvmeOptions { QueueDepth = 4 }).Single();
        device.ShutDown();
        Assert.That(writes.Run(), Is.Zero);
    }

    [TestCase(0u, NvmeQuirks.None, 5000u)]
    [TestCase(7_000_000u, NvmeQuirks.None, 7000u)]
    [TestCase(uint.MaxValue, NvmeQuirks.None, 10_000u)]
    [TestCase(0u, NvmeQuirks.ShutdownNeverCompletes, 0u)]
    public void Panic_Wait_IsThatOfAShutdownButShort(uint microseconds, NvmeQuirks quirks, uint milliseconds)
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        rig.Device.ShutdownMicroseconds = microseconds;
        NvmePciDevice device = Attach(rig, pci, new NvmeOptions { QueueDepth = 4, Quirks = quirks }).Single();
        Assert.That(device.Controller.ShutdownInPanic.MostMilliseconds, Is.EqualTo(milliseconds));
        device.ShutDown();
    }

    [Test]
    public void Attach_SeveralQueues_GoRoundTheCpus()
    {
        (Rig rig, FakePci pci) = Make(vectors: 3, entries: 65);
        IReadOnlyList<NvmePciDevice> devices = NvmePciDriver.AttachAll(
            PciDevices.Scan(pci), Host(rig, pci) with { CpuCount = 2 }, new NvmeOptions { QueuePairs = 3, QueueDepth = 4 });
        Assert.That(pci.Given, Is.EqualTo(new[] { ("nvme0 admin", 0), ("nvme0 q1 q3", 0), ("nvme0 q2", 1) }));
        devices[0].ShutDown();
    }

    [TestCase(0, 100, TestName = "Attach_NoMsiX_Polls")]
    [TestCase(65, 0, TestName = "Attach_NoVectorLeft_Polls")]
    public void Attach_WithoutVectors(int entries, int vectorsLeft)
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries);
        pci.VectorsLeft = vectorsLeft;
        NvmePciDevice device = Attach(rig, pci, new NvmeOptions { QueueDepth = 4 }).Single();
        Assert.That(device.Controller.VectorCount, Is.Zero);
        Assert.That(pci.IsMsiXEnabled, Is.False);
        Assert.That(pci.Command & PinDisabled, Is.EqualTo(PinDisabled));
        Assert.That(device.Controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Category("Pitfall")]
    [Property("Pitfall", 44)]
    [Test]
    public void Attach_BarWithoutAddress_SaysSoAndGoesOn()
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        pci.Set(0x10, 4);
        pci.Set(0x14, 0);
        Assert.That(Attach(rig, pci, new NvmeOptions()), Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains("nvme0").And.Some.Contains("firmware assigned none"));
    }

    [Test]
    public void Attach_ControllerBroken_LeavesTheFunctionOff()
    {
        (Rig rig, FakePci pci) = Make(vectors: 2, entries: 65);
        rig.Device.FailsWhenEnabled = true;
        Assert.That(Attach(rig, pci, new NvmeOptions()), Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains("00:04.0").And.Some.Contains("CSTS.CFS"));
        Assert.That(pci.Command & BusMaster, Is.Zero);
        Assert.That(pci.IsMsiXEnabled, Is.False);
    }

    // Class, sub-class, interface and revision, from the top of the register at 08h.
    [Category("Pitfall")]
    [Property("Pitfall", 43)]
    [TestCase(0x0108_0202u, 1)]
    [TestCase(0x0108_0302u, 0)]
    [TestCase(0x0106_0102u, 0)]
    public void AttachAll_OnlyClass010802_IsTaken(uint classAndRevision, int count)
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        pci.Set(0x08, classAndRevision);
        Assert.That(Attach(rig, pci, new NvmeOptions { QueueDepth = 4 }), Has.Count.EqualTo(count));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 43)]
    [Test]
    public void AttachAll_IntelRaid_SaysThatDisksAreHidden()
    {
        (Rig rig, FakePci pci) = Make(vectors: 0, entries: 0);
        pci.Set(0x00, 0x9a0b_8086);
        pci.Set(0x08, 0x0104_0000);
        Assert.That(Attach(rig, pci, new NvmeOptions()), Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains("hidden"));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 49)]
    [TestCase(0x1bb1, 0x0100, NvmeQuirks.DelayBeforeReady)]
    [TestCase(0x144d, 0xa821, NvmeQuirks.DelayBeforeReady | NvmeQuirks.MaximumQueueEntriesUnreported)]
    [TestCase(0x1b36, 0x0010, NvmeQuirks.BogusIdentifiers | NvmeQuirks.ForceUnitAccessIgnored)]
    [TestCase(0x8086, 0x5845, NvmeQuirks.BogusIdentifiers | NvmeQuirks.NoNamespaceList | NvmeQuirks.ForceUnitAccessIgnored)]
    [TestCase(0x106b, 0x2001, NvmeQuirks.SingleVector | NvmeQuirks.QueueDepthOne)]
    [TestCase(0x15ad, 0x07f0, NvmeQuirks.ShutdownNeverCompletes)]
    [TestCase(0x80ee, 0x4e56, NvmeQuirks.DelayAfterQueueCreation)]
    [TestCase(0x1c58, 0x0003, NvmeQuirks.DelayBeforeReady)]
    [TestCase(0x1c58, 0x0023, NvmeQuirks.DelayBeforeReady)]
    [TestCase(0x1c5f, 0x0540, NvmeQuirks.DelayBeforeReady)]
    [TestCase(0x144d, 0xa822, NvmeQuirks.DelayBeforeReady | NvmeQuirks.MaximumQueueEntriesUnreported)]
    [TestCase(0x8086, 0x0953, NvmeQuirks.StripeBoundary128KiB)]
    [TestCase(0x8086, 0x0a53, NvmeQuirks.StripeBoundary128KiB)]
    [TestCase(0x8086, 0x0a54, NvmeQuirks.StripeBoundary128KiB)]
    [TestCase(0x8086, 0x0a55, NvmeQuirks.StripeBoundary128KiB)]
    [TestCase(0x1987, 0x5019, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x1987, 0x5021, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x1c5c, 0x1504, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x1c5c, 0x1d59, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x15b7, 0x2001, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x144d, 0xa809, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x144d, 0xa80b, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x1cc4, 0x6302, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x1cc4, 0x6303, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x2646, 0x5016, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x2646, 0x5018, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x2646, 0x501a, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x2646, 0x501b, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x2646, 0x501e, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x8086, 0xf1a5, NvmeQuirks.NoWriteZeroes)]
    [TestCase(0x15b7, 0x5008, NvmeQuirks.BrokenMsi)]
    [TestCase(0x15b7, 0x5009, NvmeQuirks.BrokenMsi)]
    [TestCase(0x144d, 0xa808, NvmeQuirks.None)]
    public void Quirks_OfIds_AreThoseOfTheTable(int vendor, int device, NvmeQuirks quirks) =>
        Assert.That(NvmePciQuirks.Of((ushort)vendor, (ushort)device), Is.EqualTo(quirks));

    private static (Rig Rig, FakePci Pci) Make(int vectors, int entries)
    {
        Rig rig = new(vectors);
        return (rig, new FakePci(rig.Device, entries));
    }

    private static IReadOnlyList<NvmePciDevice> Attach(Rig rig, FakePci pci, NvmeOptions options) =>
        NvmePciDriver.AttachAll(PciDevices.Scan(pci), Host(rig, pci), options);

    private static NvmePciHost Host(Rig rig, FakePci pci) => new()
    {
        Memory = pci,
        Dma = rig.Device.Dma,
        Interrupts = pci,
        Clock = rig.Clock,
        Cpu = new RuntimeCpuNumber(),
        NewEvent = static () => new RuntimeThreadEvent(),
        Log = rig.Log,
        CpuCount = 4,
    };
}
