using System.Collections.Generic;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Time goes on evenly on every CPU, wherever it comes from.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ClockTests
{
    private const string Tests = "TimeTests|WaitTests";

    [TestCaseSource(nameof(Machines))]
    public void Boot_Clock_PassesTheTestsOfTime(MachineProfile machine, string source)
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(machine, Tests));
        Assert.That(result.Log, Does.Contain($"time comes from {source}"));
        Assert.That(result.Console, Does.Contain(" 0 failed"));
    }

    private static IEnumerable<TestCaseData> Machines()
    {
        // A machine that does not say it is virtual, with time-stamp counters of which the CPU does not say that they are steady.
        MachineProfile plain = new() { CpuModel = "max,-hypervisor", Cpus = 4 };
        yield return Case(plain, "HPET", "unsteady TSC");
        foreach (MachineProfile machine in TestScale.Pick<MachineProfile[]>([], [plain], [plain, plain with { Machine = MachineType.Pc }, plain with { Cpus = 1 }]))
        {
            string where = $"{machine.Machine}, {machine.Cpus} CPUs";
            yield return Case(machine with { QemuArguments = ["-machine", "hpet=off"] }, "PM timer", $"unsteady TSC, no HPET, {where}");
            yield return Case(machine.WithKernelArgument("clock=tsc"), "TSC", $"TSC by order, {where}");
        }
    }

    private static TestCaseData Case(MachineProfile machine, string source, string name) =>
        new TestCaseData(machine, source).SetArgDisplayNames(name);
}
