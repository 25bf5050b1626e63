using System;
using System.IO;
using System.Threading;

namespace CosmosNvme.Shell;

/// <summary>What one command of a pipeline writes and the next one reads. One thread writes, another reads; each waits for the other.</summary>
internal sealed class PipeStream : Stream
{
    private const int Capacity = 64 * 1024;

    private readonly object _lock = new();
    private readonly byte[] _ring = new byte[Capacity];
    private int _start;
    private int _count;
    private bool _isWriterClosed;
    private bool _isReaderClosed;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Nothing more will be written: the reader meets the end.</summary>
    internal void CloseWriter()
    {
        lock (_lock)
        {
            _isWriterClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Nothing more will be read: writing fails.</summary>
    internal void CloseReader()
    {
        lock (_lock)
        {
            _isReaderClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        lock (_lock)
        {
            while (_count == 0 && !_isWriterClosed)
            {
                Monitor.Wait(_lock);
            }

            int read = Math.Min(Math.Min(count, _count), Capacity - _start);
            _ring.AsSpan(_start, read).CopyTo(buffer.AsSpan(offset));
            _start = (_start + read) % Capacity;
            _count -= read;
            Monitor.PulseAll(_lock);
            return read;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        lock (_lock)
        {
            while (count > 0)
            {
                while (_count == Capacity && !_isReaderClosed)
                {
                    Monitor.Wait(_lock);
                }

                if (_isReaderClosed)
                {
                    throw new PipeClosedException();
                }

                int end = (_start + _count) % Capacity;
                int written = Math.Min(Math.Min(count, Capacity - _count), Capacity - end);
                buffer.AsSpan(offset, written).CopyTo(_ring.AsSpan(end));
                _count += written;
                offset += written;
                count -= written;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
