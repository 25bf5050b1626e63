using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the kernel log.</summary>
internal sealed class DmesgCommand : ShellCommand
{
    private static readonly (string Name, LogLevel Level)[] s_names =
    [
        ("panic", LogLevel.Panic),
        ("error", LogLevel.Error),
        ("warning", LogLevel.Warning),
        ("info", LogLevel.Info),
        ("debug", LogLevel.Debug),
        ("emerg", LogLevel.Panic),
        ("err", LogLevel.Error),
        ("warn", LogLevel.Warning),
    ];

    /// <inheritdoc/>
    internal override string Name => "dmesg";

    /// <inheritdoc/>
    internal override string Summary => "Print the kernel log";

    /// <inheritdoc/>
    internal override string Arguments => "[-l LEVEL[,LEVEL...]]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -l, --level LIST   only lines of these levels: panic, error, warning, info, debug;\n" +
        "                     LEVEL+ means that level and the more severe ones";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        HashSet<LogLevel>? levels = null;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            levels = option is "-l" or "--level" ? ParseLevels(options.Value()) : throw OptionReader.Unknown(option);
        }

        options.ExpectNoOperands();
        foreach (LogEntry entry in context.Log.Read())
        {
            context.Interrupted.ThrowIfCancellationRequested();
            if (levels is null || levels.Contains(entry.Level))
            {
                string level = NameOf(entry.Level);
                ulong microseconds = entry.Nanoseconds / 1000;
                context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{microseconds / 1_000_000,5}.{microseconds % 1_000_000:D6}] {level}: {entry.Text}"));
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> CompleteArgument(CommandTable commands) => s_names.Select(name => name.Name);

    /// <summary>Finds a level by one of its names.</summary>
    internal static LogLevel? FindLevel(string name) =>
        Array.FindIndex(s_names, known => known.Name == name) is int index and >= 0 ? s_names[index].Level : null;

    private static string NameOf(LogLevel level) => Array.Find(s_names, name => name.Level == level).Name ?? "debug";

    private static HashSet<LogLevel> ParseLevels(string list)
    {
        HashSet<LogLevel> levels = [];
        foreach (string item in list.Split(','))
        {
            bool andAbove = item.EndsWith('+');
            string wanted = item.TrimEnd('+');
            (string Name, LogLevel Level) found = Array.Find(s_names, name => name.Name == wanted);
            if (found.Name is null)
            {
                throw new UsageException($"there is no level '{wanted}'; there are panic, error, warning, info, debug");
            }

            levels.UnionWith(s_names.Select(name => name.Level).Where(level => level == found.Level || (andAbove && level < found.Level)));
        }

        return levels;
    }
}
