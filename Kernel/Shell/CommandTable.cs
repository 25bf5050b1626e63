using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Shell.Commands;

namespace CosmosNvme.Shell;

/// <summary>The commands there are, by name.</summary>
internal sealed class CommandTable
{
    private readonly SortedDictionary<string, ShellCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>Makes a table of these commands.</summary>
    internal CommandTable(IEnumerable<ShellCommand> commands)
    {
        foreach (ShellCommand command in commands)
        {
            _commands.Add(command.Name, command);
        }
    }

    /// <summary>The commands in the order of their names.</summary>
    internal IEnumerable<ShellCommand> All => _commands.Values;

    /// <summary>The commands that every shell has.</summary>
    internal static CommandTable CreateStandard() => new(
    [
        new HelpCommand(),
        new DmesgCommand(),
        new FreeCommand(),
        new PsCommand(),
        new LscpuCommand(),
        new LspciCommand(),
        new IntrctlCommand(),
        new UptimeCommand(),
        new UnameCommand(),
        new DateCommand(),
        new ClearCommand(),
        new ReportCommand(),
        new EchoCommand(),
        new LoggerCommand(),
        new LsblkCommand(),
        new MountCommand(),
        new UmountCommand(),
        new MkfsFatCommand(),
        new FsckFatCommand(),
        new FstrimCommand(),
        new PartedCommand(),
        new CdCommand(),
        new PwdCommand(),
        new LsCommand(),
        new CatCommand(),
        new CpCommand(),
        new MvCommand(),
        new RmCommand(),
        new MkdirCommand(),
        new RmdirCommand(),
        new TouchCommand(),
        new LnCommand(),
        new StatCommand(),
        new DfCommand(),
        new DuCommand(),
        new DdCommand(),
        new HeadCommand(),
        new TailCommand(),
        new WcCommand(),
        new GrepCommand(),
        new FindCommand(),
        new TeeCommand(),
        new SyncCommand(),
        new NvmeCommand(),
        new HexdumpCommand(),
        new Sha256SumCommand(),
        new BenchCommand(),
        new PowerOffCommand(),
        new RebootCommand(),
        new StatusCommand("true", 0),
        new StatusCommand("false", 1),
        new SleepCommand(),
        new PanicCommand(),
    ]);

    /// <summary>Finds a command; null if there is none of that name.</summary>
    internal ShellCommand? Find(string name) => _commands.GetValueOrDefault(name);

    /// <summary>The words that could stand for the last word of a line: command names, or what the command offers for its arguments.</summary>
    internal IReadOnlyList<string> Complete(string line)
    {
        string command = line[(line.LastIndexOfAny([';', '|']) + 1)..].TrimStart();
        int wordStart = command.LastIndexOfAny([' ', '\t']) + 1;
        string typed = command[wordStart..];
        IEnumerable<string> words = wordStart == 0
            ? _commands.Keys
            : Find(command[..command.IndexOfAny([' ', '\t'])])?.CompleteArgument(this) ?? [];
        return words.Where(word => word.StartsWith(typed, StringComparison.Ordinal)).ToList();
    }
}
