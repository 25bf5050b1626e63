using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// Callers' buffers for a device: pinned against the collector, their pages touched, and their frames pinned against being given to
/// somebody else whatever happens to the mapping. Parts of a <see cref="DmaBlock"/> need none of that: their addresses are known.
/// </summary>
internal sealed unsafe class PinnedPages : DmaMapping
{
    // Frames are pages long, so the lowest bit of an address is free to say that this object has pinned the frame.
    private const ulong IsPinned = 1;

    private MemoryHandle[] _handles = new MemoryHandle[1];
    private ulong[] _frames = new ulong[2];
    private int _handleCount;
    private int _pageCount;
    private int _offset;
    private int _length;

    /// <inheritdoc/>
    public override int Length => _length;

    /// <inheritdoc/>
    public override int FirstPageOffset => _offset;

    /// <inheritdoc/>
    public override int PageCount => _pageCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override DeviceAddress PageAddress(int page) => new(_frames[page] & ~IsPinned);

    /// <inheritdoc/>
    public override bool TryAppend(ReadOnlyMemory<byte> buffer, DmaDirection direction)
    {
        return MemoryMarshal.TryGetMemoryManager(buffer, out DmaBlockMemory? block, out int start, out int length)
            ? TryAppendKnown(block.Physical + (ulong)start, length)
            : TryAppendPinned(buffer);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        RemovePages(0);
        for (int index = 0; index < _handleCount; index++)
        {
            _handles[index].Dispose();
        }

        _handleCount = 0;
        _offset = 0;
        _length = 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Clear();
        }
    }

    private bool TryAppendKnown(ulong physical, int length)
    {
        int offset = (int)(physical & (PageBytes - 1));
        if (!Joins(offset))
        {
            return false;
        }

        int pages = PagesFor(offset, length);
        Reserve(pages);
        for (int page = 0; page < pages; page++)
        {
            _frames[_pageCount++] = physical - (ulong)offset + ((ulong)page * PageBytes);
        }

        Added(offset, length);
        return true;
    }

    private bool TryAppendPinned(ReadOnlyMemory<byte> buffer)
    {
        MemoryHandle handle = buffer.Pin();
        byte* first = (byte*)handle.Pointer;
        int offset = (int)((ulong)first & (PageBytes - 1));
        if (!Joins(offset) || !TryPinPages(first, offset, PagesFor(offset, buffer.Length)))
        {
            handle.Dispose();
            return false;
        }

        if (_handleCount == _handles.Length)
        {
            Array.Resize(ref _handles, 2 * _handleCount);
        }

        _handles[_handleCount++] = handle;
        Added(offset, buffer.Length);
        return true;
    }

    private bool TryPinPages(byte* first, int offset, int pages)
    {
        Reserve(pages);
        int before = _pageCount;
        byte* page = first - offset;
        for (int index = 0; index < pages; index++, page += PageBytes)
        {
            // SAFETY: the first byte of the buffer or of the page, whichever is later, is part of the pinned buffer. Reading it brings
            // the page in; the nucleus has no shared zero page, so a page that was read is the one that will be written.
            Volatile.Read(ref *(index == 0 ? first : page));
            ulong frame = DmaServices.TryPin(page);
            if (frame == 0)
            {
                RemovePages(before);
                return false;
            }

            _frames[_pageCount++] = frame | IsPinned;
        }

        return true;
    }

    private static int PagesFor(int offset, int length) => (offset + length + PageBytes - 1) / PageBytes;

    private bool Joins(int offset) => _length == 0 || (offset == 0 && ((_offset + _length) & (PageBytes - 1)) == 0);

    private void Reserve(int pages)
    {
        if (_pageCount + pages > _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(_pageCount + pages, 2 * _frames.Length));
        }
    }

    private void Added(int offset, int length)
    {
        if (_length == 0)
        {
            _offset = offset;
        }

        _length += length;
    }

    private void RemovePages(int count)
    {
        while (_pageCount > count)
        {
            ulong frame = _frames[--_pageCount];
            if ((frame & IsPinned) != 0)
            {
                DmaServices.Unpin(frame & ~IsPinned);
            }
        }
    }
}
