using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Cosmos;

/// <summary>One row of the standard measurements: what the shell's <c>bench</c> is told.</summary>
/// <param name="Engine">How ends are learned: poll, interrupt, async or hybrid; or file: by way of System.IO.</param>
/// <param name="Pattern">fio's word: randread, randwrite, read.</param>
/// <param name="BlockKibibytes">Size of a request.</param>
/// <param name="Depth">Requests on their way.</param>
/// <param name="Batch">Requests per doorbell.</param>
/// <param name="Bar">How many times as fast as Linux it is to be; null where nothing was promised.</param>
internal sealed record BenchCase(string Engine, string Pattern, int BlockKibibytes, int Depth, int Batch, double? Bar = null)
{
    /// <summary>All rows.</summary>
    internal static IReadOnlyList<BenchCase> Standard { get; } =
    [
        new("poll", "randread", 4, 1, 1, Bar: 2.5),
        new("poll", "randread", 4, 8, 4),
        new("poll", "randread", 4, 32, 1),
        new("poll", "randread", 4, 32, 16, Bar: 3.5),
        new("poll", "randread", 4, 128, 32, Bar: 4),
        new("poll", "randwrite", 4, 1, 1, Bar: 2.5),
        new("poll", "randwrite", 4, 32, 16, Bar: 3.5),
        new("poll", "randwrite", 4, 128, 32, Bar: 4),
        new("poll", "read", 128, 8, 4, Bar: 6),
        new("interrupt", "randread", 4, 1, 1, Bar: 2.5),
        new("interrupt", "randread", 4, 8, 4),
        new("interrupt", "randread", 4, 32, 16, Bar: 3),
        new("interrupt", "randread", 4, 128, 32),
        new("interrupt", "randwrite", 4, 1, 1, Bar: 2.5),
        new("interrupt", "randwrite", 4, 32, 16, Bar: 3),
        new("interrupt", "read", 128, 8, 4, Bar: 3.5),
        new("async", "randread", 4, 1, 1),
        new("async", "randread", 4, 8, 1),
        new("async", "randread", 4, 32, 1),
        new("async", "randread", 4, 128, 1),
        new("async", "randwrite", 4, 1, 1),
        new("async", "randwrite", 4, 32, 1),
        new("async", "read", 128, 8, 1),
        new("hybrid", "randread", 4, 1, 1),
        new("hybrid", "randwrite", 4, 1, 1),
        new("file", "randread", 4, 1, 1, Bar: 1),
        new("file", "read", 128, 1, 1),
    ];

    /// <summary>For people.</summary>
    internal string Name => string.Create(CultureInfo.InvariantCulture, $"{BlockKibibytes} KiB {Pattern}, depth {Depth}{(Batch > 1 ? $", {Batch} per doorbell" : "")}, {Engine}");

    /// <summary>The shell's command; what it prints is JSON.</summary>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmUp">How long to do the same before.</param>
    /// <param name="jobs">Threads, each on a CPU of its own.</param>
    internal string Command(double seconds, double warmUp, int jobs) => string.Create(
        CultureInfo.InvariantCulture,
        $"bench /dev/nvme0n1 --engine={Engine} --rw={Pattern} --bs={BlockKibibytes}K --iodepth={Depth} --batch={Batch} --numjobs={jobs} --cpus=0-{jobs - 1} --runtime={seconds} --ramp_time={warmUp} --force -o json");

    /// <summary>The same job in the ways in which fio on Linux may be fastest at it.</summary>
    internal IEnumerable<LinuxJob> LinuxJobs => LinuxJob.For(this);
}
