using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Shell.Parsing;
using CosmosNvme.Shell.Terminal;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell;

/// <summary>Input, output and error stream of one command, redirected as its text says; closes the files behind it.</summary>
internal sealed class CommandStreams : IDisposable
{
    private const int FilePermissions = 0b110_100_100;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<Stream> _files = [];

    private readonly StorageStack? _storage;

    /// <summary>Connects errors to the terminal, and output to it or to a pipe.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="storage">Where files of redirections are; null if the kernel has none.</param>
    /// <param name="input">The pipe that is standard input; null if there is none.</param>
    /// <param name="output">The pipe that is standard output; null if there is none.</param>
    internal CommandStreams(ITerminal terminal, StorageStack? storage, Stream? input, Stream? output)
    {
        _storage = storage;
        Input = input;
        Output = WriterOf(output ?? new TerminalOutputStream(terminal));
        Error = WriterOf(new TerminalOutputStream(terminal));
        Error.AutoFlush = true;
    }

    /// <summary>The file that stands for standard input; null if it is not redirected.</summary>
    internal Stream? Input { get; private set; }

    /// <summary>Standard output.</summary>
    internal StreamWriter Output { get; private set; }

    /// <summary>Messages about failures; unbuffered.</summary>
    internal StreamWriter Error { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Flush();
        foreach (Stream file in _files)
        {
            file.Dispose();
        }
    }

    /// <summary>Opens the files of a command's redirections, from left to right.</summary>
    /// <exception cref="CommandFailedException">One of them cannot be opened.</exception>
    internal void Redirect(IReadOnlyList<Redirection> redirections, int lastStatus)
    {
        foreach (Redirection redirection in redirections)
        {
            Stream file = Open(redirection.Target.Expand(lastStatus), redirection.Kind);
            _files.Add(file);
            switch (redirection.Descriptor)
            {
                case 0:
                    Input = file;
                    break;
                case 1:
                    Output = WriterOf(file);
                    break;
                default:
                    Error = WriterOf(file);
                    Error.AutoFlush = true;
                    break;
            }
        }
    }

    private Stream Open(string path, RedirectionKind kind)
    {
        if (path == "/dev/null")
        {
            return Stream.Null;
        }

        // The stack's files first; what it does not know may be one of the nucleus's own.
        string verb = kind == RedirectionKind.Read ? "open" : "create";
        if (_storage is not null)
        {
            FileStatus status = _storage.Files.Open(path, ModesOf(kind), FilePermissions, out OpenFile? file);
            if (file is not null)
            {
                return new OpenFileStream(file);
            }

            if (kind != RedirectionKind.Read || status.Error != FileError.NoEntry)
            {
                throw new CommandFailedException($"cannot {verb} {path}: {status.Message}");
            }
        }

        try
        {
            // No buffer of their own: an error must show in a write or flush of the command, not when the file is closed.
            return kind switch
            {
                RedirectionKind.Read => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0),
                RedirectionKind.Append => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
                _ => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
            };
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"cannot {verb} {path}: {FileErrors.Describe(exception)}");
        }
    }

    private static FileAccessModes ModesOf(RedirectionKind kind) => kind switch
    {
        RedirectionKind.Read => FileAccessModes.Read,
        RedirectionKind.Append => FileAccessModes.Write | FileAccessModes.Create | FileAccessModes.Append,
        _ => FileAccessModes.Write | FileAccessModes.Create | FileAccessModes.Truncate,
    };

    private static StreamWriter WriterOf(Stream stream) => new(stream, s_utf8, bufferSize: 4096) { NewLine = "\n" };
}
