using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Lab.Testing;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>The ISO that people write to a stick: it boots on every firmware and board, from CD and as a disk, to a shell on the screen.</summary>
[Category("Boot")]
[Parallelizable(ParallelScope.All)]
internal sealed class IsoTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private static readonly MachineProfile[] s_machines =
    [
        new() { Name = "q35 BIOS", Boot = BootPath.Bios },
        new() { Name = "q35 UEFI", Boot = BootPath.Uefi, Cpus = 4 },
        new() { Name = "pc BIOS", Boot = BootPath.Bios, Machine = MachineType.Pc, Cpus = 1 },
        new() { Name = "pc UEFI", Boot = BootPath.Uefi, Machine = MachineType.Pc },
    ];

    private static readonly MachineModifier[] s_media =
    [
        new("from CD", profile => profile with { Medium = BootMedium.IsoDisc }),
        new("from USB", profile => profile with { Medium = BootMedium.IsoUsbStick }),
    ];

    [TestCaseSource(nameof(Machines))]
    public async Task Shell_OfTheIso_IsOnTheScreen(MachineProfile profile)
    {
        await using Machine machine = await StartAsync(profile with { Controllers = [new() { Namespaces = [new() { Backing = new NullBacking(64 << 20) }] }] }, entry: 0);
        await machine.Screen.ExpectAsync("cosmos>", s_limit);
        await machine.Screen.TypeAsync("lscpu; nvme list\n");
        string shown = await machine.Screen.ExpectAsync("/dev/nvme0n1", s_limit);
        Assert.That(shown, Does.Match($@"CPU\(s\): +{profile.Cpus}\n"));
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Disks_OfTheIso_AreReadOnly()
    {
        await using Machine machine = await StartAsync(new MachineProfile { Boot = BootPath.Bios, Medium = BootMedium.IsoDisc }, entry: 0);
        await machine.Screen.ExpectAsync("cosmos>", s_limit);
        await machine.Screen.TypeAsync("cat /proc/cmdline\n");
        await machine.Screen.ExpectAsync("storage=ro", s_limit);
        await PowerOffAsync(machine);
    }

    [TestCaseSource(nameof(OtherEntries))]
    public async Task Menu_EachEntry_LeadsToWhatItSays(int entry, string expected)
    {
        await using Machine machine = await StartAsync(new MachineProfile { Boot = BootPath.Bios, Medium = BootMedium.IsoDisc, Cpus = 2, KernelArguments = "tests.percent=1" }, entry);
        await machine.Screen.ExpectAsync("cosmos>", s_limit);
        await machine.Screen.TypeAsync("cat /proc/cmdline\n");
        await machine.Screen.ExpectAsync(expected, s_limit);
        await PowerOffAsync(machine);
    }

    [Test]
    [Category("Long")]
    public async Task Tests_OfTheIso_OnlyReadAndPass()
    {
        ControllerSpec disk = new() { Namespaces = [new() { Backing = new NullBacking(64 << 20) }] };
        await using Machine machine = await StartAsync(
            new MachineProfile { Boot = BootPath.Bios, Medium = BootMedium.IsoUsbStick, KernelArguments = "tests.percent=1", Controllers = [disk] }, entry: 1);
        string shown = await machine.Screen.ExpectAsync(" passed, 0 failed", s_limit);
        Assert.That(shown, Does.Not.Contain("FAILED"));
        await machine.Screen.PressAsync("ret");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }

    private static IEnumerable<TestCaseData> Machines() => TestScale.Pick(
        quick: [],
        plain: [s_machines[0] + s_media[1], s_machines[1] + s_media[1]],
        soak: ProfileMatrix.Product(s_machines, s_media)).Select(profile => new TestCaseData(profile).SetArgDisplayNames(profile.Name));

    private static IEnumerable<TestCaseData> OtherEntries() => TestScale.Pick(
        quick: Array.Empty<(int, string, string)>(),
        plain: [(4, "VGA text", "storage=ro exit-port")],
        soak: [(2, "safe mode", "cpus=1 nvme.interrupts=poll"), (3, "verbose", "loglevel=debug"), (4, "VGA text", "storage=ro exit-port")])
        .Select(entry => new TestCaseData(entry.Item1, entry.Item3).SetArgDisplayNames(entry.Item2));

    /// <summary>Starts a machine and chooses from the menu as a person does.</summary>
    private static async Task<Machine> StartAsync(MachineProfile profile, int entry)
    {
        Machine machine = Machine.Start(profile with { VideoMode = "text", TimeLimit = TimeSpan.FromMinutes(4) });
        try
        {
            await machine.ExpectAsync("CosmosNvme shell", s_limit);
            for (int i = 0; i < entry; i++)
            {
                await machine.Screen.PressAsync("down");
            }

            await machine.Screen.PressAsync("ret");
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    private static async Task PowerOffAsync(Machine machine)
    {
        await machine.Screen.TypeAsync("poweroff\n");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
    }
}
