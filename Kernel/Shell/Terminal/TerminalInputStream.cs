using System;
using System.IO;
using System.Text;
using System.Threading;

namespace CosmosNvme.Shell.Terminal;

/// <summary>
/// Standard input of a command at the keyboard: whole lines with editing; Ctrl-D on an empty line is the end of the stream, Ctrl-C
/// cancels the read.
/// </summary>
internal sealed class TerminalInputStream(LineEditor editor, CancellationToken interrupted) : Stream
{
    private byte[] _line = [];
    private int _position;
    private bool _ended;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position == _line.Length && !_ended)
        {
            (LineEnd end, string text) = editor.ReadLine(string.Empty, interrupted);
            _ended = end != LineEnd.Entered;
            _line = _ended ? [] : Encoding.UTF8.GetBytes(text + "\n");
            _position = 0;
        }

        int count = Math.Min(buffer.Length, _line.Length - _position);
        _line.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
