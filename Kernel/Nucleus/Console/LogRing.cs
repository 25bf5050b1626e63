using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The last 2048 lines of the log, each in a slot of fixed size, numbered from 0. Writers take a number atomically and never wait
/// (they may be NMIs); a reader notices by the slot's number when a line was overwritten while it was copied.
/// </summary>
internal static unsafe class LogRing
{
    internal const int Lines = 2048;
    private const int HeaderBytes = 24;
    private const int SlotBytes = 256;
    private const long Writing = -1;
    internal const int TextBytes = SlotBytes - HeaderBytes;

    private static Storage s_storage;
    private static long s_next;

    /// <summary>The number the next line will have.</summary>
    internal static long Next => Volatile.Read(ref s_next);

    internal static void Append(LogLevel level, ulong time, byte* text, int length)
    {
        long number = Interlocked.Increment(ref s_next) - 1;
        fixed (ulong* ring = s_storage.Ring)
        {
            byte* slot = (byte*)ring + (number % Lines * SlotBytes);

            // A full barrier: nothing of the new line is seen as part of the old one.
            Interlocked.Exchange(ref *(long*)slot, Writing);
            *(ulong*)(slot + 8) = time;
            length = length < TextBytes ? length : TextBytes;
            *(int*)(slot + 16) = length;
            *(int*)(slot + 20) = (int)level;
            for (int i = 0; i < length; i++)
            {
                slot[HeaderBytes + i] = text[i];
            }

            // The number is written last: a reader that sees it sees the whole line. Numbers start at 1 in memory, 0 is "never used".
            Volatile.Write(ref *(long*)slot, number + 1);
        }
    }

    /// <summary>Copies line <paramref name="number"/>; its length, or -1 if it does not exist (any more).</summary>
    internal static int Read(long number, byte* text, int capacity, LogLevel* level, ulong* time)
    {
        if (number < 0)
        {
            return -1;
        }

        fixed (ulong* ring = s_storage.Ring)
        {
            byte* slot = (byte*)ring + (number % Lines * SlotBytes);
            if (Volatile.Read(ref *(long*)slot) != number + 1)
            {
                return -1;
            }

            *time = *(ulong*)(slot + 8);
            *level = (LogLevel)(*(int*)(slot + 20));
            int length = *(int*)(slot + 16);
            length = length < capacity ? length : capacity;
            length = length < TextBytes ? length : TextBytes;
            for (int i = 0; i < length; i++)
            {
                text[i] = slot[HeaderBytes + i];
            }

            // Acquire on the second look: the copy above must not be ordered behind it.
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref *(long*)slot) == number + 1 ? length : -1;
        }
    }

    private struct Storage
    {
        // Words, so that each slot's number is aligned and is read and written in one piece.
        internal fixed ulong Ring[Lines * SlotBytes / sizeof(ulong)];
    }
}
