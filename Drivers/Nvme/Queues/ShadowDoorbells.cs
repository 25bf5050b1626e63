using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Doorbells in memory that the controller watches, so that most of them need no register write, which is slow where the
/// controller is a program. NVMe Base 1.4 §5.7 and §7.13. Virtual controllers offer it.
/// </summary>
/// <remarks>
/// Two pages with a dword per doorbell. Into the first the host stores tails and heads; into the second the controller stores up to
/// which value it has looked, EventIdx: as long as it is busy it finds new values by itself, and only a value that passes EventIdx
/// must be told by the register.
/// </remarks>
internal sealed class ShadowDoorbells : IDisposable
{
    private readonly DmaRing<uint> _values;
    private readonly DmaRing<uint> _events;
    private readonly uint _stride;

    /// <summary>Allocates the two pages.</summary>
    /// <param name="dma">Where they come from.</param>
    /// <param name="strideBytes">CAP.DSTRD decoded: the doorbells lie as far apart as the registers do.</param>
    /// <exception cref="OutOfMemoryException">There is no memory; nothing is left behind.</exception>
    internal ShadowDoorbells(IDmaAllocator dma, uint strideBytes)
    {
        _stride = strideBytes / sizeof(uint);
        _values = dma.AllocateRing<uint>(DmaMapping.PageBytes / sizeof(uint));
        try
        {
            _events = dma.AllocateRing<uint>(DmaMapping.PageBytes / sizeof(uint));
        }
        catch (OutOfMemoryException)
        {
            _values.Dispose();
            throw;
        }
    }

    /// <summary>What was allocated, in bytes.</summary>
    internal long MemoryBytes => (long)(_values.Capacity + _events.Capacity) * sizeof(uint);

    /// <summary>Where the values are.</summary>
    internal DeviceAddress Values => _values.Address;

    /// <summary>Where the controller stores EventIdx.</summary>
    internal DeviceAddress Events => _events.Address;

    /// <summary>Queue pairs, the admin queues among them, whose doorbells have room in a page.</summary>
    internal uint QueuePairs => DmaMapping.PageBytes / sizeof(uint) / _stride / 2;

    /// <summary>Sets the doorbells of a queue pair to 0, as its creation does. Before the controller knows the queues.</summary>
    internal void Reset(ushort queueId)
    {
        for (uint number = 2u * queueId; number <= (2u * queueId) + 1; number++)
        {
            Volatile.Write(ref _values[number * _stride], 0);
            Volatile.Write(ref _events[number * _stride], 0);
        }
    }

    /// <summary>Where a doorbell is in the pages.</summary>
    internal uint PlaceOf(uint number) => number * _stride;

    /// <summary>Stores a value.</summary>
    /// <returns>True if the controller must be told by the register as well.</returns>
    internal bool Tell(uint place, uint value, uint before)
    {
        // Release: what the value stands for was written before.
        Volatile.Write(ref _values[place], value);

        // A full fence: the store above must reach memory before the load below. The controller does the same the other way round: it
        // stores EventIdx and then looks at the value once more. Without the fences on both sides each could miss what the other has
        // just written: the host would not ring, the controller would go to sleep, and the command would lie there.
        Interlocked.MemoryBarrier();
        return Passes(Volatile.Read(ref _events[place]), value, before);
    }

    /// <summary>True if EventIdx is among the values from <paramref name="before"/> to the one before <paramref name="value"/>, in 16-bit arithmetic. Any EventIdx that a device may write is harmless.</summary>
    internal static bool Passes(uint eventIndex, uint value, uint before) => (ushort)(value - eventIndex - 1) < (ushort)(value - before);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _events.Dispose();
    }
}
