using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>Between those who change the screen and the thread that draws it.</summary>
internal static unsafe class ScreenWork
{
    /// <summary>Lines of the log may come from where nobody may be woken; they are drawn after so long at the latest.</summary>
    private const ulong LongestWait = 500_000_000;

    private static WaitQueue s_waiter;
    private static int s_pending;

    /// <summary>Tells the thread that there may be something to draw. Interrupts off, and no lock held.</summary>
    internal static void Announce()
    {
        if (!Screen.Present)
        {
            return;
        }

        Volatile.Write(ref s_pending, 1);
        fixed (WaitQueue* queue = &s_waiter)
        {
            Waiting.WakeAll(queue, 0);
        }
    }

    /// <summary>System call of the thread that draws: waits until there may be something to draw. From the first call on, nobody else draws.</summary>
    internal static long Wait(Thread* thread)
    {
        Screen.LeaveDrawing();
        fixed (WaitQueue* queue = &s_waiter)
        {
            // With the lock held, an announcement that comes after the look finds this thread in the queue.
            queue->Lock.Acquire();
            if (s_pending != 0)
            {
                s_pending = 0;
                queue->Lock.Release();
                return 0;
            }

            return Waiting.Block(thread, queue, 0, uint.MaxValue, Clock.Monotonic() + LongestWait, 0, 0);
        }
    }
}
