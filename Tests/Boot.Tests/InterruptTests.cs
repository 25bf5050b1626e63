using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Every kind of interrupt on the boards that QEMU has: data arrive, and interrupts where they are said to.</summary>
[Category("Interrupts")]
internal sealed class InterruptTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(240);

    private FileDisk _disk = null!;

    [OneTimeSetUp]
    public void MakeDisk() => _disk = new FileDisk(512);

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [TestCase(MachineType.Q35, "auto", "msix0 vec 1", "nvme0 q1")]
    [TestCase(MachineType.Pc, "auto", "msix0 vec 1", "nvme0 q1", Category = "Long")]
    [TestCase(MachineType.Q35, "msix", "msix0 vec 0", "nvme0 admin", Category = "Long")]
    [TestCase(MachineType.Pc, "msix", "msix0 vec 0", "nvme0 admin", Category = "Long")]
    [TestCase(MachineType.Q35, "intx", "ioapic0 pin 21", "nvme0", Category = "Long")]
    [TestCase(MachineType.Pc, "intx", "ioapic0 pin 10", "nvme0")]
    [TestCase(MachineType.Q35, "intx irqchip=pic", "i8259 pin 10", "nvme0", Category = "Long")]
    [TestCase(MachineType.Pc, "intx irqchip=pic", "i8259 pin 10", "nvme0")]
    [TestCase(MachineType.Pc, "msix irqchip=pic", "msix0 vec 1", "nvme0 q1", Category = "Long")]
    public void Sums_InEachMode_AreTheHosts(MachineType machine, string mode, string id, string name)
    {
        MachineResult result = CheckSums(new MachineProfile { Machine = machine, KernelArguments = $"nvme.interrupts={mode}", Controllers = [_disk.Controller] });
        Assert.That(InterruptListing.Row(result, id).Name, Is.EqualTo(name), result.Console);
        Assert.That(InterruptListing.Row(result, id).Counts.Sum(), Is.GreaterThan(3), result.Console);
        Assert.That(result.Log, Does.Not.Contain("warning:"));
    }

    [TestCase(MachineType.Q35)]
    [TestCase(MachineType.Pc, Category = "Long")]
    public void Sums_Polled_AreTheHosts(MachineType machine)
    {
        MachineResult result = CheckSums(new MachineProfile { Machine = machine, KernelArguments = "nvme.interrupts=poll", Controllers = [_disk.Controller] });
        Assert.That(InterruptListing.Last(result).Select(row => row.Id), Is.EqualTo(new[] { "unhandled", "spurious" }));
    }

    [Test]
    [Category("Long")]
    public void Msi_ControllerWithout_IsPolledWithAWarning()
    {
        MachineResult result = CheckSums(new MachineProfile { KernelArguments = "nvme.interrupts=msi", Controllers = [_disk.Controller] });
        Assert.That(result.Log, Does.Match(@"warning: nvme0 \(.*\): MSI cannot be used: it has no MSI; polling is the last resort"));
    }

    // Vectors that the device has; what four queues on four CPUs make of them.
    [TestCase(1, new[] { "nvme0" }, Category = "Long")]
    [TestCase(2, new[] { "nvme0 admin", "nvme0 q1 q2 q3 q4" })]
    [TestCase(3, new[] { "nvme0 admin", "nvme0 q1 q3", "nvme0 q2 q4" }, Category = "Long")]
    [TestCase(65, new[] { "nvme0 admin", "nvme0 q1", "nvme0 q2", "nvme0 q3", "nvme0 q4" }, Category = "Long")]
    public void Sums_FewVectors_AreTheHosts(int vectors, string[] names)
    {
        const int Cpus = 4;
        MachineResult result = CheckSums(new MachineProfile { Cpus = Cpus, Controllers = [_disk.Controller with { MsiXVectors = vectors }] });
        ListedInterrupt[] rows = InterruptListing.Last(result).Where(row => row.Id.StartsWith("msix", StringComparison.Ordinal)).ToArray();

        // Those that are left are for queues that callers own.
        IEnumerable<string> lent = Enumerable.Range(1, Math.Clamp(vectors - names.Length, 0, Cpus)).Select(number => $"nvme0 lent {number}");
        Assert.That(rows.Select(row => row.Name), Is.EqualTo(names.Concat(lent)));
        for (int vector = 0; vector < names.Length; vector++)
        {
            int cpu = Math.Max(vector - 1, 0);
            Assert.That(rows[vector].Cpu, Is.EqualTo(cpu), result.Console);
            Assert.That(rows[vector].Counts.Where((_, index) => index != cpu), Is.All.Zero, "an interrupt counts where it is sent");
        }
    }

    // Two slots that are four apart share a wire on both boards; so do a slot behind a bridge and the right one before it.
    [TestCase(MachineType.Q35, "", "addr=3", "addr=7", Category = "Long")]
    [TestCase(MachineType.Pc, "", "addr=4", "addr=8", Category = "Long")]
    [TestCase(MachineType.Q35, "pcie-root-port,id=above,chassis=1,addr=4", "bus=above", "addr=8")]
    [TestCase(MachineType.Pc, "pci-bridge,id=above,chassis_nr=1,addr=4", "bus=above,addr=2", "addr=6", Category = "Long")]
    public void Sums_TwoControllersOnOneWire_AreTheHosts(MachineType machine, string bridge, string first, string second)
    {
        string[] arguments =
        [
            .. bridge.Length == 0 ? Array.Empty<string>() : ["-device", bridge],
            .. Nvme("one", first),
            .. Nvme("two", second),
        ];
        MachineResult result = Run(new MachineProfile
        {
            Machine = machine,
            KernelArguments = "nvme.interrupts=intx",
            QemuArguments = [.. arguments],
            Exec = $"intrctl list; {Commands("/dev/nvme0n1p1", "/one")}; {Commands("/dev/nvme1n1p1", "/two")}; intrctl list",
        });
        ExpectSums(result, "/one");
        ExpectSums(result, "/two");
        ListedInterrupt row = InterruptListing.Last(result).Single(row => row.Id.StartsWith("ioapic", StringComparison.Ordinal));
        Assert.That(row.Name, Is.EqualTo("nvme0, nvme1"), result.Console);
        Assert.That(result.Log, Does.Not.Contain("warning:"));
    }

    // QEMU's "edu" stands for a device without a driver that pulls at the disk's wire for ever.
    [TestCase(MachineType.Q35, "", "ioapic0 pin 21", Category = "Long")]
    [TestCase(MachineType.Pc, "", "ioapic0 pin 10", Category = "Long")]
    [TestCase(MachineType.Q35, " irqchip=pic", "i8259 pin 10", Category = "Long")]
    public void Wire_ThatAnotherDevicePullsAtForEver_IsShutOffAndTheDiskPolled(MachineType machine, string irqchip, string id)
    {
        MachineResult result = Boots.RunOrderly(Boots.WithTests(
            new MachineProfile
            {
                Machine = machine,
                KernelArguments = $"nvme.interrupts=intx{irqchip}",
                QemuArguments = [.. Nvme("one", "addr=5"), "-device", "edu,addr=9"],
                TimeLimit = s_limit,
            },
            "SharedWireTests"));
        Assert.That(result.Log, Does.Contain($"warning: {id}: shut off after 1000 interrupts in a row that none of its devices (nvme0) had asked for; they are polled"));
    }

    // Between two readings of the whole disk each vector goes to another CPU, and its interrupts with it.
    [TestCase("msix", "msix0 vec 1", Category = "Long")]
    [TestCase("intx", "ioapic0 pin 21")]
    public void Affinity_ChangedBetweenReads_LosesNothing(string mode, string id)
    {
        const int Cpus = 3;
        string moves = string.Join("; ", new[] { 2, 1, 0, 2 }.Select(cpu => $"intrctl affinity -i '{id}' -c {cpu}; {Sums("/disk")}"));
        MachineResult result = Run(new MachineProfile
        {
            Cpus = Cpus,
            KernelArguments = $"nvme.interrupts={mode} nvme.queues=1",
            Controllers = [_disk.Controller],
            Exec = $"mount /dev/nvme0n1p1 /disk; {moves}; intrctl list",
        });
        foreach ((string name, _, string sum) in _disk.Files)
        {
            Assert.That(Regex.Count(result.Console, Regex.Escape($"{sum}  /disk/{name}\n")), Is.EqualTo(4), name);
        }

        ListedInterrupt row = InterruptListing.Row(result, id);
        Assert.That((row.Cpu, row.Counts.Count(count => count > 0)), Is.EqualTo((2, Cpus)), result.Console);
        Assert.That(InterruptListing.Row(result, "unhandled").Counts, Is.All.Zero, result.Console);
    }

    [Test]
    [Category("Long")]
    public void Affinity_LegacyController_StaysOnTheBootCpu()
    {
        MachineResult result = Boots.Run(new MachineProfile
        {
            KernelArguments = "nvme.interrupts=intx irqchip=pic",
            Controllers = [_disk.Controller],
            Exec = "intrctl affinity -i 'i8259 pin 10' -c 1",
        });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.CommandFailed), result.ToString());
        Assert.That(result.Console, Does.Contain("cannot go to CPU 1"));
    }

    private static MachineResult Run(MachineProfile profile)
    {
        MachineResult result = Boots.RunOrderly(profile with { TimeLimit = s_limit });
        Assert.That(InterruptListing.Row(result, "unhandled").Counts, Is.All.Zero, result.Console);
        return result;
    }

    private MachineResult CheckSums(MachineProfile profile)
    {
        MachineResult result = Run(profile with { Exec = $"{Commands("/dev/nvme0n1p1", "/disk")}; intrctl list" });
        ExpectSums(result, "/disk");
        return result;
    }

    private string Commands(string device, string directory) => $"mount {device} {directory}; {Sums(directory)}";

    private string Sums(string directory) => "sha256sum " + string.Join(' ', _disk.Files.Select(file => $"'{directory}/{file.Name}'"));

    private void ExpectSums(MachineResult result, string directory)
    {
        foreach ((string name, _, string sum) in _disk.Files)
        {
            Assert.That(result.Console, Does.Contain($"{sum}  {directory}/{name}\n"));
        }
    }

    private string[] Nvme(string name, string place) =>
    [
        "-drive", $"if=none,id={name},format=raw,snapshot=on,file={_disk.Path.Replace(",", ",,", StringComparison.Ordinal)}",
        "-device", $"nvme,drive={name},serial={name},{place}",
    ];
}
