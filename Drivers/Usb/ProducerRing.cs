using System;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Usb;

/// <summary>
/// A ring that software fills and the controller empties: commands, or the transfers of an endpoint (xHCI 1.2 §4.9.2). Its last block links back to its
/// first. Whoever adds sees to it that no more are under way than fit. One thread.
/// </summary>
internal sealed class ProducerRing(IDmaAllocator dma) : IDisposable
{
    internal const uint Entries = 64;

    private readonly DmaRing<Trb> _ring = dma.AllocateRing<Trb>(Entries);
    private uint _next;
    private uint _cycle = Trb.Cycle;

    /// <summary>Where the controller begins, with the cycle bit of the first round.</summary>
    internal ulong Start => _ring.Address.Value | Trb.Cycle;

    /// <summary>Adds a block. The controller sees it when its doorbell is rung, or before.</summary>
    /// <returns>Its address, by which an event names it.</returns>
    internal ulong Add(TrbType type, ulong parameter, uint status, uint flags)
    {
        if (_next == Entries - 1)
        {
            Put(TrbType.Link, _ring.Address.Value, 0, Trb.ToggleCycle);
            _next = 0;
            _cycle ^= Trb.Cycle;
        }

        ulong address = _ring.Address.Value + (_next * 16UL);
        Put(type, parameter, status, flags);
        _next++;
        return address;
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private void Put(TrbType type, ulong parameter, uint status, uint flags)
    {
        ref Trb block = ref _ring[_next];
        block.Parameter = parameter;
        block.Status = status;
        Volatile.Write(ref block.Control, ((uint)type << Trb.TypeShift) | flags | _cycle);
    }
}
