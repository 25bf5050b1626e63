using System;
using System.IO;

namespace CosmosNvme.Shell.Reports;

/// <summary>Passes lines on, and after each page of them waits for a line of input. A line that begins with q ends it.</summary>
internal sealed class PagingStream(Stream output, Stream input, int lines) : Stream
{
    private int _printed;

    /// <summary>True: whatever comes is dropped.</summary>
    internal bool IsEnded { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

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

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ReadOnlySpan<byte> rest = buffer.AsSpan(offset, count);
        while (!rest.IsEmpty && !IsEnded)
        {
            int end = rest.IndexOf((byte)'\n');
            int length = end < 0 ? rest.Length : end + 1;
            output.Write(rest[..length]);
            rest = rest[length..];
            if (end >= 0 && ++_printed == lines - 1)
            {
                _printed = 0;
                Pause();
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Pause()
    {
        output.Write("-- Enter: next page, q Enter: end --\n"u8);
        output.Flush();
        int first = input.ReadByte();
        for (int next = first; next is not ('\n' or '\r' or -1);)
        {
            next = input.ReadByte();
        }

        // Nobody is there to press a key: it all goes out.
        if (first == 'q')
        {
            throw new PagesEndedException();
        }
    }
}
