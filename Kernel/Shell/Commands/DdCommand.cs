using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Copies pieces of files and block devices.</summary>
internal sealed class DdCommand : FileCommand
{
    private const long DefaultBlock = 512;
    private const long MostBlock = 256 << 20;

    /// <inheritdoc/>
    internal override string Name => "dd";

    /// <inheritdoc/>
    internal override string Summary => "Copy pieces of files and block devices";

    /// <inheritdoc/>
    internal override string Arguments => "[--force] if=FILE of=FILE [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc,fsync] [iflag=direct] [oflag=direct,dsync] [status=none]";

    /// <inheritdoc/>
    internal override string Details =>
        "  if=, of=       what is read and what is written; without, standard input and output\n" +
        "  bs=N           bytes of a block: 512, 4K, 1M ...\n" +
        "  count=N        so many blocks, else all\n" +
        "  skip=, seek=   leave out so many blocks of the input, of the output\n" +
        "  conv=notrunc   keep what is behind the piece in the output file\n" +
        "  conv=fsync     make it durable before the end\n" +
        "  iflag=direct   read past the cache, in blocks that the device can have\n" +
        "  oflag=direct   write past the cache\n" +
        "  oflag=dsync    make each block durable before the next; sync: times and length as well\n" +
        "  oflag=append   write behind the end\n" +
        "  status=none    print no counts\n" +
        "  --force        write to a block device although it holds partitions or a file system";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["bs"] = "512" };
        bool forced = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            forced = option == "--force" ? true : throw OptionReader.Unknown(option);
        }

        foreach (string operand in options.Operands)
        {
            string[] parts = operand.Split('=', 2);
            if (parts.Length < 2 || parts[0] is not ("if" or "of" or "bs" or "count" or "skip" or "seek" or "conv" or "iflag" or "oflag" or "status"))
            {
                throw new UsageException($"'{operand}' is not understood");
            }

            values[parts[0]] = parts[1];
        }

        long block = Number(values, "bs", DefaultBlock);
        if (block is 0 or > MostBlock)
        {
            throw new UsageException($"a block of {block} bytes is not possible; it may have 1 to {MostBlock}");
        }

        string[] conversions = List(values, "conv");
        if (Array.Find(conversions, name => name is not ("notrunc" or "fsync" or "fdatasync")) is string unknown)
        {
            throw new UsageException($"there is no conversion '{unknown}'; there are notrunc and fsync");
        }

        Piece piece = new(block, Number(values, "count", long.MaxValue), Number(values, "skip", 0), Number(values, "seek", 0));
        using InputFile input = InputFile.Open(context, values.GetValueOrDefault("if", "-"), FileAccessModes.Read | Flags(values, "iflag"));
        using OpenFile? output = values.TryGetValue("of", out string? path) ? OpenOutput(context, path, Flags(values, "oflag"), forced) : null;
        bool truncates = output?.Kind == FileKind.File && Array.IndexOf(conversions, "notrunc") < 0;
        Copy(context, input, output, path ?? string.Empty, piece, truncates, isQuiet: values.GetValueOrDefault("status") == "none");
        if (output is not null && (Array.IndexOf(conversions, "fsync") >= 0 || Array.IndexOf(conversions, "fdatasync") >= 0))
        {
            Check(output.Flush(dataOnly: false), $"fsync failed for '{path}'");
        }

        return 0;
    }

    private static string[] List(Dictionary<string, string> values, string key) => values.GetValueOrDefault(key, string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static FileAccessModes Flags(Dictionary<string, string> values, string key)
    {
        FileAccessModes modes = FileAccessModes.None;
        foreach (string flag in List(values, key))
        {
            modes |= flag switch
            {
                "direct" => FileAccessModes.Direct,
                "dsync" when key == "oflag" => FileAccessModes.DataSynchronous,
                "sync" when key == "oflag" => FileAccessModes.Synchronous,
                "append" when key == "oflag" => FileAccessModes.Append,
                _ => throw new UsageException($"there is no {key} '{flag}'"),
            };
        }

        return modes;
    }

    private static long Number(Dictionary<string, string> values, string key, long missing)
    {
        if (!values.TryGetValue(key, out string? text))
        {
            return missing;
        }

        OptionReader reader = new([$"--{key}={text}"]);
        reader.Next();
        return reader.Number();
    }

    private static OpenFile OpenOutput(CommandContext context, string path, FileAccessModes flags, bool forced)
    {
        if (Find(context, path)?.Kind == FileKind.BlockDevice && !forced)
        {
            RefuseContent(context, path);
        }

        return Open(context, path, FileAccessModes.Write | FileAccessModes.Create | flags);
    }

    // Writing to the wrong disk cannot be undone.
    private static void RefuseContent(CommandContext context, string path)
    {
        context.Storage.Files.FindBlockDevice(path, out IBlockDevice? device);
        if (device is null)
        {
            return;
        }

        int partitions = context.Storage.Devices.PartitionsOf(device).Count;
        string? held = partitions > 0 ? $"{partitions} {(partitions == 1 ? "partition" : "partitions")}"
            : FileSystemProbe.Identify(device, out FileSystemIdentity? identity).IsSuccess && identity is not null ? $"a file system of type {identity.TypeName}"
            : null;
        if (held is not null)
        {
            throw new CommandFailedException($"{path} holds {held}, which this would overwrite; if that is meant, say --force");
        }
    }

    private static void Copy(CommandContext context, InputFile input, OpenFile? output, string path, Piece piece, bool truncates, bool isQuiet)
    {
        long started = Stopwatch.GetTimestamp();
        byte[] buffer = new byte[piece.Block];
        input.Skip(checked(piece.Skip * piece.Block));
        ulong offset = checked((ulong)(piece.Seek * piece.Block));
        if (truncates)
        {
            Check(output!.SetLength(offset), $"failed to truncate '{path}'");
        }

        (long whole, long partial, long bytes) = (0, 0, 0);
        for (long i = 0; i < piece.Count; i++)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            int count = input.Fill(buffer, buffer.Length);
            if (count == 0)
            {
                break;
            }

            if (output is null)
            {
                context.WriteBytes(buffer.AsSpan(0, count));
            }
            else
            {
                // The rest of a file is no whole block: as GNU's, it goes by the cache.
                Check(count == buffer.Length ? FileStatus.Success : output.Change((output.Modes & FileAccessModes.Append) != 0, direct: false), $"error writing '{path}'");
                Write(output, path, ref offset, buffer.AsMemory(0, count));
            }

            bytes += count;
            whole += count == buffer.Length ? 1 : 0;
            partial += count == buffer.Length ? 0 : 1;
        }

        if (!isQuiet)
        {
            double seconds = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-6);
            context.Complain(string.Create(
                CultureInfo.InvariantCulture,
                $"{whole}+{partial} records in\n{whole}+{partial} records out\n{bytes} bytes copied, {seconds:F3} s, {SizeText.Human((ulong)(bytes / seconds))}B/s"));
        }
    }

    private static void Write(OpenFile output, string path, ref ulong offset, ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            Check(output.Write(ref offset, data, out int written), $"error writing '{path}'");
            offset += (ulong)written;
            data = data[written..];
        }
    }

    private readonly record struct Piece(long Block, long Count, long Skip, long Seek);
}
