using System;
using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The kernel comes up on machines of many shapes, and sees what they have.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class MachineShapeTests
{
    // What firmware, the image and the nucleus may take of a machine's memory before "free" counts it.
    private const double LeastShareOfMemory = 0.85;

    private const string QuarterOfMemory = "Array_OfAQuarterOfTheFreeMemory";

    [TestCase(1, MachineType.Q35, Category = "Long")]
    [TestCase(2, MachineType.Q35, Category = "Long")]
    [TestCase(4, MachineType.Q35, Category = "Long")]
    [TestCase(8, MachineType.Q35, Category = "Long")]
    [TestCase(16, MachineType.Q35)]
    [TestCase(1, MachineType.Pc, Category = "Long")]
    [TestCase(4, MachineType.Pc)]
    public void Boot_Cpus_AllComeUp(int cpus, MachineType machine)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Cpus = cpus, Machine = machine, Exec = "lscpu" });
        Assert.That(Boots.Value(result, "CPU(s)"), Is.EqualTo(cpus.ToString(CultureInfo.InvariantCulture)));
        Assert.That(Boots.Value(result, "On-line CPU(s) list"), Is.EqualTo(cpus == 1 ? "0" : $"0-{cpus - 1}"));
        Assert.That(result.Log, Does.Not.Contain("warning:"));
    }

    [TestCase(4, "4,sockets=2,cores=1,threads=2", Category = "Long")]
    [TestCase(6, "6,sockets=1,cores=3,threads=2", Category = "Long")]
    [TestCase(12, "12,sockets=3,cores=2,threads=2")]
    public void Boot_Topology_AllCpusComeUpWhateverTheirIds(int cpus, string topology)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Cpus = cpus, QemuArguments = ["-smp", topology], Exec = "lscpu" });
        Assert.That(Boots.Value(result, "On-line CPU(s) list"), Is.EqualTo($"0-{cpus - 1}"));
        Assert.That(result.Log, Does.Not.Contain("warning:"));
    }

    [TestCase(128, MachineType.Q35, Category = "Long")]
    [TestCase(256, MachineType.Q35, Category = "Long")]
    [TestCase(3072, MachineType.Q35, Category = "Long")]
    [TestCase(8192, MachineType.Q35)]
    [TestCase(65536, MachineType.Q35, Category = "Long")]
    [TestCase(128, MachineType.Pc)]
    [TestCase(8192, MachineType.Pc, Category = "Long")]
    [TestCase(65536, MachineType.Pc, Category = "Long")]
    public void Boot_Memory_IsFoundAndUsable(int mebibytes, MachineType machine)
    {
        MachineProfile profile = new() { MemoryMebibytes = mebibytes, Machine = machine, Exec = "free -m" };
        MachineResult result = Boots.RunOrderly(profile);
        string[] words = Boots.Value(result, "Mem").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int total = int.Parse(words[0], CultureInfo.InvariantCulture);
        Assert.That(total, Is.InRange(mebibytes * LeastShareOfMemory, mebibytes), result.Console);

        // The test touches every page of a quarter of the free memory; on a huge machine that would be the host's memory.
        if (mebibytes <= 8192)
        {
            Boots.RunOrderly(Boots.WithTests(profile, QuarterOfMemory));
        }
    }

    [TestCase(BootPath.Direct, MachineType.Q35, Category = "Long")]
    [TestCase(BootPath.Direct, MachineType.Pc, Category = "Long")]
    [TestCase(BootPath.Bios, MachineType.Q35, Category = "Long")]
    [TestCase(BootPath.Bios, MachineType.Pc)]
    [TestCase(BootPath.Uefi, MachineType.Q35)]
    [TestCase(BootPath.Uefi, MachineType.Pc, Category = "Long")]
    public void Boot_Firmware_LeadsToTheSameShell(BootPath boot, MachineType machine)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Boot = boot, Machine = machine, Cpus = 4, Exec = "echo here; lscpu" });
        Assert.That(result.Console, Does.StartWith("here\n"));
        Assert.That(Boots.Value(result, "CPU(s)"), Is.EqualTo("4"));
    }

    [Test]
    [Category("Long")]
    public void Boot_UefiWithMuchMemory_FindsIt()
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(new MachineProfile { Boot = BootPath.Uefi, MemoryMebibytes = 8192 }, QuarterOfMemory));
        Assert.That(result.Console, Does.Contain("1 passed, 0 failed"));
    }

    [TestCaseSource(nameof(Devices))]
    public void Boot_WithoutADevice_UsesAnother(MachineProfile profile)
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(profile, "Sleep_20Milliseconds"));
        Assert.That(result.Console, Does.Contain("1 passed, 0 failed"));
    }

    private static IEnumerable<TestCaseData> Devices()
    {
        yield return new TestCaseData(new MachineProfile { QemuArguments = ["-machine", "hpet=off"] }).SetArgDisplayNames("hpet");
        yield return new TestCaseData(new MachineProfile { Machine = MachineType.Pc, QemuArguments = ["-machine", "hpet=off"] }).SetArgDisplayNames("hpet on pc");
        yield return new TestCaseData(new MachineProfile { Cpus = 4, QemuArguments = ["-machine", "smm=off"] }).SetArgDisplayNames("smm");
    }
}
