using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>
/// From power-on to the shell with a disk, whatever the machine is put together from: the way to the kernel, the board, CPU model, CPUs, memory, screen, and
/// what lies between the CPU and the disk. Every choice is taken at least once; the long form also mixes them at random.
/// </summary>
[Category("Boot")]
[Category("Matrix")]
[Parallelizable(ParallelScope.All)]
internal sealed class BootMatrixTests
{
    private const int Seed = 20;
    private const int Mixtures = 80;
    private const string Prompt = "cosmos>";
    private const long DiskBytes = 64 << 20;

    // What firmware, the image and the nucleus may take of a machine's memory before "free" counts it.
    private const double LeastShareOfMemory = 0.85;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(240);

    private static readonly MachineModifier[] s_ways =
    [
        new("direct", profile => profile),
        new("direct, text", profile => profile with { VideoMode = "text" }),
        new("BIOS", profile => profile with { Boot = BootPath.Bios }),
        new("BIOS, 1024x768x32", profile => profile with { Boot = BootPath.Bios, VideoMode = "1024x768x32" }),
        new("BIOS, 800x600x24", profile => profile with { Boot = BootPath.Bios, VideoMode = "800x600x24" }),
        new("UEFI, 800x600x32", profile => profile with { Boot = BootPath.Uefi, VideoMode = "800x600x32" }),
        new("ISO on a CD, BIOS", profile => profile with { Boot = BootPath.Bios, Medium = BootMedium.IsoDisc, VideoMode = "text" }),
        new("ISO on a stick, BIOS", profile => profile with { Boot = BootPath.Bios, Medium = BootMedium.IsoUsbStick, VideoMode = "text" }),
        new("ISO on a CD, UEFI", profile => profile with { Boot = BootPath.Uefi, Medium = BootMedium.IsoDisc, VideoMode = "text" }),
        new("ISO on a stick, UEFI", profile => profile with { Boot = BootPath.Uefi, Medium = BootMedium.IsoUsbStick, VideoMode = "text" }),
    ];

    private static readonly MachineModifier[] s_models =
    [
        new("max", profile => profile with { CpuModel = "max" }),
        new("no AVX", profile => profile with { CpuModel = "max,-avx,-avx2" }),
        new("no XSAVE", profile => profile with { CpuModel = "max,-xsave" }),
        new("no FSGSBASE", profile => profile with { CpuModel = "max,-fsgsbase" }),
        new("Nehalem", profile => profile with { CpuModel = "Nehalem" }),
        new("Haswell", profile => profile with { CpuModel = "Haswell" }),
        new("EPYC", profile => profile with { CpuModel = "EPYC" }),
    ];

    private static readonly MachineModifier[] s_cpus =
    [
        new("1 CPU", profile => profile with { Cpus = 1 }),
        new("16 CPUs", profile => profile with { Cpus = 16 }),
        new("2 CPUs", profile => profile with { Cpus = 2 }),
        new("2 sockets of 3 cores", profile => profile with { Cpus = 6, QemuArguments = ["-smp", "6,sockets=2,cores=3,threads=1"] }),
        new("4 cores of 2 threads", profile => profile with { Cpus = 8, QemuArguments = ["-smp", "8,sockets=1,cores=4,threads=2"] }),
        new("3 CPUs", profile => profile with { Cpus = 3 }),
    ];

    private static readonly MachineModifier[] s_memory =
    [
        new("256 MiB", profile => profile with { MemoryMebibytes = 256 }),
        new("1 GiB", profile => profile with { MemoryMebibytes = 1024 }),
        new("6 GiB with a hole", profile => profile with { MemoryMebibytes = 6144 }),
    ];

    private static readonly MachineModifier[] s_disks =
    [
        new("a disk", profile => profile with { Controllers = [Disk()] }),
        new("a disk behind three bridges", Bridged),
        new("a disk behind an IOMMU", profile => profile with { HasIommu = profile.Machine == MachineType.Q35, Controllers = [Disk()] }),
        new("no disk", profile => profile),
    ];

    [TestCaseSource(nameof(Machines))]
    public async Task Machine_OfAnyParts_BootsToTheShellWithItsDisk(MachineProfile profile)
    {
        await using Machine machine = Machine.Start(profile with { TimeLimit = s_limit });
        await machine.ExpectAsync(Prompt, s_limit);
        if (profile.VideoMode is not null)
        {
            await machine.Screen.ExpectAsync(Prompt, s_limit);
        }

        await machine.SendAsync("lscpu; free -m; nvme list; hexdump -C -n 16 /dev/nvme0n1; poweroff\n");
        MachineResult result = await machine.WaitForExitAsync();
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), result.ToString());
        Assert.That(Value(result, "On-line CPU(s) list"), Is.EqualTo(profile.Cpus == 1 ? "0" : $"0-{profile.Cpus - 1}"));
        int total = int.Parse(Value(result, "Mem").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
        Assert.That(total, Is.InRange(profile.MemoryMebibytes * LeastShareOfMemory, profile.MemoryMebibytes), result.Console);
        Assert.That(result.Console, Does.Contain(profile.Controllers.IsEmpty ? "There is no NVMe controller" : "00000000  00 00 00 00 00 00 00 00"));
        Assert.That(result.Log, Does.Not.Contain("error:").And.Not.Contain("warning:"));
    }

    private static IEnumerable<TestCaseData> Machines()
    {
        int count = TestScale.Pick(quick: 1, plain: s_ways.Length, soak: s_ways.Length + Mixtures);
        Random random = new(Seed);
        for (int index = 0; index < count; index++)
        {
            int Choose(MachineModifier[] choices) => index < s_ways.Length ? index % choices.Length : random.Next(choices.Length);
            MachineType board = index < s_ways.Length ? (MachineType)(index % 2) : (MachineType)random.Next(2);
            MachineProfile profile = new MachineProfile { Name = $"{board}", Machine = board }
                + s_ways[Choose(s_ways)] + s_models[Choose(s_models)] + s_cpus[Choose(s_cpus)] + s_memory[Choose(s_memory)] + s_disks[Choose(s_disks)];
            yield return new TestCaseData(profile).SetArgDisplayNames(profile.Name);
        }
    }

    private static ControllerSpec Disk() => new() { Namespaces = [new() { Backing = new NullBacking(DiskBytes) }] };

    private static MachineProfile Bridged(MachineProfile profile) => profile with
    {
        Bridges = profile.Machine == MachineType.Q35
            ? [new("a", BridgeKind.RootPort), new("b", BridgeKind.ExpressToPci) { Behind = "a" }, new("c", BridgeKind.Pci) { Behind = "b" }]
            : [new("a", BridgeKind.Pci), new("b", BridgeKind.Pci) { Behind = "a" }, new("c", BridgeKind.Pci) { Behind = "b" }],
        Controllers = [Disk() with { Behind = "c" }],
    };

    // What was typed stands in the console too, and lines end as a terminal's do.
    private static string Value(MachineResult result, string name) => Boots.Value(result with { Console = result.Console.ReplaceLineEndings("\n") }, name);
}
