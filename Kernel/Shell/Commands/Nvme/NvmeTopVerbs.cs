using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Nvme;
using CosmosNvme.Shell.Terminal;

namespace CosmosNvme.Shell.Commands;

/// <summary>The verb that shows what the queues are doing, again and again.</summary>
internal static class NvmeTopVerbs
{
    private const string HomeAndClear = "\u001b[H\u001b[J";

    /// <summary>The verbs.</summary>
    internal static IEnumerable<NvmeVerb> All { get; } =
    [
        new("top", "Live: commands per second, throughput, latencies and depth of each queue", Run, "delay|d=SECONDS", "iterations|n=NUM", "output-format|o=FMT") { IsWithoutDevice = true },
    ];

    private static int Run(NvmeCall call)
    {
        const uint LongestDelay = 3600;
        bool isLive = call.Context.Input is TerminalInputStream && !call.IsJson;
        uint delay = Math.Max(call.Number32("delay", 1, LongestDelay), 1);
        uint rounds = call.Number32("iterations", isLive ? uint.MaxValue : 1);
        Dictionary<string, QueueStatistics[]> before = Sample(call);
        for (uint round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            if (call.Context.Interrupted.WaitHandle.WaitOne(TimeSpan.FromSeconds(delay)))
            {
                return ExitStatus.Interrupted;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Dictionary<string, QueueStatistics[]> now = Sample(call);
            Dictionary<string, QueueStatistics[]> done = now.ToDictionary(
                item => item.Key,
                item => item.Value.Select(queue => Since(queue, before.GetValueOrDefault(item.Key))).ToArray());
            before = now;
            if (call.IsJson)
            {
                NvmeFields.WriteJson(call.Output, json => Write(json, done, seconds));
            }
            else
            {
                Print(call, done, seconds, isLive && rounds > 1);
            }

            call.Output.Flush();
        }

        return 0;
    }

    private static Dictionary<string, QueueStatistics[]> Sample(NvmeCall call) => NvmeDevices.All(call.Context).ToDictionary(
        controller => controller.Name,
        controller => Enumerable.Range(0, controller.QueuePairCount + 1).Select(controller.ReadStatistics).Concat(controller.ReadLentStatistics()).ToArray());

    // A queue that was given back meanwhile and lent again has begun to count anew.
    private static QueueStatistics Since(QueueStatistics queue, QueueStatistics[]? before) =>
        before?.FirstOrDefault(earlier => earlier.QueueId == queue.QueueId) is QueueStatistics then && then.Commands <= queue.Commands ? queue.Since(then) : queue;

    private static void Print(NvmeCall call, Dictionary<string, QueueStatistics[]> controllers, double seconds, bool isScreen)
    {
        if (controllers.Count == 0)
        {
            call.Output.WriteLine(NvmeListPrinter.NoController);
            return;
        }

        if (isScreen)
        {
            call.Output.Write(HomeAndClear);
            call.Output.WriteLine("Ctrl-C ends this. Latencies in microseconds, from submission to completion; of the last interval.");
        }

        call.Output.WriteLine("QUEUE          DEPTH       IOPS  READ MB/s WRITE MB/s   ERRORS        p50        p90        p99      p99.9        max");
        foreach ((string name, QueueStatistics[] queues) in controllers)
        {
            foreach (QueueStatistics queue in queues)
            {
                PrintRow(call, queue.QueueId == 0 ? $"{name} admin" : string.Create(CultureInfo.InvariantCulture, $"{name} q{queue.QueueId}"), queue, seconds);
            }

            if (queues.Length > 2)
            {
                PrintRow(call, $"{name} all I/O", queues.Skip(1).Aggregate((one, other) => one.Plus(other)), seconds);
            }
        }
    }

    private static void PrintRow(NvmeCall call, string name, QueueStatistics queue, double seconds) => call.Output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-14} {queue.Outstanding,5} {queue.Commands / seconds,10:F0} {queue.BytesRead / seconds / 1e6,10:F2} {queue.BytesWritten / seconds / 1e6,10:F2} {queue.Errors,8} {Time(queue, 0.5)} {Time(queue, 0.9)} {Time(queue, 0.99)} {Time(queue, 0.999)} {Time(queue, 1)}"));

    private static string Time(QueueStatistics queue, double part) => queue.TimedCommands == 0
        ? $"{"-",10}"
        : string.Create(CultureInfo.InvariantCulture, $"{queue.Percentile(part) / 1000.0,10:F1}");

    private static void Write(Utf8JsonWriter json, Dictionary<string, QueueStatistics[]> controllers, double seconds)
    {
        json.WriteStartObject();
        json.WriteNumber("interval_seconds", Math.Round(seconds, 3));
        json.WriteStartArray("controllers");
        foreach ((string name, QueueStatistics[] queues) in controllers)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("queues");
            foreach (QueueStatistics queue in queues)
            {
                WriteQueue(json, queue, seconds);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteQueue(Utf8JsonWriter json, QueueStatistics queue, double seconds)
    {
        json.WriteStartObject();
        json.WriteNumber("id", queue.QueueId);
        json.WriteNumber("depth", queue.Outstanding);
        json.WriteNumber("commands", queue.Commands);
        json.WriteNumber("iops", Math.Round(queue.Commands / seconds, 1));
        json.WriteNumber("bytes_read", queue.BytesRead);
        json.WriteNumber("bytes_written", queue.BytesWritten);
        json.WriteNumber("errors", queue.Errors);
        json.WriteStartObject("latency_ns");
        json.WriteNumber("p50", queue.Percentile(0.5));
        json.WriteNumber("p90", queue.Percentile(0.9));
        json.WriteNumber("p99", queue.Percentile(0.99));
        json.WriteNumber("p99.9", queue.Percentile(0.999));
        json.WriteNumber("max", queue.Percentile(1));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
