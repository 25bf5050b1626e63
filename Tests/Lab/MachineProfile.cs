using System;
using System.Collections.Immutable;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>What a machine is made of and what it is to do. A value: copy it with <c>with</c>.</summary>
public sealed record MachineProfile
{
    /// <summary>The largest <see cref="Exec"/> text, in bytes of UTF-8.</summary>
    public const int MaximumExecBytes = 64 * 1024;

    /// <summary>What people call the machine; adding a <see cref="MachineModifier"/> makes it longer.</summary>
    public string Name { get; init; } = "";

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

    /// <summary>What firmware starts from; not for a direct boot.</summary>
    public BootMedium Medium { get; init; } = BootMedium.LabDisc;

    /// <summary>
    /// The screen: null for none, <c>text</c> for VGA text, else a mode in GRUB's words such as <c>1024x768x32</c>, which the kernel gets from the lab's disc.
    /// With <see cref="Medium"/> an ISO, its menu says what the kernel gets.
    /// </summary>
    public string? VideoMode { get; init; }

    /// <summary>Who executes the instructions; <see cref="Acceleration.Tcg"/> unless told.</summary>
    public Acceleration Acceleration { get; init; } = Acceleration.Tcg;

    /// <summary>
    /// Whether the machine's time is the number of its instructions: each takes a nanosecond, and while it idles, time jumps to the next
    /// event. TCG only. What it measures does not depend on the host.
    /// </summary>
    public bool CountsInstructions { get; init; }

    /// <summary>
    /// Whether a machine that <see cref="CountsInstructions"/> idles as long as the host does, instead of jumping to the next event. For what measures for a
    /// certain time: a thread that waits for a device would find most of it gone, because the next event is often a timer far away.
    /// </summary>
    public bool IdlesInHostTime { get; init; }

    /// <summary>NVMe disks of a controller each, as a person names them on the command line; they come before <see cref="Controllers"/>.</summary>
    public ImmutableArray<DiskSpec> Disks { get; init; } = [];

    /// <summary>Bridges, from the root down.</summary>
    public ImmutableArray<BridgeSpec> Bridges { get; init; } = [];

    /// <summary>NVMe controllers. QEMU knows them as <c>nvme0</c> ..., their namespaces, unless plain, as <c>nvme0n0</c> ...</summary>
    public ImmutableArray<ControllerSpec> Controllers { get; init; } = [];

    /// <summary>Whether there is an Intel IOMMU, which firmware leaves switched off. q35 only.</summary>
    public bool HasIommu { get; init; }

    /// <summary>How the kernel is to learn of completions.</summary>
    public InterruptMode Interrupts { get; init; } = InterruptMode.Auto;

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

    /// <summary>Tests that are not run on this machine.</summary>
    public ImmutableArray<Exclusion> Exclusions { get; init; } = [];

    /// <summary>Errors of the controller that a test provokes; every other event of the judge fails the test (see <see cref="JudgeVerdict"/>).</summary>
    public ImmutableArray<ExpectedEvent> ExpectedEvents { get; init; } = [];

    /// <summary>How strictly the lab watches.</summary>
    internal Supervision Supervision { get; init; } = Supervision.Strict;

    /// <summary>Time from QEMU's start after which the machine is stopped; null means never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Start halted, and serve a debugger on a TCP port of this host.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>That port.</summary>
    public int DebuggerPort { get; init; } = 1234;

    /// <summary>The QEMU program; a path or a name on PATH.</summary>
    public string QemuProgram { get; init; } = "qemu-system-x86_64";

    /// <summary>The kernel command line that this profile stands for; with an ISO, what comes behind that of its menu.</summary>
    public string KernelCommandLine
    {
        get
        {
            string line = Medium == BootMedium.LabDisc
                ? $"exit-port=0xf4 console={(VideoMode is null ? "serial" : "both")} storage=rw loglevel={LogLevel}"
                : "exit-port=0xf4";
            if (Interrupts != InterruptMode.Auto)
            {
                line += $" nvme.interrupts={Interrupts.ToString().ToLowerInvariant()}";
            }

            return KernelArguments.Length == 0 ? line : $"{line} {KernelArguments}";
        }
    }

    /// <summary>The machine with a change, and a name that tells of it.</summary>
    public static MachineProfile operator +(MachineProfile profile, MachineModifier modifier)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(modifier);
        MachineProfile changed = modifier.Change(profile);
        return changed with { Name = profile.Name.Length == 0 ? modifier.Name : $"{profile.Name}, {modifier.Name}" };
    }

    /// <summary>The machine with every controller changed.</summary>
    /// <param name="change">Gives what takes a controller's place.</param>
    public MachineProfile WithControllers(Func<ControllerSpec, ControllerSpec> change) => this with { Controllers = [.. Controllers.Select(change)] };

    /// <summary>The machine with content for the namespaces that have none.</summary>
    /// <param name="content">Gives a namespace its content.</param>
    public MachineProfile WithBackings(Func<NamespaceSpec, Backing> content) =>
        WithControllers(controller => controller.WithNamespaces(space => space.Backing is null ? space with { Backing = content(space) } : space));

    /// <summary>The machine with one more word on the kernel command line.</summary>
    /// <param name="argument">The word, such as <c>nvme.queues=1</c>.</param>
    public MachineProfile WithKernelArgument(string argument) => this with { KernelArguments = KernelArguments.Length == 0 ? argument : $"{KernelArguments} {argument}" };

    /// <summary>Why a test is not run on this machine; null: it is.</summary>
    /// <param name="test">Its full name: namespace, fixture and method.</param>
    public string? ExclusionOf(string test) => Exclusions.FirstOrDefault(exclusion => exclusion.Names(test))?.Reason;

    /// <summary>The name, for test runners.</summary>
    public override string ToString() => Name.Length == 0 ? nameof(MachineProfile) : Name;
}
