using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Every way that a controller can signal, from the PCI function to a read, and what happens when one does not work.</summary>
public sealed class NvmePciInterruptTests
{
    private const int Queues = 4;

    // Messages that the function offers, in powers of two, and those used by an admin queue and four I/O queues on four CPUs.
    [TestCase(0, 1)]
    [TestCase(1, 2)]
    [TestCase(2, 4)]
    [TestCase(5, 4)]
    public void Msi_Messages_ServeAllQueues(int offered, int used)
    {
        Rig rig = new(InterruptMode.Msi, used);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 0).WithMsi(offered).WithPin(line: 11);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.Msi));
        Assert.That(pci.Given.Select(line => line.Cpu), Is.EqualTo(new int[used]), "MSI has one address, so one CPU");
        Assert.That((pci.MsiControl & 1, 1 << ((pci.MsiControl >> 4) & 7)), Is.EqualTo((1, used)));
        Assert.That(pci.IsPinEnabled, Is.False);
        ReadEverywhere(device);
        Assert.That(device.Controller.MissedInterrupts, Is.Zero);
        ShutDown(rig, pci, device);
        Assert.That(pci.MsiControl & 1, Is.Zero);
        Assert.That(MaskWrites(rig), Is.Zero, "INTMS and INTMC are left alone under MSI");
    }

    [Test]
    public void Msi_MachineHasFewVectors_TakesAShorterBlock()
    {
        Rig rig = new(InterruptMode.Msi, 2);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 0).WithMsi(5);
        pci.VectorsLeft = 3;
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(device.Controller.VectorCount, Is.EqualTo(2));
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
    }

    [Test]
    public void MsiX_BeforeMsi_IsTaken()
    {
        Rig rig = new(vectors: 5);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 65).WithMsi(5).WithPin(line: 11);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.MsiX));
        Assert.That((pci.MsiControl & 1, pci.IsPinEnabled), Is.EqualTo((0, false)));
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
        Assert.That(MaskWrites(rig), Is.Zero);
    }

    [Test]
    public void Pin_Controller_IsMaskedWhileItsQueuesAreDrained()
    {
        Rig rig = new(InterruptMode.Pin, 1);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 0).WithPin(line: 11);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.Pin));
        Assert.That(pci.Given.Single().Name, Is.EqualTo("nvme0@11"));
        Assert.That(pci.IsPinEnabled, Is.True);
        ReadEverywhere(device);
        string[] writes = rig.Device.RegisterWrites.Where(write => write.StartsWith("INTM", System.StringComparison.Ordinal)).ToArray();
        Assert.That(writes, Is.Not.Empty);
        Assert.That(() => rig.Device.Interrupts.Mask, Is.Zero.After(60_000, 5), "the last work may still be at it");
        Assert.That(device.Controller.MissedInterrupts, Is.Zero);
        ShutDown(rig, pci, device);
        Assert.That(pci.IsPinEnabled, Is.False);
    }

    [Test]
    public void Pin_FirmwareNotedAnotherInput_IsFoundOutAndPolled()
    {
        Rig rig = new(InterruptMode.Pin, 1);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 0).WithPin(line: 10);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(rig.Log.Lines, Has.Some.Contains("no interrupt of it arrives at input 10"));
        Assert.That((device.Controller.InterruptMode, device.Controller.VectorCount), Is.EqualTo((InterruptMode.None, 0)));
        Assert.That(pci.IsPinEnabled, Is.False);
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
    }

    [Test]
    public void Interrupts_ThatNeverArrive_LeadFromModeToModeToPolling()
    {
        Rig rig = new(InterruptMode.Pin, 1);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 65).WithPin(line: 11);
        rig.Device.Lines[0].LosesInterrupts = true;
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(rig.Log.Lines, Has.Exactly(2).Contains("no interrupt of it arrives"), "neither by MSI-X nor by the pin");
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.None));
        Assert.That(pci.IsMsiXEnabled, Is.False);
        ReadEverywhere(device);
        device.ShutDown();
    }

    [TestCase(InterruptMode.MsiX, "MSI-X cannot be used: it has no MSI-X")]
    [TestCase(InterruptMode.Msi, "MSI cannot be used: it has no MSI")]
    [TestCase(InterruptMode.Pin, "its interrupt pin cannot be used: nothing is known")]
    public void Forced_ModeThatIsNotThere_IsPolledWithAWarning(InterruptMode mode, string sentence)
    {
        Rig rig = new();
        FakePci pci = new(rig.Device, msiXEntries: 0);
        NvmePciDevice device = Attach(rig, pci, forced: mode);
        Assert.That(rig.Log.Lines, Has.Exactly(1).StartsWith("Warning: ").And.Exactly(1).Contains(sentence).And.Some.Contains("polling is the last resort"));
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.None));
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
    }

    [Test]
    public void Forced_Polling_TakesNothing()
    {
        Rig rig = new();
        FakePci pci = new FakePci(rig.Device, msiXEntries: 65).WithMsi(5).WithPin(line: 11);
        NvmePciDevice device = Attach(rig, pci, forced: InterruptMode.None);
        Assert.That(pci.Given, Is.Empty);
        Assert.That((pci.IsMsiXEnabled, pci.IsPinEnabled), Is.EqualTo((false, false)));
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
    }

    [Test]
    public void Quirk_BrokenMsi_LeavesThePin()
    {
        Rig rig = new(InterruptMode.Pin, 1);
        FakePci pci = new FakePci(rig.Device, msiXEntries: 0).WithMsi(5).WithPin(line: 11);
        pci.Set(0x00, 0x5008_15b7);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(device.Controller.InterruptMode, Is.EqualTo(InterruptMode.Pin));
        Assert.That(pci.MsiControl & 1, Is.Zero);
        ShutDown(rig, pci, device);
    }

    [Test]
    public void Quirk_SingleVector_GivesOneForAll()
    {
        Rig rig = new(vectors: 1);
        FakePci pci = new(rig.Device, msiXEntries: 65);
        pci.Set(0x00, 0x2001_106b);
        NvmePciDevice device = Attach(rig, pci);
        Assert.That(pci.Given, Is.EqualTo(new[] { ("nvme0", 0) }));
        ReadEverywhere(device);
        ShutDown(rig, pci, device);
    }

    private static NvmePciDevice Attach(Rig rig, FakePci pci, InterruptMode? forced = null)
    {
        NvmePciHost host = new()
        {
            Memory = pci,
            Dma = rig.Device.Dma,
            Interrupts = pci,
            Clock = rig.Clock,
            Cpu = new RuntimeCpuNumber(),
            NewEvent = static () => new RuntimeThreadEvent(),
            Log = rig.Log,
            CpuCount = Queues,
            ForcedInterrupts = forced,
        };
        return NvmePciDriver.AttachAll(PciDevices.Scan(pci), host, new NvmeOptions { QueuePairs = Queues, QueueDepth = 8, SpinNanoseconds = 0 }).Single();
    }

    private static void ReadEverywhere(NvmePciDevice device)
    {
        byte[] block = new byte[512];
        for (ulong number = 0; number < 40; number++)
        {
            Assert.That(device.Controller.Namespaces[0].Read(number, block), Is.EqualTo(BlockStatus.Success));
        }
    }

    private static int MaskWrites(Rig rig) => rig.Device.RegisterWrites.Count(write => write.StartsWith("INTM", System.StringComparison.Ordinal));

    private static void ShutDown(Rig rig, FakePci pci, NvmePciDevice device)
    {
        Assert.That(device.ShutDown(), Is.True);
        Assert.That(pci.Command & 4, Is.Zero, "bus master");
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }
}
