using System.Threading;
using CosmosNvme.Nvme;

namespace CosmosNvme.Shell.Commands;

/// <summary>A job with a queue of its own that has an interrupt: when there is nothing to take any more, its thread sleeps until that comes.</summary>
/// <param name="run">The measurement.</param>
/// <param name="number">The job's number, from 0.</param>
/// <param name="disk">What is measured.</param>
/// <param name="queue">A queue of its controller, taken with interrupts.</param>
/// <param name="pool">Where buffers come from.</param>
internal sealed class InterruptJob(BenchRun run, int number, NvmeNamespace disk, NvmeQueue queue, NvmeBufferPool pool) : PolledJob(run, number, disk, queue, pool)
{
    /// <inheritdoc/>
    private protected override void Loop()
    {
        // With more on their way no batch can begin. Waiting looks whether there is something to take, so nobody needs to do that before.
        int most = Run.Options.Depth - Run.Options.Batch;
        while (!Run.IsOver || Outstanding > 0)
        {
            Step();
            if (Outstanding > (Run.IsOver ? 0 : most))
            {
                Queue.WaitForInterrupt(Timeout.InfiniteTimeSpan);
            }
        }
    }
}
