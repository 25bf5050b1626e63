using System;
using System.Buffers;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>A buffer of an <see cref="NvmeBufferPool"/>: contiguous, page-aligned, reachable for the controller without pinning.</summary>
public sealed class NvmeBuffer : IMemoryOwner<byte>
{
    private readonly NvmeBufferPool _pool;
    private readonly DmaMemory _piece;

    internal NvmeBuffer(NvmeBufferPool pool, DmaMemory piece)
    {
        _pool = pool;
        _piece = piece;
        Memory = piece.Memory;
        Ticket = new PoolTicket(this);
    }

    /// <summary>The buffer; not to be touched after <see cref="Dispose"/>. Its contents are what the last user left.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>Where a controller finds it.</summary>
    public DeviceAddress Address => _piece.Address;

    internal PoolTicket Ticket { get; }

    /// <summary>Gives the buffer back to its pool; once per rent, after the last transfer has ended. Any thread; allocates nothing.</summary>
    public void Dispose() => _pool.Return(this);

    internal void Free() => _piece.Dispose();

    /// <summary>The buffer's place in the stack of free ones.</summary>
    internal sealed class PoolTicket(NvmeBuffer buffer) : FreeStackItem
    {
        internal NvmeBuffer Buffer { get; } = buffer;
    }
}
