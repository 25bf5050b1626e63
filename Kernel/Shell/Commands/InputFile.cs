using System;
using System.IO;
using CosmosNvme.Storage;

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
    internal static InputFile Open(CommandContext context, string name, FileAccessModes modes = FileAccessModes.Read)
    {
        if (name == "-")
        {
            return new InputFile(name, context.Input, isOwned: false);
        }

        // The stack's files first; what it does not know may be one of the nucleus's own, like /proc/self/maps.
        if (context.Session.Services.Storage is StorageStack storage)
        {
            FileStatus status = storage.Files.Open(name, modes, 0, out OpenFile? file);
            if (file is not null)
            {
                return OfFile(name, file);
            }

            if (status.Error != FileError.NoEntry)
            {
                throw new CommandFailedException($"{name}: {status.Message}");
            }
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

    /// <summary>True if going forward costs nothing.</summary>
    internal bool CanSeek => _stream.CanSeek;

    /// <summary>Reads until the buffer's beginning is full or the file ends.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end.</returns>
    internal int Fill(byte[] buffer, int count)
    {
        try
        {
            int filled = 0;
            int read;
            while (filled < count && (read = _stream.Read(buffer, filled, count - filled)) > 0)
            {
                filled += read;
            }

            return filled;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{_name}: {FileErrors.Describe(exception)}");
        }
    }

    /// <summary>Reads what there is at the moment, once.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    internal int ReadSome(byte[] buffer)
    {
        try
        {
            return _stream.Read(buffer, 0, buffer.Length);
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
            int read = Fill(scratch, (int)Math.Min(count, scratch.Length));
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }

    private static InputFile OfFile(string name, OpenFile file)
    {
        if (file.Kind == FileKind.Directory)
        {
            file.Dispose();
            throw new CommandFailedException($"{name}: {FileStatus.Of(FileError.IsADirectory).Message}");
        }

        return new InputFile(name, new OpenFileStream(file), isOwned: true);
    }
}
