using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CosmosNvme.Shell.Commands;

/// <summary>What a measurement is to do, in the words of fio(1).</summary>
internal sealed record BenchOptions
{
    /// <summary>The words that <c>--rw</c> takes.</summary>
    internal static readonly string[] Patterns = ["read", "write", "randread", "randwrite", "randrw"];

    private const int MostJobs = 128;
    private const int MostDepth = 1023;

    /// <summary>The disk, as a path.</summary>
    internal string Device { get; private init; } = "/dev/nvme0n1";

    /// <summary>One of <see cref="Patterns"/>.</summary>
    internal string Pattern { get; private init; } = "randread";

    /// <summary>Bytes of a request.</summary>
    internal int BlockBytes { get; private init; } = 4096;

    /// <summary>Requests that a job keeps on their way.</summary>
    internal int Depth { get; private init; } = 1;

    /// <summary>Requests that a job of the poll engine hands over at once; never more than <see cref="Depth"/>.</summary>
    internal int Batch { get; private init; } = 1;

    /// <summary>Jobs at once, each a thread.</summary>
    internal int Jobs { get; private init; } = 1;

    /// <summary>How long is measured.</summary>
    internal TimeSpan Runtime { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the same goes on before, unmeasured.</summary>
    internal TimeSpan RampTime { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes from the start of the disk that are used; 0: all.</summary>
    internal long Size { get; private init; }

    /// <summary>How the end of requests is learned.</summary>
    internal BenchEngine Engine { get; private init; } = BenchEngine.Async;

    /// <summary>CPUs for the jobs, in turn; empty: wherever they are.</summary>
    internal IReadOnlyList<int> Cpus { get; private init; } = [];

    /// <summary>Whether the result is printed as JSON.</summary>
    internal bool IsJson { get; private init; }

    /// <summary>Whether the disk may be overwritten.</summary>
    internal bool IsForced { get; private init; }

    /// <summary>Whether a line is printed each second.</summary>
    internal bool ShowsProgress { get; private init; }

    /// <summary>Whether contents are looked at.</summary>
    internal bool IsVerified { get; private init; }

    /// <summary>The file that gets every request's time; null: none.</summary>
    internal string? LatencyLog { get; private init; }

    /// <summary>Whether the time of looks that find nothing is left out of the CPU time; engine poll.</summary>
    internal bool ExcludesLooks { get; private init; }

    /// <summary>True if a request may write.</summary>
    internal bool Writes => Pattern.EndsWith("write", StringComparison.Ordinal) || Pattern == "randrw";

    /// <summary>True if blocks are chosen at random.</summary>
    internal bool IsRandom => Pattern.StartsWith("rand", StringComparison.Ordinal);

    /// <summary>Reads the words behind the command's name.</summary>
    /// <exception cref="UsageException">They are wrong.</exception>
    internal static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        BenchOptions options = new();
        OptionReader reader = new(arguments);
        while (reader.Next() is string option)
        {
            options = option switch
            {
                "--filename" => options with { Device = reader.Value() },
                "--rw" or "--readwrite" => options with { Pattern = Choice(option, reader.Value(), Patterns) },
                "--bs" or "--blocksize" => options with { BlockBytes = (int)Number(reader, option, 512, 1 << 30) },
                "--iodepth" => options with { Depth = (int)Number(reader, option, 1, MostDepth) },
                "--batch" or "--iodepth_batch" => options with { Batch = (int)Number(reader, option, 1, MostDepth) },
                "--numjobs" => options with { Jobs = (int)Number(reader, option, 1, MostJobs) },
                "--runtime" => options with { Runtime = Seconds(reader.Value(), option) },
                "--ramp_time" => options with { RampTime = Seconds(reader.Value(), option) },
                "--size" => options with { Size = Number(reader, option, 512, long.MaxValue) },
                "--engine" => options with { Engine = Enum.Parse<BenchEngine>(Choice(option, reader.Value(), [.. Enum.GetNames<BenchEngine>().Select(Lower)]), ignoreCase: true) },
                "--cpus" or "--cpus_allowed" => options with { Cpus = ParseCpus(reader.Value(), option) },
                "-o" or "--output-format" => options with { IsJson = Choice(option, reader.Value(), ["normal", "json"]) == "json" },
                "--eta" => options with { ShowsProgress = Choice(option, reader.Value(), ["always", "never"]) == "always" },
                "--verify" => options with { IsVerified = true },
                "--latency-log" or "--write_lat_log" => options with { LatencyLog = reader.Value() },
                "--exclude_looks" => options with { ExcludesLooks = true },
                "--force" => options with { IsForced = true },
                _ => throw OptionReader.Unknown(option),
            };
        }

        if (reader.Operands.Count > 0)
        {
            options = options with { Device = reader.Operands[0] };
            if (reader.Operands.Count > 1)
            {
                throw new UsageException($"'{reader.Operands[1]}' is one argument too many");
            }
        }

        return options with { ExcludesLooks = options is { ExcludesLooks: true, Engine: BenchEngine.Poll }, Batch = Math.Min(options.Batch, options.Depth) };
    }

    private static string Choice(string option, string value, string[] choices) =>
        choices.Contains(value) ? value : throw new UsageException($"option '{option}': '{value}' is none of {string.Join(", ", choices)}");

    private static long Number(OptionReader reader, string option, long least, long most)
    {
        long number = reader.Number();
        return number >= least && number <= most ? number : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"option '{option}': {number} is not from {least} to {most}"));
    }

    private static TimeSpan Seconds(string text, string option) =>
        double.TryParse(text.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 1_000_000
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"option '{option}': '{text}' is no number of seconds");

    // Linux's notation: 0-3,7.
    private static List<int> ParseCpus(string text, string option)
    {
        List<int> cpus = [];
        foreach (string range in text.Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last < first || last > byte.MaxValue)
            {
                throw new UsageException($"option '{option}': '{text}' is no list of CPUs (write 0-3,7)");
            }

            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return cpus;
    }

    private static string Lower(string name) => name.ToLowerInvariant();
}
