using System;
using System.Collections.Generic;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Renames files and directories, or moves them.</summary>
internal sealed class MvCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "mv";

    /// <inheritdoc/>
    internal override string Summary => "Rename or move files and directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-n] [-v] SOURCE... TARGET";

    /// <inheritdoc/>
    internal override string Details =>
        "  -n  leave what is there\n" +
        "  -v  say what is moved\n" +
        "Within a file system in one step; to another one by copying and removing.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool replaces = true;
        bool verbose = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            replaces &= option is not ("-n" or "--no-clobber");
            verbose |= option is "-v" or "--verbose";
            if (option is not ("-n" or "--no-clobber" or "-v" or "--verbose" or "-f" or "--force"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        (IReadOnlyList<string> sources, Func<string, string> targetOf) = SplitOperands(context, options.Operands);
        return ForEach(context, sources, source =>
        {
            string target = targetOf(source);
            if (!replaces && Find(context, target, follow: false) is not null)
            {
                return;
            }

            Move(context, source, target);
            if (verbose)
            {
                context.Output.WriteLine($"renamed '{source}' -> '{target}'");
            }
        });
    }

    private static void Move(CommandContext context, string source, string target)
    {
        Stat(context, source, follow: false);
        FileStatus status = context.Storage.Files.Rename(source, target, replace: true);
        if (status.Error == FileError.CrossDevice && Find(context, target, follow: false)?.Kind is not (FileKind.BlockDevice or FileKind.Directory))
        {
            new FileCopier(context) { IsRecursive = true, KeepsTimes = true }.Copy(source, target);
            RemoveTree(context, source);
            return;
        }

        Check(status, $"cannot move '{source}' to '{target}'");
    }
}
