using CosmosNvme.Pci;
using CosmosNvme.Pci.Tests;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What lspci prints.</summary>
internal sealed class LspciTests
{
    private FakeTerminal _terminal = null!;
    private FakeSpace _space = null!;
    private ShellSession _session = null!;

    [SetUp]
    public void SetUp()
    {
        _terminal = new FakeTerminal();
        _space = new FakeSpace();
        _space.BusRanges.Clear();
        _space.BusRanges.Add(new PciBusRange(0, 0, 3));
    }

    [TestCase("lspci", "00:03.0 Non-Volatile memory controller: Red Hat, Inc. QEMU NVM Express Controller (rev 02)\n")]
    [TestCase("lspci -n", "00:03.0 0108: 1b36:0010 (rev 02)\n")]
    [TestCase("lspci -nn", "00:03.0 Non-Volatile memory controller [0108]: Red Hat, Inc. QEMU NVM Express Controller [1b36:0010] (rev 02)\n")]
    [TestCase("lspci -D", "0000:00:03.0 Non-Volatile memory controller: Red Hat, Inc. QEMU NVM Express Controller (rev 02)\n")]
    public void Line_OfAKnownDevice_IsAsOnLinux(string command, string expected)
    {
        _space.Add("00:03.0", Controller());
        Assert.That(Run(command), Is.EqualTo(expected));
    }

    [TestCase(0x1234, 0x5678, 0x0300, "lspci", "VGA compatible controller: Device 1234:5678")]
    [TestCase(0x8086, 0xfffe, 0x0300, "lspci", "VGA compatible controller: Intel Corporation Device fffe")]
    [TestCase(0x1234, 0x5678, 0x0300, "lspci -nn", "VGA compatible controller [0300]: Device [1234:5678]")]
    [TestCase(0x8086, 0xfffe, 0x0300, "lspci -nn", "VGA compatible controller [0300]: Intel Corporation Device [8086:fffe]")]
    [TestCase(0x1234, 0x5678, 0x01aa, "lspci", "Mass storage controller [01aa]: Device 1234:5678")]
    [TestCase(0x1234, 0x5678, 0x77aa, "lspci", "Class 77aa: Device 1234:5678")]
    [TestCase(0x1234, 0x5678, 0x77aa, "lspci -nn", "Class [77aa]: Device [1234:5678]")]
    public void Line_OfSomethingUnknown_ShowsTheNumbers(int vendor, int device, int code, string command, string expected)
    {
        _space.Add("00:03.0", new FakeFunction((ushort)vendor, (ushort)device).WithClass((byte)(code >> 8), (byte)code));
        Assert.That(Run(command), Is.EqualTo($"00:03.0 {expected}\n"));
    }

    [Test]
    public void Domain_WhereThereAreSeveral_IsShown()
    {
        _space.BusRanges.Add(new PciBusRange(1, 0, 0));
        _space.Add("00:03.0", Controller());
        _space.Add("0001:00:04.0", Controller());
        Assert.That(Run("lspci -n"), Is.EqualTo("0000:00:03.0 0108: 1b36:0010 (rev 02)\n0001:00:04.0 0108: 1b36:0010 (rev 02)\n"));
    }

    [TestCase("-s 00:03.0", "00:03.0")]
    [TestCase("-s 3", "00:03.0 00:03.1 01:03.0")]
    [TestCase("-s 3.0", "00:03.0 01:03.0")]
    [TestCase("-s 01:", "01:03.0")]
    [TestCase("-s .1", "00:03.1")]
    [TestCase("-s 0000:01:03.0", "01:03.0")]
    [TestCase("-s *:*:*.1", "00:03.1")]
    [TestCase("-s 1:", "01:03.0")]
    [TestCase("-s 0001:00:03.0", "")]
    [TestCase("-d 1b36:", "00:03.0 01:03.0")]
    [TestCase("-d :5678", "00:03.1")]
    [TestCase("-d ::0108", "00:03.0 01:03.0")]
    public void Filter_Chooses(string option, string expected)
    {
        _space.Add("00:01.0", new FakeFunction(0x8086, 0x0001, PciHeaderKind.Bridge).Behind(1, 1));
        _space.Add("00:03.0", Controller().MultiFunction());
        _space.Add("00:03.1", new FakeFunction());
        _space.Add("01:03.0", Controller());
        string[] lines = Run("lspci -n " + option).Split('\n', System.StringSplitOptions.RemoveEmptyEntries);
        Assert.That(string.Join(' ', System.Array.ConvertAll(lines, line => line[..7])), Is.EqualTo(expected));
    }

    [TestCase("lspci -s 00:20.0")]
    [TestCase("lspci -s 1:2:3:4.5")]
    [TestCase("lspci -s zz")]
    [TestCase("lspci -s 1.2.3")]
    [TestCase("lspci -d 1b36")]
    [TestCase("lspci -q")]
    [TestCase("lspci more")]
    public void Arguments_Wrong_AreAUsageError(string command)
    {
        Run(command);
        Assert.That(_session.LastStatus, Is.EqualTo(ExitStatus.Usage));
    }

    [Test]
    public void Machine_WithoutDevices_PrintsNothingAndSucceeds()
    {
        Assert.That(Run("lspci"), Is.Empty);
        Assert.That(_session.LastStatus, Is.Zero);
    }

    [Test]
    public void Kernel_WithoutPci_SaysSo()
    {
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog());
        _session.RunScript("lspci");
        Assert.That(_session.LastStatus, Is.EqualTo(ExitStatus.Failed));
        Assert.That(_terminal.Output, Does.Contain("does not look at PCI"));
    }

    [Test]
    public void Verbose_Function_ShowsFlagsBarsAndCapabilities()
    {
        _space.Add("00:03.0", Controller());
        Assert.That(Run("lspci -v"), Is.EqualTo(
            "00:03.0 Non-Volatile memory controller: Red Hat, Inc. QEMU NVM Express Controller (rev 02) (prog-if 02 [NVM Express])\n" +
            "\tSubsystem: Red Hat, Inc. QEMU Virtual Machine\n" +
            "\tFlags: bus master, fast devsel, latency 0, IRQ 11\n" +
            "\tMemory at 380febd0000 (64-bit, non-prefetchable) [size=16K]\n" +
            "\tI/O ports at c000 [disabled] [size=32]\n" +
            "\tMemory at <unassigned> (32-bit, prefetchable) [size=1M]\n" +
            "\tExpansion ROM at feb00000 [disabled] [size=64K]\n" +
            "\tCapabilities: [40] MSI-X: Enable- Count=65 Masked-\n" +
            "\tCapabilities: [80] Express Endpoint, MSI 00\n" +
            "\n"));
    }

    [Test]
    public void VeryVerbose_Function_ShowsRegisters()
    {
        _space.Add("00:03.0", Controller());
        string output = Run("lspci -vv");
        Assert.That(output, Does.Contain("\tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-\n"));
        Assert.That(output, Does.Contain("\tStatus: Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-\n"));
        Assert.That(output, Does.Contain("\tLatency: 0, Cache Line Size: 64 bytes\n\tInterrupt: pin A routed to IRQ 11\n"));
        Assert.That(output, Does.Contain("\tRegion 0: Memory at 380febd0000 (64-bit, non-prefetchable) [size=16K]\n\tRegion 2: I/O ports at c000 [disabled] [size=32]\n"));
        Assert.That(output, Does.Contain("\t\tVector table: BAR=0 offset=00002000\n\t\tPBA: BAR=0 offset=00003000\n"));
        Assert.That(output, Does.Contain("\t\tLnkCap:\tPort #0, Speed 16GT/s, Width x4,"));
        Assert.That(output, Does.Contain("\t\tLnkSta:\tSpeed 8GT/s (downgraded), Width x2 (downgraded)\n"));
    }

    [TestCase(4, 'D')]
    [TestCase(5, '?')]
    [TestCase(0x40, '?')]
    [TestCase(0xff, '?')]
    public void VeryVerbose_InterruptPin_IsALetterOrUnknown(byte pin, char shown)
    {
        _space.Add("00:03.0", Controller().Set8(0x3d, pin));
        Assert.That(Run("lspci -vv"), Does.Contain($"\tInterrupt: pin {shown} routed to IRQ 11\n"));
    }

    [Test]
    public void Verbose_Bridge_ShowsBusesAndWindows()
    {
        _space.Add("00:01.0", new FakeFunction(0x1b36, 0x000c, PciHeaderKind.Bridge).Behind(1, 2)
            .Set16(0x1c, 0x1010).Set32(0x20, 0xfe70fe60).Set32(0x24, 0x0001fff1).Set16(0x30, 0).Set32(0x28, 0x38));
        Assert.That(Run("lspci -v"), Is.EqualTo(
            "00:01.0 PCI bridge: Red Hat, Inc. QEMU PCIe Root port (prog-if 00 [Normal decode])\n" +
            "\tFlags: fast devsel\n" +
            "\tBus: primary=00, secondary=01, subordinate=02, sec-latency=0\n" +
            "\tI/O behind bridge: 1000-1fff [size=4K] [16-bit]\n" +
            "\tMemory behind bridge: fe600000-fe7fffff [size=2M] [32-bit]\n" +
            "\tPrefetchable memory behind bridge: [disabled] [64-bit]\n" +
            "\n"));
    }

    private static FakeFunction Controller() =>
        new FakeFunction(0x1b36, 0x0010).WithClass(1, 8, 2).Set8(0x08, 2).Set16(4, 6).Set8(0x0c, 16)
            .Set16(0x2c, 0x1af4).Set16(0x2e, 0x1100).Set8(0x3c, 11).Set8(0x3d, 1)
            .WithBar(0x10, 0xfebd0004, 0xffffc000).WithBar(0x14, 0x380, uint.MaxValue)
            .WithBar(0x18, 0xc001, 0xffffffe0).WithBar(0x1c, 0x8, 0xfff00000).WithBar(0x30, 0xfeb00000, 0xffff0001)
            .WithCapability(0x10, 0x80, 0x02, 0x00).Set32(0x8c, 0x00000044).Set16(0x92, 0x0023)
            .WithCapability(0x11, 0x40, 0x40, 0, 0, 0x20, 0, 0, 0, 0x30, 0, 0);

    private string Run(string command)
    {
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Pci = PciDevices.Scan(_space) });
        _session.RunScript(command);
        return _terminal.Output;
    }
}
