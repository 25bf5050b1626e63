using System;
using System.Buffers;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A buffer of an <see cref="NvmeBufferPool"/>: contiguous, page-aligned, reachable for the controller without pinning.</summary>
public sealed class NvmeBuffer : IMemoryOwner<byte>
{
    private readonly NvmeBufferPool _pool;
    private readonly DmaMemory _piece;
    private readonly PrpLists? _lists;
    private readonly ulong _prp1;
    private readonly ulong _list;

    /// <summary>Makes a buffer. Its PRPs are made once, here.</summary>
    /// <param name="pool">Where it goes when nobody needs it.</param>
    /// <param name="piece">The memory; the buffer's own from now on.</param>
    /// <param name="lists">Room for one list of one page; the buffer's own from now on. Null: the buffer needs none, or a longer one.</param>
    internal NvmeBuffer(NvmeBufferPool pool, DmaMemory piece, PrpLists? lists)
    {
        _pool = pool;
        _piece = piece;
        _lists = lists;
        _prp1 = piece.Address.Value;
        Memory = piece.Memory;
        Length = piece.Length;
        Ticket = new PoolTicket(this);
        int pages = PrpBuilder.PagesFor(pool.BufferBytes);
        PreparedBytes = pages <= 2 || lists is not null ? (ulong)Length : 0;
        if (lists is not null)
        {
            PrpList list = lists[0];
            PrpBuilder.FillList(piece.Address, pages, list);
            _list = list.Address.Value;
        }
    }

    /// <summary>The buffer; not to be touched after <see cref="Dispose"/>. Its contents are what the last user left.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>Bytes of the buffer.</summary>
    public int Length { get; }

    /// <summary>Where a controller finds it.</summary>
    public DeviceAddress Address => _piece.Address;

    internal PoolTicket Ticket { get; }

    /// <summary>Gives the buffer back to its pool; once per rent, after the last transfer has ended. Any thread; allocates nothing.</summary>
    public void Dispose() => _pool.Return(this);

    /// <summary>Longest transfer that <see cref="Prp1"/> and <see cref="PrpList"/> can be used for: all of the buffer, or none of it if its list would take several pages.</summary>
    internal ulong PreparedBytes { get; }

    /// <summary>PRP1 of a transfer from or to the start of the buffer.</summary>
    internal ulong Prp1 => _prp1;

    /// <summary>
    /// PRP2 of such a transfer of more than two pages: the list of the whole buffer, which serves shorter transfers too, because no more of it is read than is needed.
    /// </summary>
    internal ulong PrpList => _list;

    internal void Free()
    {
        _lists?.Dispose();
        _piece.Dispose();
    }

    /// <summary>The buffer's place in the stack of free ones.</summary>
    internal sealed class PoolTicket(NvmeBuffer buffer) : FreeStackItem
    {
        internal NvmeBuffer Buffer { get; } = buffer;
    }
}
