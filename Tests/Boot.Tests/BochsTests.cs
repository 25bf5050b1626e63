using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// The kernel on Bochs's PC: another model of CPU and chipset than QEMU's, which has x2APIC, TSC deadlines and steady time-stamp counters
/// where QEMU's has none, and looks more strictly at what a kernel does.
/// </summary>
[Category("Boot")]
internal sealed class BochsTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    [Category("Long")]
    [TestCaseSource(nameof(Machines))]
    public async Task Boot_OnBochs_RunsTheShellAndPowersOff(string model, int cpus, string arguments, string[] expectations)
    {
        BochsMachine machine = new(model, cpus, $"loglevel=debug storage=ro {arguments} exec=\"lscpu; nvme list; lspci; sleep 1; uptime; echo end\"");
        BochsResult result = await machine.RunAsync(s_limit);
        Assert.That(result.PoweredOff, Is.True, result.ToString());
        Assert.That(result.Console, Does.EndWith("end\n"), result.ToString());
        Assert.That(result.Console, Does.Contain("There is no NVMe controller in service"));
        Assert.That(result.Console, Does.Contain("82441FX"));
        Assert.That(result.Console, Does.Match($@"On-line CPU\(s\) list: +{(cpus == 1 ? "0" : $"0-{cpus - 1}")}\n"));
        foreach (string expectation in expectations)
        {
            Assert.That(result.Log, Does.Contain(expectation), result.ToString());
        }

        // A serial port that is faster than its line would lose characters.
        Assert.That(result.Notes, Does.Not.Contain("transmit FIFO overflow"));
    }

    [Test]
    public async Task Boot_OnBochsWithAnOldCpu_SaysWhatIsMissing()
    {
        BochsResult result = await new BochsMachine("core2_penryn_t9600", 1, "exec=lscpu").RunAsync(s_limit, last: "popcnt");
        Assert.That(result.Log, Does.Contain("this CPU is too old").And.Contain("sse4.2 popcnt"), result.ToString());
    }

    private static IEnumerable<TestCaseData> Machines()
    {
        yield return Case("corei7_haswell_4770", 2, "irqchip=x2apic", ["x2APIC", "TSC deadlines", "time comes from TSC"]);
        foreach ((string Model, int Cpus, string Arguments, string[] Expectations) machine in TestScale.Pick<(string, int, string, string[])[]>(
            [],
            [("corei5_lynnfield_750", 1, "clock=pmtimer", ["time comes from PM timer"])],
            [
                ("corei5_lynnfield_750", 1, "clock=pmtimer", ["time comes from PM timer"]),
                ("corei5_arrandale_m520", 1, "", ["time comes from TSC"]),
                ("corei7_sandy_bridge_2600k", 4, "", ["time comes from TSC"]),
                ("corei7_ivy_bridge_3770k", 1, "irqchip=pic", []),
                ("corei7_haswell_4770", 4, "clock=hpet", ["time comes from HPET"]),
                ("zambezi", 1, "", []),
                ("ryzen", 2, "", []),
                ("corei7_skylake_x", 2, "irqchip=x2apic", ["x2APIC"]),
                ("tigerlake", 1, "", []),
            ]))
        {
            yield return Case(machine.Model, machine.Cpus, machine.Arguments, machine.Expectations);
        }
    }

    private static TestCaseData Case(string model, int cpus, string arguments, string[] expectations) =>
        new TestCaseData(model, cpus, arguments, expectations).SetArgDisplayNames(model, $"{cpus} CPUs", arguments);
}
