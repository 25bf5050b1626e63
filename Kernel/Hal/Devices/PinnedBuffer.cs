using System;
using System.Buffers;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>
/// A caller's buffer for a device: pinned against the collector, its pages touched, and their frames pinned against being given to
/// somebody else whatever happens to the mapping.
/// </summary>
internal sealed unsafe class PinnedBuffer : DmaMapping
{
    private readonly MemoryHandle _handle;
    private readonly ulong[] _frames;
    private readonly int _offset;
    private readonly int _length;
    private bool _disposed;

    internal PinnedBuffer(ReadOnlyMemory<byte> buffer)
    {
        _length = buffer.Length;
        _handle = buffer.Pin();
        byte* first = (byte*)_handle.Pointer;
        _offset = (int)((ulong)first & (PageBytes - 1));
        _frames = new ulong[(_offset + _length + PageBytes - 1) / PageBytes];
        byte* page = first - _offset;
        for (int index = 0; index < _frames.Length; index++, page += PageBytes)
        {
            // SAFETY: the first byte of the buffer or of the page, whichever is later, is part of the pinned buffer. Reading it brings
            // the page in; the nucleus has no shared zero page, so a page that was read is the one that will be written.
            Volatile.Read(ref *(index == 0 ? first : page));
            _frames[index] = DmaServices.TryPin(page);
            if (_frames[index] == 0)
            {
                Unpin(index);
                _handle.Dispose();
                throw new InvalidOperationException($"Page {index} of a buffer of {_length} bytes is not memory that a device can reach.");
            }
        }
    }

    /// <inheritdoc/>
    public override int Length => _length;

    /// <inheritdoc/>
    public override int FirstPageOffset => _offset;

    /// <inheritdoc/>
    public override int PageCount => _frames.Length;

    /// <inheritdoc/>
    public override DeviceAddress PageAddress(int page) => new(_frames[page]);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Unpin(_frames.Length);
            _handle.Dispose();
        }
    }

    private void Unpin(int count)
    {
        for (int index = 0; index < count; index++)
        {
            DmaServices.Unpin(_frames[index]);
        }
    }
}
