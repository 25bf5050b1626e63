using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints what a measurement found, for people and as JSON.</summary>
internal static class BenchReport
{
    private const int BarWidth = 50;
    private const long FirstBucket = 16;

    private static readonly double[] s_percentiles = [1, 5, 50, 90, 95, 99, 99.9, 99.99];
    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    /// <summary>Prints for people.</summary>
    internal static void Write(TextWriter output, BenchRun run)
    {
        BenchOptions options = run.Options;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Disk.Name}: rw={options.Pattern}, bs={options.BlockBytes}, engine={Lower(options.Engine)}, iodepth={options.Depth}, batch={options.Batch}, numjobs={options.Jobs}, {run.Measured.TotalSeconds:0.0} s"));
        Write(output, run, "read", Sum(run, job => job.Reads));
        Write(output, run, "write", Sum(run, job => job.Writes));
        long done = run.Jobs.Sum(job => job.Reads.Count + job.Writes.Count);
        if (done > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  cpu: {run.WorkNanoseconds / run.Measured.TotalNanoseconds * 100:0} % of one, {(double)run.WorkNanoseconds / done:0} ns and {(double)run.Interrupts / done:0.00} interrupts per request"));
        }
    }

    /// <summary>Prints as JSON, with fio's names where it has them.</summary>
    internal static void WriteJson(TextWriter output, BenchRun run)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, s_indented))
        {
            BenchOptions options = run.Options;
            json.WriteStartObject();
            json.WriteStartObject("job options");
            json.WriteString("filename", "/dev/" + run.Disk.Name);
            json.WriteString("rw", options.Pattern);
            json.WriteNumber("bs", options.BlockBytes);
            json.WriteString("engine", Lower(options.Engine));
            json.WriteNumber("iodepth", options.Depth);
            json.WriteNumber("batch", options.Batch);
            json.WriteNumber("numjobs", options.Jobs);
            json.WriteEndObject();
            json.WriteNumber("runtime_ms", run.Measured.TotalMilliseconds);
            json.WriteNumber("cpu_busy_ns", run.BusyNanoseconds);
            json.WriteNumber("cpu_work_ns", run.WorkNanoseconds);
            json.WriteNumber("interrupts", run.Interrupts);
            WriteJson(json, run, "read", Sum(run, job => job.Reads));
            WriteJson(json, run, "write", Sum(run, job => job.Writes));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static void Write(TextWriter output, BenchRun run, string name, BenchLatencies times)
    {
        if (times.Count == 0)
        {
            return;
        }

        double rate = times.Count / run.Measured.TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: IOPS={Count(rate)}, BW={rate * run.Options.BlockBytes / 1_000_000:0.0} MB/s, {times.Count} requests"));
        output.WriteLine($"    lat: min={Time(times.Minimum)}, avg={Time(times.Mean)}, max={Time(times.Maximum)}");
        output.WriteLine("    percentiles: " + string.Join(", ", s_percentiles.Select(percent => string.Create(CultureInfo.InvariantCulture, $"{percent}%={Time(times.Percentile(percent))}"))));
        for (long from = FirstBucket; from <= times.Maximum; from *= 2)
        {
            long count = times.Between(from, from * 2);
            if (count > 0)
            {
                int bar = (int)Math.Ceiling((double)count * BarWidth / times.Count);
                output.WriteLine($"    {Time(from),8} .. {Time(from * 2),-8} {new string('#', bar),-BarWidth} {((double)count / times.Count).ToString("0.00 %", CultureInfo.InvariantCulture)}");
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, BenchRun run, string name, BenchLatencies times)
    {
        double rate = times.Count / Math.Max(run.Measured.TotalSeconds, double.Epsilon);
        json.WriteStartObject(name);
        json.WriteNumber("total_ios", times.Count);
        json.WriteNumber("iops", rate);
        json.WriteNumber("bw_bytes", rate * run.Options.BlockBytes);
        json.WriteStartObject("lat_ns");
        json.WriteNumber("min", times.Minimum);
        json.WriteNumber("max", times.Maximum);
        json.WriteNumber("mean", times.Mean);
        json.WriteNumber("N", times.Count);
        json.WriteStartObject("percentile");
        foreach (double percent in s_percentiles)
        {
            json.WriteNumber(percent.ToString("0.000000", CultureInfo.InvariantCulture), times.Percentile(percent));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static BenchLatencies Sum(BenchRun run, Func<BenchJob, BenchLatencies> choose)
    {
        BenchLatencies sum = new();
        foreach (BenchJob job in run.Jobs)
        {
            sum.Add(choose(job));
        }

        return sum;
    }

    private static string Lower(BenchEngine engine) => engine.ToString().ToLowerInvariant();

    private static string Count(double rate) => rate switch
    {
        >= 1_000_000 => (rate / 1_000_000).ToString("0.00M", CultureInfo.InvariantCulture),
        >= 1000 => (rate / 1000).ToString("0.0k", CultureInfo.InvariantCulture),
        _ => rate.ToString("0", CultureInfo.InvariantCulture),
    };

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1_000_000_000 => (nanoseconds / 1_000_000_000).ToString("0.0s", CultureInfo.InvariantCulture),
        >= 1_000_000 => (nanoseconds / 1_000_000).ToString("0.0", CultureInfo.InvariantCulture) + "ms",
        >= 1000 => (nanoseconds / 1000).ToString("0.0us", CultureInfo.InvariantCulture),
        _ => nanoseconds.ToString("0", CultureInfo.InvariantCulture) + "ns",
    };
}
