using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class KernelOptionsTests
{
    [TearDown]
    public void Clear() => Parse(string.Empty);

    [Test]
    public void Parse_Nothing_IsTheDefault()
    {
        Parse(string.Empty);
        Assert.That((KernelOptions.MaximumCpus, KernelOptions.ExitPort, Log.PrintedLevel), Is.EqualTo((0u, (ushort)0, LogLevel.Warning)));
    }

    [Test]
    public void Parse_AllKeys_AreFound()
    {
        Parse("exit-port=0xf4 console=serial storage=rw loglevel=error cpus=12");
        Assert.That((KernelOptions.MaximumCpus, KernelOptions.ExitPort, Log.PrintedLevel), Is.EqualTo((12u, (ushort)0xf4, LogLevel.Error)));
    }

    [TestCase("irqchip=pic", true)]
    [TestCase("irqchip=apic", false)]
    [TestCase("irqchip=pic irqchip=apic", false)]
    [TestCase("irqchip=pic irqchip=what", true)]
    [TestCase("irqchip=pics", false)]
    [TestCase("", false)]
    public void Parse_InterruptChip_IsOneOfTwo(string line, bool isLegacy)
    {
        Parse(line);
        Assert.That(KernelOptions.WantsLegacyPic, Is.EqualTo(isLegacy));
    }

    [TestCase("", true, true)]
    [TestCase("console=both", true, true)]
    [TestCase("console=serial", false, true)]
    [TestCase("console=screen", true, false)]
    [TestCase("console=serial console=screen", true, false)]
    [TestCase("console=serial console=what", false, true)]
    public void Parse_Console_IsScreenSerialOrBoth(string line, bool screen, bool serial)
    {
        Parse(line);
        Assert.That((KernelOptions.WantsScreen, KernelOptions.WantsSerial), Is.EqualTo((screen, serial)));
    }

    [TestCase("", false, true)]
    [TestCase("keymap=de", true, true)]
    [TestCase("keymap=de keymap=us", false, true)]
    [TestCase("keymap=de keymap=xx", true, true)]
    [TestCase("keyboard=usb", false, false)]
    [TestCase("keyboard=usb keyboard=ps2", false, true)]
    [TestCase("keyboard=usb keyboard=auto", false, true)]
    [TestCase("keyboard=usb keyboard=bluetooth", false, false)]
    public void Parse_Keyboard_IsLayoutAndKind(string line, bool german, bool ps2)
    {
        Parse(line);
        Assert.That((KernelOptions.WantsGermanKeys, KernelOptions.WantsPs2Keyboard), Is.EqualTo((german, ps2)));
    }

    [TestCase("irqchip=x2apic", true)]
    [TestCase("irqchip=x2apic irqchip=what", true)]
    [TestCase("irqchip=x2apic irqchip=pic", false)]
    [TestCase("irqchip=x2apic irqchip=apic", false)]
    [TestCase("irqchip=x2api", false)]
    [TestCase("", false)]
    public void Parse_X2Apic_IsAsked(string line, bool isAsked)
    {
        Parse(line);
        Assert.That(KernelOptions.WantsX2Apic, Is.EqualTo(isAsked));
    }

    [TestCase("clock=tsc", ClockSource.Tsc)]
    [TestCase("clock=hpet", ClockSource.Hpet)]
    [TestCase("clock=pmtimer", ClockSource.PmTimer)]
    [TestCase("clock=hpet clock=auto", ClockSource.None)]
    [TestCase("clock=hpet clock=sundial", ClockSource.Hpet)]
    [TestCase("", ClockSource.None)]
    public void Parse_Clock_IsOneOfThem(string line, object source)
    {
        Parse(line);
        Assert.That(KernelOptions.WantedClock, Is.EqualTo(source));
    }

    [TestCase("panic", LogLevel.Panic)]
    [TestCase("error", LogLevel.Error)]
    [TestCase("warning", LogLevel.Warning)]
    [TestCase("info", LogLevel.Info)]
    [TestCase("debug", LogLevel.Debug)]
    [TestCase("debugger", LogLevel.Warning)]
    [TestCase("deb", LogLevel.Warning)]
    [TestCase("", LogLevel.Warning)]
    [TestCase("Info", LogLevel.Warning)]
    public void Parse_LogLevel_IsOneOfTheWords(string value, LogLevel expected)
    {
        Parse("loglevel=" + value);
        Assert.That(Log.PrintedLevel, Is.EqualTo(expected));
    }

    [TestCase("cpus=1", 1u)]
    [TestCase("cpus=\"3\"", 3u)]
    [TestCase("\"cpus=3\"", 3u)]
    [TestCase("cpus=2 cpus=4", 4u)]
    [TestCase("cpus=2\tstorage=ro", 2u)]
    [TestCase("  cpus=2  ", 2u)]
    [TestCase("cpus=0", 0u)]
    [TestCase("cpus=", 0u)]
    [TestCase("cpus", 0u)]
    [TestCase("cpus=0x4", 0u)]
    [TestCase("cpus=4x", 0u)]
    [TestCase("cpus=-1", 0u)]
    [TestCase("cpus=4294967297", 0u)]
    [TestCase("cpus=99999999999999999999999", 0u)]
    [TestCase("maxcpus=4", 0u)]
    [TestCase("exec=\"a cpus=4\"", 0u)]
    [TestCase("exec=\"a cpus=4", 0u)]
    [TestCase("exec=\"a\" cpus=4", 4u)]
    public void Parse_Cpus_IsAWholeNumber(string line, uint expected)
    {
        Parse(line);
        Assert.That(KernelOptions.MaximumCpus, Is.EqualTo(expected));
    }

    [TestCase("0xf4", 0xf4)]
    [TestCase("0xF4", 0xf4)]
    [TestCase("244", 244)]
    [TestCase("0xffff", 0xffff)]
    [TestCase("0x10000", 0)]
    [TestCase("65536", 0)]
    [TestCase("0x", 0)]
    [TestCase("f4", 0)]
    [TestCase("0xf4g", 0)]
    public void Parse_ExitPort_IsAPortOrIgnored(string value, int expected)
    {
        Parse("exit-port=" + value);
        Assert.That(KernelOptions.ExitPort, Is.EqualTo(expected));
    }

    [Test]
    public void Parse_WordLongerThanAnyOption_IsIgnored()
    {
        Parse("cpus=" + new string('0', 100) + "4");
        Assert.That(KernelOptions.MaximumCpus, Is.Zero);
    }

    private static void Parse(string line)
    {
        BootInfo.CommandLineLength = 0;
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        fixed (byte* p = bytes)
        {
            BootInfo.Append(p, bytes.Length);
        }

        KernelOptions.Parse();
        BootInfo.CommandLineLength = 0;
    }
}
