using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace CosmosNvme.Cosmos;

/// <summary>What one slice of a row found.</summary>
/// <param name="RequestsPerSecond">Requests per second.</param>
/// <param name="BytesPerSecond">Bytes per second.</param>
/// <param name="MedianNanoseconds">Median of the latencies.</param>
/// <param name="TailNanoseconds">What 99 % of the requests were faster than.</param>
/// <param name="WorkNanoseconds">The guest's own CPU time per request; 0 if it was not asked.</param>
internal readonly record struct BenchFigures(double RequestsPerSecond, double BytesPerSecond, double MedianNanoseconds, double TailNanoseconds, double WorkNanoseconds)
{
    /// <summary>Reads what the shell's <c>bench -o json</c> printed.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    internal static BenchFigures Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        double total = Directions(root).Sum(direction => direction.GetProperty("total_ios").GetDouble());
        return Read(root, "lat_ns") with { WorkNanoseconds = total == 0 ? 0 : root.GetProperty("cpu_work_ns").GetDouble() / total };
    }

    /// <summary>Reads what fio printed in its JSON for one group of jobs.</summary>
    /// <exception cref="JsonException">It is no such thing.</exception>
    /// <exception cref="BenchException">A job failed.</exception>
    internal static BenchFigures ParseFio(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement job = document.RootElement.GetProperty("jobs")[0];
        int error = job.GetProperty("error").GetInt32();
        return error == 0 ? Read(job, "clat_ns") : throw new BenchException($"fio failed with error {error}: {json}");
    }

    /// <summary>The middle of several figures, each on its own.</summary>
    /// <param name="slices">At least one.</param>
    internal static BenchFigures MedianOf(IReadOnlyCollection<BenchFigures> slices) => new(
        Median(slices.Select(slice => slice.RequestsPerSecond)),
        Median(slices.Select(slice => slice.BytesPerSecond)),
        Median(slices.Select(slice => slice.MedianNanoseconds)),
        Median(slices.Select(slice => slice.TailNanoseconds)),
        Median(slices.Select(slice => slice.WorkNanoseconds)));

    /// <summary>The middle of several values.</summary>
    /// <param name="values">At least one.</param>
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static JsonElement[] Directions(JsonElement job) => [job.GetProperty("read"), job.GetProperty("write")];

    private static BenchFigures Read(JsonElement job, string latency)
    {
        JsonElement[] directions = Directions(job);
        JsonElement main = directions.MaxBy(direction => direction.GetProperty("total_ios").GetInt64());
        JsonElement percentiles = main.GetProperty(latency).GetProperty("percentile");
        return new BenchFigures(
            directions.Sum(direction => direction.GetProperty("iops").GetDouble()),
            directions.Sum(direction => direction.GetProperty("bw_bytes").GetDouble()),
            percentiles.GetProperty("50.000000").GetDouble(),
            percentiles.GetProperty("99.000000").GetDouble(),
            0);
    }
}
