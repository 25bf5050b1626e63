using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists directories as ls(1) does when it does not write to a terminal: one name a line, in the order of the bytes.</summary>
internal sealed class LsCommand : ShellCommand
{
    /// <inheritdoc/>
    internal override string Name => "ls";

    /// <inheritdoc/>
    internal override string Summary => "List directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-a] [-l] [-R] [-d] [PATH]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -a    names that begin with a dot too\n" +
        "  -d    directories themselves, not what is in them\n" +
        "  -l    kind and permissions, links, owner, group, bytes, time of the last change (UTC)\n" +
        "  -R    directories in directories too\n" +
        "Without a path, the working directory.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        LsOptions settings = default;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            settings = option switch
            {
                "-a" or "--all" => settings with { All = true },
                "-l" => settings with { Long = true },
                "-R" or "--recursive" => settings with { Recursive = true },
                "-d" or "--directory" => settings with { DirectoriesThemselves = true },
                "-1" => settings,
                _ => throw OptionReader.Unknown(option),
            };
        }

        int status = 0;
        List<LsItem> files = [];
        List<string> directories = [];
        IReadOnlyList<string> paths = options.Operands.Count == 0 ? ["."] : options.Operands;
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            FileStatus opened = context.Storage.Files.Open(path, out OpenFile? file);
            if (file is null)
            {
                context.Complain($"{Name}: cannot access '{path}': {opened.Message}");
                status = ExitStatus.Usage;
                continue;
            }

            using (file)
            {
                if (file.Kind == FileKind.Directory && !settings.DirectoriesThemselves)
                {
                    directories.Add(path);
                }
                else
                {
                    files.Add(Describe(file, path));
                }
            }
        }

        LsPrinter.Print(context.Output, files, settings, DateTime.UtcNow);
        bool isFirst = files.Count == 0;
        bool withHeading = settings.Recursive || paths.Count > 1;
        foreach (string path in directories)
        {
            status = Math.Max(status, List(context, path, settings, withHeading, ref isFirst));
        }

        return status;
    }

    private int List(CommandContext context, string path, LsOptions settings, bool withHeading, ref bool isFirst)
    {
        context.Interrupted.ThrowIfCancellationRequested();
        if (withHeading)
        {
            context.Output.Write($"{(isFirst ? string.Empty : "\n")}{path}:\n");
        }

        isFirst = false;
        FileStatus status = context.Storage.Files.Open(path, out OpenFile? directory);
        if (directory is null)
        {
            context.Complain($"{Name}: cannot open directory '{path}': {status.Message}");
            return ExitStatus.Failed;
        }

        List<LsItem> items = [];
        List<FileNode> children = [];
        using (directory)
        {
            status = directory.List(children);
            if (settings.All)
            {
                items.Add(Describe(directory, "."));
                items.Add(DescribeParent(context, directory));
            }
        }

        foreach (FileNode child in children)
        {
            if (settings.All || child.Name[0] != '.')
            {
                items.Add(DescribeChild(context, child, Join(path, child.Name)));
            }
        }

        items.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        if (settings.Long)
        {
            ulong kibibytes = items.Aggregate(0UL, (sum, item) => sum + item.Information.AllocatedBytes) / 1024;
            context.Output.WriteLine($"total {kibibytes}");
        }

        LsPrinter.Print(context.Output, items, settings, DateTime.UtcNow);
        int result = 0;
        if (!status.IsSuccess)
        {
            context.Complain($"{Name}: reading directory '{path}': {status.Message}");
            result = ExitStatus.Failed;
        }

        if (settings.Recursive)
        {
            foreach (LsItem item in items.Where(item => item.Information.Kind == FileKind.Directory && item.Name is not ("." or "..")))
            {
                result = Math.Max(result, Descend(context, Join(path, item.Name), settings, ref isFirst));
            }
        }

        return result;
    }

    // A damaged volume may have a directory that contains itself; paths have an end as on Linux.
    private int Descend(CommandContext context, string path, LsOptions settings, ref bool isFirst)
    {
        const int MaximumDepth = 128;
        if (path.AsSpan().Count('/') <= MaximumDepth)
        {
            return List(context, path, settings, withHeading: true, ref isFirst);
        }

        context.Complain($"{Name}: '{path}': more than {MaximumDepth} directories inside each other are not listed");
        return ExitStatus.Failed;
    }

    private static string Join(string path, string name) => path.EndsWith('/') ? path + name : $"{path}/{name}";

    private static LsItem DescribeParent(CommandContext context, OpenFile directory)
    {
        context.Storage.Files.Open(directory.Path + "/..", out OpenFile? parent);
        using OpenFile file = parent ?? throw new CommandFailedException($"cannot access '{directory.Path}/..'");
        return Describe(file, "..");
    }

    // Through the path, so that a directory that something is mounted on shows as what is mounted.
    private static LsItem DescribeChild(CommandContext context, FileNode child, string path)
    {
        if (child.Kind == FileKind.Directory && context.Storage.Files.Open(path, out OpenFile? file).IsSuccess)
        {
            using (file)
            {
                return Describe(file!, child.Name);
            }
        }

        child.GetInformation(out FileInformation information);
        return new LsItem(child.Name, information, child.ReadLink(out string target).IsSuccess ? target : null);
    }

    private static LsItem Describe(OpenFile file, string name)
    {
        // A directory whose clusters are damaged still has a name; what is known of it is shown.
        file.GetInformation(out FileInformation information);
        return new LsItem(name, information);
    }
}
