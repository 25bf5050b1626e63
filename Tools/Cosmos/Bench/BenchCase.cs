using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>One row of the standard measurements: what the shell's <c>bench</c> is told.</summary>
/// <param name="Engine">How ends are learned: poll, interrupt, async or hybrid; or file: by way of System.IO.</param>
/// <param name="Pattern">fio's word: randread, randwrite, read.</param>
/// <param name="BlockKibibytes">Size of a request.</param>
/// <param name="Depth">Requests on their way; with the engine hybrid, whose threads wait for each, as many threads.</param>
/// <param name="Batch">Requests per doorbell.</param>
/// <param name="Bar">How many times as fast as Linux it is to be, on one CPU and the disk that takes no time; null where nothing was promised.</param>
internal sealed record BenchCase(string Engine, string Pattern, int BlockKibibytes, int Depth, int Batch = 1, double? Bar = null)
{
    private const string Awaited = "async";
    private const string Waiting = "hybrid";

    /// <summary>All rows; those of one job, the same requests through another face of the driver, stand together.</summary>
    internal static IReadOnlyList<BenchCase> Standard { get; } =
    [
        new("poll", "randread", 4, 1, Bar: 2.5),
        new("interrupt", "randread", 4, 1, Bar: 2.5),
        new(Awaited, "randread", 4, 1),
        new(Waiting, "randread", 4, 1),
        new("file", "randread", 4, 1, Bar: 1),
        new("poll", "randread", 4, 8, 4),
        new("interrupt", "randread", 4, 8, 4),
        new(Awaited, "randread", 4, 8),
        new(Waiting, "randread", 4, 8),
        new("poll", "randread", 4, 32),
        new("poll", "randread", 4, 32, 16, Bar: 3.5),
        new("interrupt", "randread", 4, 32, 16, Bar: 3),
        new(Awaited, "randread", 4, 32),
        new(Waiting, "randread", 4, 32),
        new("poll", "randread", 4, 128, 32, Bar: 4),
        new("interrupt", "randread", 4, 128, 32),
        new(Awaited, "randread", 4, 128),
        new("poll", "randwrite", 4, 1, Bar: 2.5),
        new("interrupt", "randwrite", 4, 1, Bar: 2.5),
        new(Awaited, "randwrite", 4, 1),
        new(Waiting, "randwrite", 4, 1),
        new("file", "randwrite", 4, 1),
        new("poll", "randwrite", 4, 8, 4),
        new("interrupt", "randwrite", 4, 8, 4),
        new(Awaited, "randwrite", 4, 8),
        new(Waiting, "randwrite", 4, 8),
        new("poll", "randwrite", 4, 32, 16, Bar: 3.5),
        new("interrupt", "randwrite", 4, 32, 16, Bar: 3),
        new(Awaited, "randwrite", 4, 32),
        new(Waiting, "randwrite", 4, 32),
        new("poll", "randwrite", 4, 128, 32, Bar: 4),
        new("interrupt", "randwrite", 4, 128, 32),
        new(Awaited, "randwrite", 4, 128),
        new("poll", "read", 128, 1),
        new("interrupt", "read", 128, 1),
        new(Awaited, "read", 128, 1),
        new(Waiting, "read", 128, 1),
        new("file", "read", 128, 1),
        new("poll", "read", 128, 8, 4, Bar: 6),
        new("interrupt", "read", 128, 8, 4, Bar: 3.5),
        new(Awaited, "read", 128, 8),
        new("poll", "read", 128, 32, 16),
        new("interrupt", "read", 128, 32, 16),
        new(Awaited, "read", 128, 32),
        new("poll", "read", 128, 128, 32),
        new("interrupt", "read", 128, 128, 32),
        new(Awaited, "read", 128, 128),
    ];

    /// <summary>For people.</summary>
    internal string Name => string.Create(CultureInfo.InvariantCulture, $"{BlockKibibytes} KiB {Pattern}, depth {Depth}{(Batch > 1 ? $", {Batch} per doorbell" : "")}, {Engine}");

    /// <summary>The part of the API that is measured, for people.</summary>
    internal string Face => Engine switch
    {
        "poll" or "interrupt" => "direct queue",
        Awaited => "ValueTask",
        Waiting => "waiting thread",
        _ => "FileStream",
    };

    /// <summary>Whether it has a bar, or is what <c>await</c> makes of a job of which another row has one.</summary>
    internal bool BelongsToBars => Bar is not null || (Engine == Awaited && Standard.Any(row => row.Bar is not null && IsSameJobAs(row)));

    /// <summary>The shell's command; what it prints is JSON.</summary>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmUp">How long to do the same before.</param>
    /// <param name="jobs">Jobs, each on a CPU of its own.</param>
    internal string Command(double seconds, double warmUp, int jobs) => string.Create(
        CultureInfo.InvariantCulture,
        $"bench /dev/nvme0n1 --engine={Engine} --rw={Pattern} --bs={BlockKibibytes}K {Load(jobs)} --batch={Batch} --cpus=0-{jobs - 1} --runtime={seconds} --ramp_time={warmUp} --force -o json");

    /// <summary>The same job in the ways in which fio on Linux may be fastest at it.</summary>
    internal IEnumerable<LinuxJob> LinuxJobs => LinuxJob.For(this);

    private string Load(int jobs) => string.Create(CultureInfo.InvariantCulture, $"--iodepth={(Engine == Waiting ? 1 : Depth)} --numjobs={(Engine == Waiting ? Depth * jobs : jobs)}");

    private bool IsSameJobAs(BenchCase other) => Pattern == other.Pattern && BlockKibibytes == other.BlockKibibytes && Depth == other.Depth;
}
