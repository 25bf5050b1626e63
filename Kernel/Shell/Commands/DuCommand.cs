using System.Collections.Generic;
using System.Globalization;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Shows what files and directories take on their file system.</summary>
internal sealed class DuCommand : FileCommand
{
    private const ulong Kibibyte = 1024;

    /// <inheritdoc/>
    internal override string Name => "du";

    /// <inheritdoc/>
    internal override string Summary => "Show what directories take";

    /// <inheritdoc/>
    internal override string Arguments => "[-a] [-b] [-h] [-s] [-c] [PATH]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -a  files too\n" +
        "  -b  bytes in files, else KiB that they take\n" +
        "  -h  sizes for people\n" +
        "  -s  only what is named\n" +
        "  -c  the sum at the end\n" +
        "Without a path, the working directory. Directories that something else is mounted on are left out.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        Settings settings = default;
        bool total = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            total |= option is "-c" or "--total";
            settings = option switch
            {
                "-a" or "--all" => settings with { Files = true },
                "-b" or "--bytes" => settings with { Bytes = true },
                "-h" or "--human-readable" => settings with { Human = true },
                "-s" or "--summarize" => settings with { Summary = true },
                "-c" or "--total" or "-k" => settings,
                _ => throw OptionReader.Unknown(option),
            };
        }

        ulong sum = 0;
        IReadOnlyList<string> paths = options.Operands.Count == 0 ? ["."] : options.Operands;
        int status = ForEach(context, paths, path =>
        {
            using OpenFile file = OpenAny(context, path);
            ulong size = Measure(context, path, file, file.Mount, settings, 0);
            if (settings.Summary || file.Kind != FileKind.Directory)
            {
                Print(context, size, path, settings);
            }

            sum += size;
        });
        if (total)
        {
            Print(context, sum, "total", settings);
        }

        return status;
    }

    private static ulong Measure(CommandContext context, string path, OpenFile file, Mount mount, Settings settings, int depth)
    {
        context.Interrupted.ThrowIfCancellationRequested();
        Check(file.GetInformation(out FileInformation information), $"cannot access '{path}'");
        ulong size = settings.Bytes ? information.Length : information.AllocatedBytes;
        if (file.Kind != FileKind.Directory)
        {
            return size;
        }

        foreach (FileNode child in depth > MostDepth ? [] : List(context, path))
        {
            string childPath = Join(path, child.Name);
            using OpenFile childFile = OpenAny(context, childPath);
            if (childFile.Mount != mount)
            {
                continue;
            }

            ulong childSize = Measure(context, childPath, childFile, mount, settings, depth + 1);
            size += childSize;
            if (settings.Files && !settings.Summary && childFile.Kind != FileKind.Directory)
            {
                Print(context, childSize, childPath, settings);
            }
        }

        if (!settings.Summary)
        {
            Print(context, size, path, settings);
        }

        return size;
    }

    private static OpenFile OpenAny(CommandContext context, string path)
    {
        Check(context.Storage.Files.Open(path, FileAccessModes.NoFollow, 0, out OpenFile? file), $"cannot access '{path}'");
        return file!;
    }

    private static void Print(CommandContext context, ulong size, string path, Settings settings)
    {
        string text = settings.Human ? SizeText.Human(size) : (settings.Bytes ? size : (size + Kibibyte - 1) / Kibibyte).ToString(CultureInfo.InvariantCulture);
        context.Output.WriteLine($"{text}\t{path}");
    }

    private readonly record struct Settings(bool Files, bool Bytes, bool Human, bool Summary);
}
