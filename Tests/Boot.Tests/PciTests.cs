using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The kernel sees the PCI functions that QEMU says it has made.</summary>
[Category("Pci")]
[Parallelizable(ParallelScope.All)]
internal sealed class PciTests
{
    private const string Prompt = "cosmos> ";
    private const string EndMark = "end-of-the-list";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [TestCaseSource(nameof(Machines))]
    public async Task Lspci_OnTheMachine_EqualsWhatQemuSays(MachineProfile profile, string[] expected)
    {
        await using Machine machine = Machine.Start(profile with { TimeLimit = Boots.Limit });
        await machine.ExpectAsync(Prompt, s_patience);

        // The quotes keep the echo of the typed line from being taken for the end.
        await machine.SendAsync($"lspci -n -vv; echo '{EndMark[..3]}''{EndMark[3..]}'\r");
        await machine.ExpectAsync(EndMark, s_patience);
        string qemu = await machine.MonitorAsync("info pci");
        string console = machine.ConsoleText;
        IReadOnlyList<string> wanted = PciListing.OfQemu(qemu);
        Assert.That(wanted.Count(fact => fact.Contains(" 1b36:0010", StringComparison.Ordinal)), Is.EqualTo(expected.Length), $"This machine has NVMe controllers.\n{qemu}");
        Assert.That(PciListing.OfLspci(console), Is.EqualTo(wanted), $"{console}\n{qemu}\n{machine.LogText}");
        Assert.That(expected.Select(address => wanted.Contains($"{address} 1b36:0010")), Is.All.True, qemu);
        Assert.That(machine.LogText, Does.Not.Contain("warning: pci:"));
    }

    [Test]
    public void Lspci_WithNames_PrintsWhatLinuxUsersExpect()
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Exec = "lspci; lspci -nn -s 4.0; lspci -v -d ::0108", Controllers = [Nvme(slot: 4)] });
        Assert.That(result.Console, Does.StartWith("00:00.0 Host bridge: Intel Corporation 82G33/G31/P35/P31 Express DRAM Controller\n"));
        Assert.That(result.Console, Does.Contain("00:04.0 Non-Volatile memory controller: Red Hat, Inc. QEMU NVM Express Controller (rev 02)\n"));
        Assert.That(result.Console, Does.Contain("00:1f.2 SATA controller: Intel Corporation 82801IR/IO/IH (ICH9R/DO/DH) 6 port SATA Controller [AHCI mode] (rev 02)\n"));
        Assert.That(result.Console, Does.Contain("00:04.0 Non-Volatile memory controller [0108]: Red Hat, Inc. QEMU NVM Express Controller [1b36:0010] (rev 02)\n"));
        Assert.That(result.Console, Does.Contain("(rev 02) (prog-if 02 [NVM Express])\n\tSubsystem: Red Hat, Inc. QEMU Virtual Machine\n\tFlags: "));
        Assert.That(result.Console, Does.Match(@"\tMemory at [0-9a-f]{8,} \(64-bit, non-prefetchable\) \[size=16K\]\n"));
        Assert.That(result.Console, Does.Contain("] MSI-X: Enable").And.Contain("] Power Management version 3\n").And.Contain("] Express Root Complex Integrated Endpoint, MSI 00\n"));
    }

    private static IEnumerable<TestCaseData> Machines()
    {
        yield return Case("q35", new MachineProfile { Controllers = [Nvme(slot: 3)] }, "00:03.0");
        yield return Case("pc", new MachineProfile { Machine = MachineType.Pc, Controllers = [Nvme(slot: 3)] }, "00:03.0");
        yield return Case(
            "q35, root port and bridge",
            new MachineProfile
            {
                Bridges = [new("port", BridgeKind.RootPort) { Slot = 4 }, new("bridge", BridgeKind.ExpressToPci) { Slot = 5 }],
                Controllers = [Nvme() with { Behind = "port" }, Nvme(slot: 7) with { Behind = "bridge" }],
            },
            "01:00.0",
            "02:07.0");
        yield return Case(
            "q35, switch and second root",
            new MachineProfile
            {
                Bridges =
                [
                    new("root", BridgeKind.SecondRoot) { Slot = 4 },
                    new("far", BridgeKind.RootPort) { Behind = "root" },
                    new("near", BridgeKind.RootPort) { Slot = 5 },
                    new("up", BridgeKind.SwitchUpstream) { Behind = "near" },
                    new("down", BridgeKind.SwitchDownstream) { Behind = "up" },
                ],
                Controllers = [Nvme() with { Behind = "down" }, Nvme() with { Behind = "far" }],
            },
            "03:00.0",
            "41:00.0");
        yield return Case(
            "pc, two bridges",
            new MachineProfile
            {
                Machine = MachineType.Pc,
                Bridges = [new("first", BridgeKind.Pci) { Slot = 4 }, new("second", BridgeKind.Pci) { Behind = "first", Slot = 3 }],
                Controllers = [Nvme(slot: 5) with { Behind = "second" }],
                QemuArguments = ["-device", "VGA,addr=6"],
            },
            "02:05.0");
        yield return Case("UEFI", new MachineProfile { Boot = BootPath.Uefi, Controllers = [Nvme(slot: 3)] }, "00:03.0");
    }

    private static TestCaseData Case(string name, MachineProfile profile, params string[] controllers) =>
        new TestCaseData(profile, controllers).SetArgDisplayNames(name);

    private static ControllerSpec Nvme(int? slot = null) => ControllerSpec.With(new NullBacking(64 << 20)) with { Slot = slot };
}
