using System;
using System.IO;

namespace CosmosNvme.Shell.Commands;

/// <summary>A file, device or standard input that a command reads from beginning to end.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly string _name;
    private readonly Stream _stream;
    private readonly bool _isOwned;

    private InputFile(string name, Stream stream, bool isOwned)
    {
        _name = name;
        _stream = stream;
        _isOwned = isOwned;
    }

    /// <summary>Opens a file; <c>-</c> is the command's standard input.</summary>
    /// <exception cref="CommandFailedException">It cannot be opened.</exception>
    internal static InputFile Open(CommandContext context, string name)
    {
        if (name == "-")
        {
            return new InputFile(name, context.Input, isOwned: false);
        }

        try
        {
            // No buffer of its own: callers read large pieces, and a device must see their sizes.
            return new InputFile(name, new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), isOwned: true);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{name}: {FileErrors.Describe(exception)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwned)
        {
            _stream.Dispose();
        }
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end.</returns>
    internal int Fill(Span<byte> buffer)
    {
        try
        {
            return _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{_name}: {FileErrors.Describe(exception)}");
        }
    }

    /// <summary>Goes forward by so many bytes, by seeking where the file can.</summary>
    internal void Skip(long count)
    {
        if (count == 0)
        {
            return;
        }

        if (_stream.CanSeek)
        {
            _stream.Seek(count, SeekOrigin.Current);
            return;
        }

        byte[] scratch = new byte[(int)Math.Min(count, 65536)];
        while (count > 0)
        {
            int read = Fill(scratch.AsSpan(0, (int)Math.Min(count, scratch.Length)));
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }
}
