using System;
using System.IO;

namespace CosmosNvme.Storage;

/// <summary>An open file as a stream; unbuffered, so that the sizes of its reads are those of the requests. For one thread at a time.</summary>
/// <param name="file">The file; disposed with the stream.</param>
public sealed class OpenFileStream(OpenFile file) : Stream
{
    private ulong _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

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
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("This stream only reads.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only reads.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void ThrowOnFailure(FileStatus status)
    {
        if (!status.IsSuccess)
        {
            throw new IOException(status.Message);
        }
    }
}
