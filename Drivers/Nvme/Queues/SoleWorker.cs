using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// Sees to it that a work which any thread may ask for is done by one thread at a time, and that nobody waits for that: who comes
/// while another is at it leaves a mark and goes, and the other looks once more before it stops. Any thread; never blocks.
/// </summary>
/// <remarks>
/// Use: <c>if (worker.TryStart()) { do { work } while (!worker.TryFinish()); }</c>. No request is lost. A mark is set either before
/// the worker's last attempt to stop, which then fails and is followed by another round, or after it, when the state is idle and the
/// one who came to set the mark finds himself the worker. Each step is a full fence: what a thread wrote before it asked is visible to
/// the round that follows. The worker may be preempted, migrate or be suspended at any point: until it goes on, the work is not done,
/// but no other thread is held up.
/// </remarks>
internal struct SoleWorker
{
    private const long Idle = 0;
    private const long Busy = 1;
    private const long AskedAgain = 2;

    private PaddedInt64 _state;

    /// <summary>True if no thread is at work.</summary>
    internal readonly bool IsIdle => Volatile.Read(in _state.Value) == Idle;

    /// <summary>Begins the work, or leaves the mark for the thread that is at it.</summary>
    /// <returns>True: the caller works, and calls <see cref="TryFinish"/> after each round.</returns>
    internal bool TryStart()
    {
        if (TryStartIfIdle())
        {
            return true;
        }

        // Found idle after all: the other has gone meanwhile. The state then says that there is a mark, which costs one idle round.
        SchedulePoint.Reach();
        return Interlocked.Exchange(ref _state.Value, AskedAgain) == Idle;
    }

    /// <summary>Begins the work if nobody is at it; leaves no mark. For those who will come again anyway.</summary>
    internal bool TryStartIfIdle()
    {
        SchedulePoint.Reach();
        return Interlocked.CompareExchange(ref _state.Value, Busy, Idle) == Idle;
    }

    /// <summary>Ends the work unless there is a mark, which it takes away.</summary>
    /// <returns>False: the caller works another round.</returns>
    internal bool TryFinish()
    {
        SchedulePoint.Reach();
        if (Interlocked.CompareExchange(ref _state.Value, Idle, Busy) == Busy)
        {
            return true;
        }

        // A full fence and not only a store: the next round's looks must come after the mark is gone.
        SchedulePoint.Reach();
        Interlocked.Exchange(ref _state.Value, Busy);
        return false;
    }
}
