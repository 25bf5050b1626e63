using System;
using System.Threading;

namespace CosmosNvme.Nvme;

/// <summary>
/// The items of a supply that nobody uses. Any thread takes and gives back; nobody ever waits for another, allocates or blocks. Last
/// in, first out: what was used last is still in the cache, and the lowest numbers do most of the work.
/// </summary>
/// <remarks>
/// The top is one word: the number of the topmost item, made one-based, in the low half, and a count of changes in the high half. A
/// thread that was held up between reading the top and replacing it fails if anything happened meanwhile, even if the same item is on
/// top again with another one below (the ABA problem): the count differs. It would have to miss exactly 2^32 changes to be fooled.
/// </remarks>
internal sealed class FreeStack
{
    private readonly Lock _growLock = new();
    private volatile FreeStackItem[] _items = [];
    private int _count;
    private PaddedInt64 _top;

    /// <summary>Takes the topmost item; null if there is none.</summary>
    internal FreeStackItem? TryPop()
    {
        SchedulePoint.Reach();
        long top = Volatile.Read(ref _top.Value);
        while ((int)top != 0)
        {
            // Another thread may take the item before the exchange; then Below means nothing, and the exchange fails.
            FreeStackItem item = _items[(int)top - 1];
            long after = After(top, item.Below);
            SchedulePoint.Reach();
            long seen = Interlocked.CompareExchange(ref _top.Value, after, top);
            if (seen == top)
            {
                return item;
            }

            top = seen;
        }

        return null;
    }

    /// <summary>Gives an item back. A full fence: who takes it next sees everything that was done with it.</summary>
    internal void Push(FreeStackItem item)
    {
        SchedulePoint.Reach();
        long top = Volatile.Read(ref _top.Value);
        while (true)
        {
            item.Below = (int)top;
            SchedulePoint.Reach();
            long seen = Interlocked.CompareExchange(ref _top.Value, After(top, item.Index + 1), top);
            if (seen == top)
            {
                return;
            }

            top = seen;
        }
    }

    /// <summary>
    /// Makes an item part of the supply; it is in use until it is pushed. Allocates and locks: when supplies are laid in. Those who
    /// pop see the longer table in time, because the item cannot be on top before it is there.
    /// </summary>
    internal void Admit(FreeStackItem item)
    {
        lock (_growLock)
        {
            if (_count == _items.Length)
            {
                FreeStackItem[] longer = new FreeStackItem[Math.Max(16, 2 * _count)];
                _items.CopyTo(longer, 0);
                _items = longer;
            }

            item.Index = _count;
            _items[_count++] = item;
        }
    }

    private static long After(long top, int item) => (((top >> 32) + 1) << 32) | (uint)item;
}
