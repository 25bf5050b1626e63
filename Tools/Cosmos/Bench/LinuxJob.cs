using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Cosmos;

/// <summary>One way to do a <see cref="BenchCase"/> with fio on Linux.</summary>
/// <param name="Name">For people.</param>
/// <param name="Options">fio's options for it.</param>
internal sealed record LinuxJob(string Name, string Options)
{
    // Saves pinning pages and looking up the file for each request.
    private const string Ring = "--ioengine=io_uring --fixedbufs=1 --registerfiles=1";
    private const int BatchesPerDepth = 2;
    private const int MostBatch = 32;

    /// <summary>All ways that are worth trying.</summary>
    /// <param name="row">The measurement.</param>
    internal static IEnumerable<LinuxJob> For(BenchCase row)
    {
        string common = string.Create(CultureInfo.InvariantCulture, $"--rw={row.Pattern} --bs={row.BlockKibibytes}k --iodepth={row.Depth}");
        bool isPolled = row.Engine == "poll";
        string engine = isPolled ? $"{Ring} --hipri" : Ring;
        string name = isPolled ? "io_uring polled" : "io_uring";
        if (row.Depth == 1)
        {
            // Files are compared with the calls that they are made of.
            if (row.Engine != "file")
            {
                yield return new LinuxJob(name, $"{common} {engine}");
            }

            if (!isPolled)
            {
                yield return new LinuxJob("psync", $"{common} --ioengine=psync");
            }

            yield break;
        }

        // Whether it pays to wait for a whole batch of ends, the minutes decide.
        int batch = Math.Min(row.Depth / BatchesPerDepth, MostBatch);
        foreach (int least in new[] { 1, batch })
        {
            yield return new LinuxJob(
                string.Create(CultureInfo.InvariantCulture, $"{name}, batches of {batch}, waits for {least}"),
                string.Create(CultureInfo.InvariantCulture, $"{common} {engine} --iodepth_batch_submit={batch} --iodepth_batch_complete_min={least} --iodepth_batch_complete_max={row.Depth}"));
        }
    }

    /// <summary>The command; what it prints is fio's JSON.</summary>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmUp">How long to do the same before.</param>
    /// <param name="jobs">Threads, each on a CPU of its own.</param>
    internal string Command(double seconds, double warmUp, int jobs) => string.Create(
        CultureInfo.InvariantCulture,
        $"fio --name=bench --filename=/dev/nvme0n1 --direct=1 --norandommap --thread --group_reporting --time_based --runtime={seconds * 1000:0}ms --ramp_time={warmUp * 1000:0}ms --numjobs={jobs} --cpus_allowed=0-{jobs - 1} --cpus_allowed_policy=split --output-format=json {Options}");
}
