using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// Whoever has commands on their way and goes on, on the thread pool, when the last of them has ended. A work item of the thread pool
/// itself, so that going on allocates nothing; and so no code of users runs on the thread that drains completions.
/// </summary>
internal abstract class CommandOwner : SlotWaiter, IThreadPoolWorkItem
{
    private int _outstanding;

    /// <summary>Keeps the owner from going on while it submits: as many calls of <see cref="CommandEnded"/> as of this make it go on.</summary>
    internal void ExpectCommand() => Interlocked.Increment(ref _outstanding);

    /// <summary>One of its commands has ended. By whoever drains; never blocks.</summary>
    internal void CommandEnded()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The same for the owner itself, when it has submitted what it wanted.</summary>
    /// <returns>True: all have ended already, and the caller goes on at once.</returns>
    internal bool HasEverythingEnded() => Interlocked.Decrement(ref _outstanding) == 0;

    /// <summary>Goes on. On the thread pool.</summary>
    public abstract void Execute();

    /// <inheritdoc/>
    internal override void WakeUp() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
