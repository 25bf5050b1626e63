using System;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Removes files and directories.</summary>
internal sealed class RmCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "rm";

    /// <inheritdoc/>
    internal override string Summary => "Remove files and directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-r] [-f] [-d] [-v] PATH...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -r, -R  directories too, with all that is in them\n" +
        "  -d      empty directories too\n" +
        "  -f      what is not there is no failure\n" +
        "  -v      say what is removed";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool recursive = false;
        bool directories = false;
        bool forced = false;
        bool verbose = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            recursive |= option is "-r" or "-R" or "--recursive";
            directories |= option is "-d" or "--dir";
            forced |= option is "-f" or "--force";
            verbose |= option is "-v" or "--verbose";
            if (option is not ("-r" or "-R" or "--recursive" or "-d" or "--dir" or "-f" or "--force" or "-v" or "--verbose"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count == 0 && !forced)
        {
            throw new UsageException("say what is to be removed");
        }

        Action<string, bool>? told = verbose ? (path, isDirectory) => context.Output.WriteLine($"removed {(isDirectory ? "directory " : string.Empty)}'{path}'") : null;
        return ForEach(context, options.Operands, path =>
        {
            FileKind? kind = Find(context, path, follow: false)?.Kind;
            if (kind is null)
            {
                Check(forced ? FileStatus.Success : FileStatus.Of(FileError.NoEntry), $"cannot remove '{path}'");
            }
            else if (kind == FileKind.Directory && recursive)
            {
                Refuse(path);
                RemoveTree(context, path, told);
            }
            else
            {
                bool isDirectory = directories && kind == FileKind.Directory;
                Check(context.Storage.Files.Remove(path, isDirectory), $"cannot remove '{path}'");
                told?.Invoke(path, isDirectory);
            }
        });
    }

    private static void Refuse(string path)
    {
        if (path.Trim('/').Length == 0 || NameOf(path) is "." or "..")
        {
            throw new CommandFailedException($"refusing to remove '{path}'");
        }
    }
}
