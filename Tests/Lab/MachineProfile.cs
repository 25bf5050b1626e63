using System;
using System.Collections.Immutable;

namespace CosmosNvme.Lab;

/// <summary>What a machine is made of and what it is to do. A value: copy it with <c>with</c>.</summary>
public sealed record MachineProfile
{
    /// <summary>The largest <see cref="Exec"/> text, in bytes of UTF-8.</summary>
    public const int MaximumExecBytes = 64 * 1024;

    /// <summary>The kernel image: an ELF file with a PVH note and a multiboot2 header.</summary>
    public string Image { get; init; } = RepositoryPaths.KernelImage;

    /// <summary>Number of CPUs, 1 to 255.</summary>
    public int Cpus { get; init; } = 2;

    /// <summary>QEMU's name of the CPU model; null means <c>max</c> under TCG and <c>host</c> under KVM.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Memory in MiB. Above 4096 it is not reserved on the host, so it may exceed what the host has.</summary>
    public int MemoryMebibytes { get; init; } = 1024;

    /// <summary>The board.</summary>
    public MachineType Machine { get; init; } = MachineType.Q35;

    /// <summary>The way to the kernel.</summary>
    public BootPath Boot { get; init; } = BootPath.Direct;

    /// <summary>Who executes the instructions; <see cref="Acceleration.Tcg"/> unless told.</summary>
    public Acceleration Acceleration { get; init; } = Acceleration.Tcg;

    /// <summary>NVMe disks, in order of attachment.</summary>
    public ImmutableArray<DiskSpec> Disks { get; init; } = [];

    /// <summary>Shell commands to run before powering off, byte for byte; null gives the interactive shell.</summary>
    public string? Exec { get; init; }

    /// <summary>
    /// Gives the machine a channel to a test runner on the host (<see cref="Lab.Machine.OpenTestChannelAsync"/>), on its second serial
    /// port, and hands in this word, by which the runner recognises the machine. Letters and digits; null: no channel.
    /// </summary>
    public string? TestNonce { get; init; }

    /// <summary>The least severe level that the kernel writes to its log: panic, error, warning, info or debug.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>More kernel command line, appended last.</summary>
    public string KernelArguments { get; init; } = "";

    /// <summary>More arguments for QEMU, appended last.</summary>
    public ImmutableArray<string> QemuArguments { get; init; } = [];

    /// <summary>Errors of the controller that a test provokes; every other event of the judge fails the test (see <see cref="JudgeVerdict"/>).</summary>
    public ImmutableArray<ExpectedEvent> ExpectedEvents { get; init; } = [];

    /// <summary>How strictly the lab watches.</summary>
    internal Supervision Supervision { get; init; } = Supervision.Strict;

    /// <summary>Time from QEMU's start after which the machine is stopped; null means never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Start halted, and serve a debugger on TCP port 1234.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>The QEMU program; a path or a name on PATH.</summary>
    public string QemuProgram { get; init; } = "qemu-system-x86_64";

    /// <summary>The kernel command line that this profile stands for.</summary>
    public string KernelCommandLine
    {
        get
        {
            string line = $"exit-port=0xf4 console=serial storage=rw loglevel={LogLevel}";
            return KernelArguments.Length == 0 ? line : $"{line} {KernelArguments}";
        }
    }
}
