using System;
using System.Linq;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;

namespace CosmosNvme.KernelTests.Load;

/// <summary>Looks at the counters of a controller's I/O queues: who did what since it was made, and how full they are.</summary>
internal sealed class QueueWatch
{
    private readonly NvmeController _controller;
    private readonly int[] _cpus = [.. KernelContext.OnlineCpus];
    private readonly QueueActivity[][] _before;
    private readonly long[] _most;
    private double _sum;
    private int _looks;

    /// <summary>Begins.</summary>
    internal QueueWatch(NvmeController controller)
    {
        _controller = controller;
        _before = Read();
        _most = new long[_before.Length];
    }

    /// <summary>Commands that fit into a queue.</summary>
    internal int Capacity => _controller.QueueDepth - 1;

    /// <summary>True if every queue was seen full.</summary>
    internal bool WereAllFull => _most.All(most => most == Capacity);

    /// <summary>The most commands that were seen in each queue at once.</summary>
    internal long[] Most => _most;

    /// <summary>How full the queues were on average, from 0 to 1, since <see cref="ForgetAverage"/>.</summary>
    internal double Average => _sum / Math.Max(_looks, 1);

    /// <summary>Commands since the beginning, by queue and CPU.</summary>
    internal long[][] Submitted => Differences(activity => activity.Submitted);

    /// <summary>Completions since the beginning, by queue and CPU.</summary>
    internal long[][] Completed => Differences(activity => activity.Completed);

    /// <summary>Begins the average anew.</summary>
    internal void ForgetAverage() => (_sum, _looks) = (0, 0);

    /// <summary>Looks how many commands are in each queue.</summary>
    internal void Look()
    {
        for (int queue = 0; queue < _most.Length; queue++)
        {
            // Completions first, and what is submitted meanwhile fits only if a slot came free meanwhile: never too few, hardly ever too many.
            long completed = _cpus.Sum(cpu => _controller.ReadActivity(queue + 1, cpu).Completed);
            long submitted = _cpus.Sum(cpu => _controller.ReadActivity(queue + 1, cpu).Submitted);
            long outstanding = Math.Min(submitted - completed, Capacity);
            _most[queue] = Math.Max(_most[queue], outstanding);
            _sum += (double)outstanding / Capacity;
            _looks++;
        }
    }

    private QueueActivity[][] Read() =>
        [.. Enumerable.Range(1, _controller.QueuePairCount).Select(queue => _cpus.Select(cpu => _controller.ReadActivity(queue, cpu)).ToArray())];

    private long[][] Differences(Func<QueueActivity, long> number) =>
        [.. Read().Zip(_before, (now, before) => now.Zip(before, (left, right) => number(left) - number(right)).ToArray())];
}
