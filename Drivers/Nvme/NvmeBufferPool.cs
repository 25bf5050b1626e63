using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Buffers of one size that a controller reaches where they are: no pinning, no translation, no copy. Renting and returning takes no
/// lock and allocates nothing, but a further buffer if more are in use than ever before. Any thread.
/// </summary>
public sealed class NvmeBufferPool : MemoryPool<byte>
{
    private readonly IDmaAllocator _dma;
    private readonly FreeStack _free = new();
    private readonly Lock _allLock = new();
    private readonly List<NvmeBuffer> _all = [];

    /// <summary>Makes an empty pool.</summary>
    /// <param name="dma">Where the buffers come from.</param>
    /// <param name="bufferBytes">Size of each, in bytes.</param>
    public NvmeBufferPool(IDmaAllocator dma, int bufferBytes)
    {
        ArgumentNullException.ThrowIfNull(dma);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferBytes);
        _dma = dma;
        BufferBytes = bufferBytes;
    }

    /// <summary>Bytes of every buffer.</summary>
    public int BufferBytes { get; }

    /// <inheritdoc/>
    public override int MaxBufferSize => BufferBytes;

    /// <summary>Takes a buffer, which <see cref="NvmeBuffer.Dispose"/> gives back.</summary>
    /// <exception cref="OutOfMemoryException">All are in use, and there is no memory for another.</exception>
    public NvmeBuffer RentBuffer() => _free.TryPop() is NvmeBuffer.PoolTicket ticket ? ticket.Buffer : Grow();

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BufferBytes);
        return RentBuffer();
    }

    internal void Return(NvmeBuffer buffer) => _free.Push(buffer.Ticket);

    /// <summary>Frees all buffers; none is in use, and no controller reaches them.</summary>
    /// <param name="disposing">True from <see cref="IDisposable.Dispose"/>.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_allLock)
            {
                _all.ForEach(buffer => buffer.Free());
                _all.Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NvmeBuffer Grow()
    {
        int entries = PrpBuilder.PagesFor(BufferBytes) - 1;
        PrpLists? lists = entries is > 1 and <= PrpList.EntriesPerPage ? new PrpLists(_dma, 1, entries) : null;
        NvmeBuffer buffer;
        try
        {
            buffer = new NvmeBuffer(this, _dma.Allocate(BufferBytes, DmaMapping.PageBytes), lists);
        }
        catch (OutOfMemoryException)
        {
            lists?.Dispose();
            throw;
        }

        _free.Admit(buffer.Ticket);
        lock (_allLock)
        {
            _all.Add(buffer);
        }

        return buffer;
    }
}
