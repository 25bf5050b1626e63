using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace CosmosNvme.Cosmos;

/// <summary>What one run of a row found.</summary>
/// <param name="RequestsPerSecond">Requests per second.</param>
/// <param name="BytesPerSecond">Bytes per second.</param>
/// <param name="MedianNanoseconds">Median of the latencies.</param>
/// <param name="TailNanoseconds">What 99 % of the requests were faster than.</param>
/// <param name="BusyNanoseconds">CPU time per request.</param>
internal readonly record struct BenchFigures(double RequestsPerSecond, double BytesPerSecond, double MedianNanoseconds, double TailNanoseconds, double BusyNanoseconds)
{
    /// <summary>Reads what the shell's <c>bench -o json</c> printed.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    internal static BenchFigures Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        JsonElement[] directions = [root.GetProperty("read"), root.GetProperty("write")];
        JsonElement main = directions.MaxBy(direction => direction.GetProperty("total_ios").GetInt64());
        JsonElement percentiles = main.GetProperty("lat_ns").GetProperty("percentile");
        double total = directions.Sum(direction => direction.GetProperty("total_ios").GetDouble());
        return new BenchFigures(
            directions.Sum(direction => direction.GetProperty("iops").GetDouble()),
            directions.Sum(direction => direction.GetProperty("bw_bytes").GetDouble()),
            percentiles.GetProperty("50.000000").GetDouble(),
            percentiles.GetProperty("99.000000").GetDouble(),
            total == 0 ? 0 : root.GetProperty("cpu_busy_ns").GetDouble() / total);
    }

    /// <summary>The middle of several figures, each on its own.</summary>
    /// <param name="runs">At least one.</param>
    internal static BenchFigures MedianOf(IReadOnlyCollection<BenchFigures> runs) => new(
        Median(runs.Select(run => run.RequestsPerSecond)),
        Median(runs.Select(run => run.BytesPerSecond)),
        Median(runs.Select(run => run.MedianNanoseconds)),
        Median(runs.Select(run => run.TailNanoseconds)),
        Median(runs.Select(run => run.BusyNanoseconds)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
