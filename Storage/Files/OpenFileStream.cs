using System;
using System.IO;

namespace CosmosNvme.Storage;

/// <summary>An open file as a stream; unbuffered, so that the sizes of its reads and writes are those of the requests. For one thread at a time.</summary>
/// <param name="file">The file; disposed with the stream.</param>
public sealed class OpenFileStream(OpenFile file) : Stream
{
    private ulong _position;

    /// <inheritdoc/>
    public override bool CanRead => (file.Modes & FileAccessModes.Read) != 0;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => (file.Modes & FileAccessModes.Write) != 0;

    /// <inheritdoc/>
    public override long Length
    {
        get
        {
            FileStatus status = file.GetInformation(out FileInformation information);
            ThrowOnFailure(status);
            return (long)Math.Min(information.Length, long.MaxValue);
        }
    }

    /// <inheritdoc/>
    public override long Position
    {
        get => (long)_position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = (ulong)value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        FileStatus status = file.Read(_position, buffer.AsMemory(offset, count), out int read);
        ThrowOnFailure(status);
        _position += (uint)read;
        return read;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long start = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };
        long target = unchecked(start + offset);
        if (target < 0)
        {
            throw new IOException("Invalid argument");
        }

        Position = target;
        return target;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is held back here. What the file system holds back becomes durable when it is told to: OpenFile.Flush.
    }

    /// <inheritdoc/>
    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ThrowIfReader();
        ThrowOnFailure(file.SetLength((ulong)value));
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        ThrowIfReader();
        while (count > 0)
        {
            FileStatus status = file.Write(ref _position, buffer.AsMemory(offset, count), out int written);
            ThrowOnFailure(status);
            _position += (uint)written;
            offset += written;
            count -= written;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ThrowIfReader()
    {
        if (!CanWrite)
        {
            throw new NotSupportedException("This stream only reads.");
        }
    }

    private static void ThrowOnFailure(FileStatus status)
    {
        if (!status.IsSuccess)
        {
            throw new IOException(status.Message);
        }
    }
}
