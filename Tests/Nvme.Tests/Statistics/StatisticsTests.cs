using System;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What queues count, and how long commands took.</summary>
internal sealed class StatisticsTests
{
    [Test]
    public void Counters_OfADisksWork_AreExact()
    {
        Rig rig = new();
        rig.Options = rig.Options with { Retries = 1 };
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        QueueStatistics before = controller.ReadStatistics(1);
        disk.Write(0, new byte[1024]);
        disk.Write(9, new byte[512]);
        disk.Read(0, new byte[4096]);
        disk.Flush();
        rig.Disk.BadBlocks.Add(3);
        disk.Read(3, new byte[512]);
        QueueStatistics done = controller.ReadStatistics(1).Since(before);
        Assert.That((done.Reads, done.Writes, done.Flushes, done.Others, done.Errors), Is.EqualTo((3L, 2L, 1L, 0L, 2L)), "the read that fails is sent twice");
        Assert.That((done.BytesRead, done.BytesWritten, done.Outstanding, done.Commands), Is.EqualTo((5120L, 1536L, 0L, 6L)));
        Assert.That(controller.ReadStatistics(0).Commands, Is.EqualTo(controller.ReadTrace(0).Count(record => !record.IsOutstanding)), "but for requests for events, which wait for some");
    }

    [Test]
    public void Percentile_KnownLatencies_IsAtMostAQuarterTooLarge()
    {
        const long Latency = 1_000_000;
        Rig rig = new();
        rig.Device.SetLatency(1, Latency, Latency);
        NvmeController controller = rig.Attach();
        for (int round = 0; round < 50; round++)
        {
            controller.Namespaces[0].Read(0, new byte[512]);
        }

        QueueStatistics seen = controller.ReadStatistics(1);
        long truth = controller.ReadTrace(1).Max(record => record.EndedNanoseconds - record.SubmittedNanoseconds);
        Assert.That(truth, Is.GreaterThanOrEqualTo(Latency));
        Assert.That(seen.Percentile(1), Is.InRange(truth, truth + (truth / 4)));
        Assert.That(seen.Percentile(0.5), Is.InRange(Latency, truth + (truth / 4)));
    }

    [Test]
    public void Buckets_EveryTime_LiesInItsOwn()
    {
        Random random = new(1);
        foreach (long time in Enumerable.Range(0, 62).Select(bit => 1L << bit).Concat(Enumerable.Range(0, 2000).Select(_ => random.NextInt64() >> random.Next(62))).Append(-5).Append(0))
        {
            int bucket = LatencyHistogram.BucketOf(time);
            Assert.That(LatencyHistogram.EndOf(bucket), Is.GreaterThanOrEqualTo(time), $"{time}");
            Assert.That(time < 4 || LatencyHistogram.EndOf(bucket) <= (double)time * 1.25, Is.True, $"{time}");
        }
    }

    [Test]
    public void Histogram_OfSeveralQueues_AddsUp()
    {
        QueueStatistics none = new(1);
        Assert.That((none.Percentile(0.5), none.Plus(none).Commands), Is.EqualTo((0L, 0L)));
        Assert.That(() => none.Percentile(2), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
