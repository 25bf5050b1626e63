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

    // Pinning an array means to put it into a handle of this object; the handles are made once and stay.
    private GCHandle[] _arrays = [GCHandle.Alloc(null, GCHandleType.Pinned)];
    private MemoryHandle[] _foreign = [];
    private ulong[] _frames = new ulong[2];
    private int _arrayCount;
    private int _foreignCount;
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
        if (MemoryMarshal.TryGetMemoryManager(buffer, out DmaBlockMemory? block, out int start, out int length))
        {
            return TryAppendKnown(block.Physical + (ulong)start, length);
        }

        return MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> array) ? TryAppendArray(array) : TryAppendForeign(buffer);
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        RemovePages(0);
        while (_arrayCount > 0)
        {
            _arrays[--_arrayCount].Target = null;
        }

        if (_foreignCount > 0)
        {
            LetGoOfForeign();
        }

        _offset = 0;
        _length = 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Clear();
            foreach (GCHandle handle in _arrays)
            {
                handle.Free();
            }

            _arrays = [];
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

    private bool TryAppendArray(ArraySegment<byte> array)
    {
        if (_arrayCount == _arrays.Length)
        {
            AddHandles();
        }

        _arrays[_arrayCount++].Target = array.Array;

        // SAFETY: the array does not move any more, and the segment lies inside it.
        byte* first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array.Array!)) + array.Offset;
        if (!TryAppendPinned(first, array.Count))
        {
            _arrays[--_arrayCount].Target = null;
            return false;
        }

        return true;
    }

    // Memory of a manager that somebody else wrote: pinned in its own way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAppendForeign(ReadOnlyMemory<byte> buffer)
    {
        MemoryHandle handle = buffer.Pin();
        if (!TryAppendPinned((byte*)handle.Pointer, buffer.Length))
        {
            handle.Dispose();
            return false;
        }

        if (_foreignCount == _foreign.Length)
        {
            Array.Resize(ref _foreign, _foreignCount + 1);
        }

        _foreign[_foreignCount++] = handle;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LetGoOfForeign()
    {
        while (_foreignCount > 0)
        {
            _foreign[--_foreignCount].Dispose();
        }
    }

    private bool TryAppendPinned(byte* first, int length)
    {
        int offset = (int)((ulong)first & (PageBytes - 1));
        if (!Joins(offset) || !TryPinPages(first, offset, PagesFor(offset, length)))
        {
            return false;
        }

        Added(offset, length);
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
            AddFrames(pages);
        }
    }

    // The first request of its length; later ones find room.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddFrames(int pages) => Array.Resize(ref _frames, Math.Max(_pageCount + pages, 2 * _frames.Length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddHandles()
    {
        Array.Resize(ref _arrays, Math.Max(2 * _arrayCount, 1));
        for (int index = _arrayCount; index < _arrays.Length; index++)
        {
            _arrays[index] = GCHandle.Alloc(null, GCHandleType.Pinned);
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
