using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Load;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>With threads that stay on their CPU, a queue is that CPU's alone: it submits, it is interrupted, it takes the completions.</summary>
[ReadOnlyTest]
internal sealed class QueueAffinityTests
{
    private NvmeNamespace _disk = null!;
    private NvmeController _controller = null!;
    private InterruptLine[] _lines = null!;

    [SetUp]
    public void FindDisk()
    {
        _disk = NvmeDisks.First;
        _controller = NvmeDisks.FirstController;
        Assert.That(_controller.QueuePairCount, Is.EqualTo(KernelContext.OnlineCpus.Count), "This controller has fewer queues than the machine has CPUs.");
        _lines = [.. Enumerable.Range(1, _controller.QueuePairCount).Select(LineOf)];
    }

    // All CPUs at once: asynchronous requests, whose completions come by interrupt, and synchronous ones, which their thread looks for itself at first.
    [Test]
    public void Submitters_PinnedToEachCpu_KeepQueueInterruptsAndCompletionsThere()
    {
        const int AtOnce = 32;
        int rounds = KernelContext.Scale(20);
        QueueWatch watch = new(_controller);
        long[][] interrupts = Interrupts();
        long missed = _controller.MissedInterrupts;
        TestThreads.Run(KernelContext.OnlineCpus.Count, number =>
        {
            KernelContext.Machine.PinCurrentThread(KernelContext.OnlineCpus[number]);
            byte[][] buffers = [.. Enumerable.Range(0, AtOnce).Select(_ => new byte[_disk.BlockBytes])];
            for (int round = 0; round < rounds; round++)
            {
                Task<BlockStatus>[] reads = [.. buffers.Select((buffer, index) => _disk.ReadAsync((ulong)index, buffer).AsTask())];
                Array.ForEach(reads, read => NvmeDisks.Expect(read.GetAwaiter().GetResult()));
                Array.ForEach(buffers, buffer => NvmeDisks.Expect(_disk.Read((ulong)round, buffer)));
            }
        });

        // A completion that a waiting thread took itself is counted a moment after that thread went on.
        long each = 2L * AtOnce * rounds;
        Assert.That(() => watch.Completed.Sum(queue => queue.Sum()), Is.EqualTo(each * _lines.Length).After((int)TestThreads.Patience.TotalMilliseconds, 10));
        Assert.Multiple(() =>
        {
            for (int queue = 0; queue < _lines.Length; queue++)
            {
                // Without a vector of its own a queue interrupts another CPU, and what its own CPU does not find first is taken there.
                int home = _lines[queue].Cpu;
                long[] submitted = watch.Submitted[queue];
                long[] completed = watch.Completed[queue];
                long[] counts = [.. Interrupts()[queue].Zip(interrupts[queue], (now, before) => now - before)];
                KernelContext.Log.Write(LogLevel.Info, $"affinity: queue {queue + 1}: submitted {Text(submitted)}, interrupted {Text(counts)}, completed {Text(completed)}");
                Assert.That(submitted, Is.EqualTo(_lines.Select((_, cpu) => cpu == queue ? each : 0)), $"submissions to queue {queue + 1} by CPU");
                Assert.That(completed.Where((_, cpu) => cpu != queue && cpu != home).Sum(), Is.AtMost(_controller.MissedInterrupts - missed), $"completions of queue {queue + 1} elsewhere: only what an interrupt is missed for");
                Assert.That(completed.Sum(), Is.EqualTo(each), $"completions of queue {queue + 1}");
                Assert.That(counts[home], Is.Positive, $"interrupts of queue {queue + 1} on its CPU");
                Assert.That(counts.Where((_, cpu) => cpu != home), Is.All.Zero, $"interrupts of queue {queue + 1} elsewhere");
            }
        });
    }

    [Test]
    public async Task Submitters_OnAnyCpu_SumsAgree()
    {
        const int Tasks = 16;
        int rounds = KernelContext.Scale(50);
        QueueWatch watch = new(_controller);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            byte[] buffer = new byte[_disk.BlockBytes];
            for (int round = 0; round < rounds; round++)
            {
                NvmeDisks.Expect(await _disk.ReadAsync((ulong)task, buffer));
            }
        })));
        long requests = (long)Tasks * rounds;
        Assert.That(() => watch.Completed.Sum(queue => queue.Sum()), Is.EqualTo(requests).After((int)TestThreads.Patience.TotalMilliseconds, 10));
        Assert.That(watch.Submitted.Sum(queue => queue.Sum()), Is.EqualTo(requests));
        Assert.That(watch.Submitted.Select(queue => queue.Sum()), Is.EqualTo(watch.Completed.Select(queue => queue.Sum())), "queue by queue");
    }

    private static string Text(long[] counts) => string.Join(' ', counts);

    // "nvme0 q2", "nvme0 q2 q4" or "nvme0".
    private InterruptLine LineOf(int queue) => KernelContext.Interrupts.Lines.Single(line =>
        line.Name.Split(' ') is [string owner, .. string[] queues] && owner == _controller.Name && (queues.Length == 0 || queues.Contains($"q{queue}")));

    private long[][] Interrupts() => [.. _lines.Select(line => KernelContext.OnlineCpus.Select(line.CountOn).ToArray())];
}
