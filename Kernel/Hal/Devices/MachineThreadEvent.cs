using System;
using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>
/// An event out of a word and futex(2), with one thread that waits: a call of the nucleus for each side, and none if the thread was woken before it slept. The
/// runtime's events take thousands of instructions, because any number of threads may wait for any number of them.
/// </summary>
public sealed class MachineThreadEvent : ThreadEvent
{
    private const int WaitPrivate = 128;
    private const int WakePrivate = 129;
    private const int Unset = 0;
    private const int IsSet = 1;
    private const int Sleeping = -1;

    // A line of the cache of its own, which the collector does not move: the nucleus looks at it while the thread goes to sleep.
    private readonly int[] _line = GC.AllocateArray<int>(16, pinned: true);
    private readonly nint _word;

    /// <summary>Makes one that is not set.</summary>
    public MachineThreadEvent() => _word = Marshal.UnsafeAddrOfPinnedArrayElement(_line, 0);

    /// <inheritdoc/>
    public override void Wait()
    {
        while (!TryWait())
        {
            // Asleep for those who set it, unless one just has. The nucleus looks at the word again when no wake-up can pass it by any more.
            if (Interlocked.CompareExchange(ref _line[0], Sleeping, Unset) != IsSet)
            {
                LibC.Futex(_word, WaitPrivate, Sleeping);
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryWait() => Interlocked.CompareExchange(ref _line[0], Unset, IsSet) == IsSet;

    /// <inheritdoc/>
    public override void Set()
    {
        if (Interlocked.Exchange(ref _line[0], IsSet) == Sleeping)
        {
            LibC.Futex(_word, WakePrivate, 1);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The array goes with the object.
    }
}
