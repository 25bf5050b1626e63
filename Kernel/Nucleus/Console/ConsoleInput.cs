using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>What was typed and not read yet: a ring filled by the interrupt and emptied by read(0).</summary>
internal static unsafe class ConsoleInput
{
    private const uint Capacity = 4096;

    private static SpinLock s_lock;
    private static Storage s_storage;
    private static uint s_head;
    private static uint s_tail;

    internal static WaitQueue Readers;

    /// <summary>Characters lost because nobody read.</summary>
    internal static ulong Overruns;

    internal static bool HasData => Volatile.Read(ref s_head) != Volatile.Read(ref s_tail);

    internal static void Put(byte character)
    {
        s_lock.Acquire();
        if (s_head - s_tail == Capacity)
        {
            Overruns++;
        }
        else
        {
            fixed (byte* ring = s_storage.Ring)
            {
                ring[s_head % Capacity] = character;
            }

            Volatile.Write(ref s_head, s_head + 1);
        }

        s_lock.Release();
    }

    internal static void WakeReader()
    {
        if (HasData)
        {
            fixed (WaitQueue* readers = &Readers)
            {
                Waiting.WakeAll(readers, Waiting.Again);
            }

            Poll.WakeAll();
        }
    }

    /// <summary>Takes up to <paramref name="capacity"/> characters.</summary>
    internal static int Take(byte* target, int capacity)
    {
        s_lock.Acquire();
        int count = 0;
        fixed (byte* ring = s_storage.Ring)
        {
            while (count < capacity && s_tail != s_head)
            {
                target[count++] = ring[s_tail % Capacity];
                s_tail++;
            }
        }

        s_lock.Release();
        return count;
    }

    private struct Storage
    {
        internal fixed byte Ring[(int)Capacity];
    }
}
