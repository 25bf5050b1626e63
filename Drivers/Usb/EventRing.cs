using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>The ring that the controller fills (xHCI 1.2 §4.9.4). One thread.</summary>
internal sealed class EventRing : IDisposable
{
    /// <summary>Events that fit. Who takes more in one go has a controller that never stops: its other work must go on.</summary>
    internal const int Entries = 256;

    private const int SegmentTableBytes = 16;

    private readonly DmaRing<Trb> _ring;
    private readonly DmaMemory _table;
    private uint _next;
    private uint _cycle = Trb.Cycle;

    internal EventRing(IDmaAllocator dma)
    {
        _ring = dma.AllocateRing<Trb>(Entries);
        _table = dma.Allocate(SegmentTableBytes, 64);
        BitConverter.TryWriteBytes(_table.Span, _ring.Address.Value);
        BitConverter.TryWriteBytes(_table.Span[sizeof(ulong)..], Entries);
    }

    /// <summary>The table of its one segment.</summary>
    internal DeviceAddress SegmentTable => _table.Address;

    /// <summary>Up to where events were taken.</summary>
    internal ulong Position => _ring.Address.Value + (_next * 16UL);

    /// <summary>Takes the next event. False: there is none.</summary>
    internal bool TryTake(out Trb taken)
    {
        ref Trb block = ref _ring[_next];
        taken = default;
        if ((Volatile.Read(ref block.Control) & Trb.Cycle) != _cycle)
        {
            return false;
        }

        taken = block;
        if (++_next == Entries)
        {
            _next = 0;
            _cycle ^= Trb.Cycle;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ring.Dispose();
        _table.Dispose();
    }
}
