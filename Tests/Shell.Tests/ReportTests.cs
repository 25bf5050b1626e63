using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>What the report holds, and that it comes in pages.</summary>
internal sealed class ReportTests : ShellFixture
{
    private static readonly string[] s_headings =
    [
        "CosmosNvme report", "lscpu", "free", "CPUs", "memory map of the firmware", "ACPI tables", "lspci -nn -vv", "intrctl list", "nvme list",
        "lsblk", "mount", "ps", "uptime", "PCI configuration space", "NVMe registers", "nvme trace", "dmesg", "end of the report",
    ];

    [Test]
    public void Report_KernelWithNothing_StillHasAllSections()
    {
        string output = Run("report");
        string[] headings = [.. output.Split('\n').Where(line => line.StartsWith("==== ", System.StringComparison.Ordinal)).Select(line => line.Trim('=', ' '))];
        Assert.That(headings, Is.EqualTo(s_headings));
        Assert.That(output, Does.Contain("CPU 1: APIC id 2, online").And.Contain("(this section failed: this kernel does not look at PCI)"));
        Assert.That(Session.LastStatus, Is.Zero);
    }

    [Test]
    public void Report_Tables_AreInTheFormOfAcpidump()
    {
        byte[] table = new byte[40];
        Encoding.ASCII.GetBytes("TEST").CopyTo(table, 0);
        Encoding.ASCII.GetBytes("OEMID TABLEID ").CopyTo(table, 10);
        table[8] = 2;
        table[38] = 0xab;
        byte[] program = new byte[5000];
        Encoding.ASCII.GetBytes("DSDT").CopyTo(program, 0);
        ShellSession session = new(Terminal, Machine, Log, new ShellServices { FirmwareTables = [table, program, new byte[3]] });
        session.RunScript("report");
        Assert.That(Terminal.Output, Does.Contain("TEST: 40 bytes, revision 2, OEM 'OEMID ' 'TABLEID ', SHA-256 "));
        Assert.That(Terminal.Output, Does.Contain("TEST @ 0x0000000000000000\n  0000: 54 45 53 54 00 00 00 00 02 00 4F 45 4D 49 44 20  TEST......OEMID \n"));
        Assert.That(Terminal.Output, Does.Contain("\n  0020: 00 00 00 00 00 00 AB 00                          ........\n"));
        Assert.That(Terminal.Output, Does.Contain("DSDT: 5000 bytes").And.Not.Contain("DSDT @"), "programs are long");
    }

    [Test]
    public void Report_MemoryMap_NamesTheTypes()
    {
        ShellSession session = new(Terminal, Machine, Log, new ShellServices { MemoryMap = [new MemoryRange(0x10_0000, 0x7ff0_0000, 1), new MemoryRange(0x7ff0_0000, 0x8000_0000, 4)] });
        session.RunScript("report");
        Assert.That(Terminal.Output, Does.Contain("0000000000100000-000000007fefffff usable\n000000007ff00000-000000007fffffff ACPI NVS\n"));
    }

    [TestCase("report -x", "-x")]
    [TestCase("report /tmp/a /tmp/b", "/tmp/b")]
    [TestCase("report -p 20 30", "a number")]
    [TestCase("report -p 3", "'3'")]
    [TestCase("report -p many", "'many'")]
    public void Report_WrongArguments_AreNamed(string line, string part)
    {
        Assert.That(Run(line), Does.Contain(part));
        Assert.That(Session.LastStatus, Is.EqualTo(2));
    }

    [Test]
    public void Report_PagesWithoutAnyoneAtTheKeyboard_PrintsAll()
    {
        string output = Run("report -p 10");
        Assert.That(output, Does.Contain("-- Enter: next page").And.Contain("end of the report"));
    }
}
