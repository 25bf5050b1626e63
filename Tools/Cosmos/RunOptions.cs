using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The options of <c>./cosmos run</c>, and how they become a machine.</summary>
internal sealed class RunOptions
{
    private const int MinimumMemory = 32;
    private const int MaximumMemory = 1024 * 1024;
    private const double MaximumSeconds = 1e6;

    private readonly Option<DiskSpec[]> _disks = new("--disk")
    {
        Description = "Attach an image file as an NVMe disk instead of the demonstration disk. The pairs go to QEMU's nvme device, a comma in the path is written twice. May be repeated.",
        HelpName = "PATH[,k=v...]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = ParseDisks,
    };

    private readonly Option<int> _cpus = new("--cpus") { Description = "Number of CPUs.", HelpName = "N", DefaultValueFactory = _ => 2, CustomParser = result => Number(result, 1, 255) };

    private readonly Option<int> _memory = new("--memory") { Description = "Memory in MiB.", HelpName = "MiB", DefaultValueFactory = _ => 1024, CustomParser = result => Number(result, MinimumMemory, MaximumMemory) };

    private readonly Option<string> _boot = new("--boot") { Description = "Let QEMU load the kernel, or GRUB under BIOS or UEFI firmware.", DefaultValueFactory = _ => "direct" };

    private readonly Option<string> _machine = new("--machine") { Description = "The board.", DefaultValueFactory = _ => "q35" };

    private readonly Option<string?> _cpu = new("--cpu") { Description = "QEMU's name of the CPU model (default: max, or host under KVM).", HelpName = "MODEL" };

    private readonly Option<string?> _exec = new("--exec") { Description = "Run shell commands, print their output, power off.", HelpName = "\"cmd; cmd\"" };

    private readonly Option<string?> _append = new("--append") { Description = "Add to the kernel command line.", HelpName = "\"key=value ...\"" };

    private readonly Option<string> _acceleration = new("--accel") { Description = "Who executes the machine's instructions; auto takes KVM where the host has it in hardware.", DefaultValueFactory = _ => "auto" };

    private readonly Option<double?> _timeout = new("--timeout") { Description = "Stop the machine this many seconds after QEMU's start, with exit status 4.", HelpName = "S", CustomParser = ParseSeconds };

    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Boot the kernel as it was built last." };

    private readonly Option<string?> _image = new("--image") { Description = "Boot this kernel image instead; nothing is built.", HelpName = "PATH" };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Write the whole kernel log to stderr, not only warnings and worse." };

    private readonly Option<bool> _gdb = new("--gdb") { Description = "Wait for a debugger on TCP port 1234 before the first instruction." };

    private readonly Argument<string[]> _qemu = new("QEMU ARGS") { Description = "After '--': arguments for QEMU as they are.", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes the options with their checks.</summary>
    internal RunOptions()
    {
        _boot.AcceptOnlyFromAmong("direct", "bios", "uefi");
        _machine.AcceptOnlyFromAmong("q35", "pc");
        _acceleration.AcceptOnlyFromAmong("auto", "tcg", "kvm");
        _exec.Validators.Add(result => Require(
            result,
            Encoding.UTF8.GetByteCount(result.GetValueOrDefault<string?>() ?? "") <= MachineProfile.MaximumExecBytes,
            $"--exec takes at most {MachineProfile.MaximumExecBytes} bytes."));
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    internal void AddTo(Command command)
    {
        Option[] options = [_disks, _cpus, _memory, _boot, _machine, _cpu, _exec, _append, _acceleration, _timeout, _noBuild, _image, _verbose, _gdb];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.Arguments.Add(_qemu);
    }

    /// <summary>Finds an argument that does not stand behind <c>--</c>: a slip of the pen, not something for QEMU.</summary>
    /// <param name="parsed">A command line.</param>
    /// <returns>The argument, or null if there is none.</returns>
    internal string? FindMisplaced(ParseResult parsed)
    {
        string[] arguments = parsed.GetValue(_qemu) ?? [];
        int behind = Math.Max(0, parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Count() - 1);
        return arguments.Length > behind ? arguments[0] : null;
    }

    /// <summary>Reads a parsed command line.</summary>
    /// <param name="parsed">A command line without errors.</param>
    internal RunRequest Read(ParseResult parsed)
    {
        double? timeout = parsed.GetValue(_timeout);
        string? image = parsed.GetValue(_image);
        DiskSpec[]? disks = parsed.GetValue(_disks);
        MachineProfile profile = new()
        {
            Image = image is null ? RepositoryPaths.KernelImage : Path.GetFullPath(image),
            Cpus = parsed.GetValue(_cpus),
            MemoryMebibytes = parsed.GetValue(_memory),
            Boot = Enum.Parse<BootPath>(parsed.GetValue(_boot)!, ignoreCase: true),
            Machine = Enum.Parse<MachineType>(parsed.GetValue(_machine)!, ignoreCase: true),
            CpuModel = parsed.GetValue(_cpu),
            Exec = parsed.GetValue(_exec),
            KernelArguments = parsed.GetValue(_append) ?? "",
            LogLevel = parsed.GetValue(_verbose) ? "debug" : "warning",
            Acceleration = Enum.Parse<Acceleration>(parsed.GetValue(_acceleration)!, ignoreCase: true),
            TimeLimit = timeout is null ? null : TimeSpan.FromSeconds(timeout.Value),
            WaitForDebugger = parsed.GetValue(_gdb),
            Supervision = Supervision.None,
            Disks = disks is null ? [] : [.. disks],
            QemuArguments = [.. parsed.GetValue(_qemu) ?? []],
        };
        return new RunRequest(profile, Build: image is null && !parsed.GetValue(_noBuild), UseDemonstrationDisk: profile.Disks.IsEmpty);
    }

    private static DiskSpec[]? ParseDisks(ArgumentResult result)
    {
        ImmutableArray<DiskSpec>.Builder disks = ImmutableArray.CreateBuilder<DiskSpec>();
        foreach (Token token in result.Tokens)
        {
            try
            {
                disks.Add(DiskSpec.Parse(token.Value));
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
                return null;
            }
        }

        return [.. disks];
    }

    private static int Number(ArgumentResult result, int least, int most)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{Name(result)} takes a number from {least} to {most}, not '{result.Tokens[0].Value}'.");
        return 0;
    }

    private static double? ParseSeconds(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= MaximumSeconds)
        {
            return seconds;
        }

        result.AddError($"{Name(result)} takes a number of seconds above 0, not '{result.Tokens[0].Value}'.");
        return null;
    }

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;

    private static void Require(SymbolResult result, bool condition, string message)
    {
        if (!condition)
        {
            result.AddError(message);
        }
    }

}
