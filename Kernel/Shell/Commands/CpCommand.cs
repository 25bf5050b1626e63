using System;
using System.Collections.Generic;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Copies files and directories.</summary>
internal sealed class CpCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "cp";

    /// <inheritdoc/>
    internal override string Summary => "Copy files and directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-r] [-p] [-n] [-v] SOURCE... TARGET";

    /// <inheritdoc/>
    internal override string Details =>
        "  -r, -R, -a  directories too, with all that is in them; symbolic links as links\n" +
        "  -p, -a      with times and permissions\n" +
        "  -n          leave what is there\n" +
        "  -v          say what is copied\n" +
        "Block devices are not copied to: use dd.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool recursive = false;
        bool keeps = false;
        bool replaces = true;
        bool verbose = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            recursive |= option is "-r" or "-R" or "--recursive" or "-a" or "--archive";
            keeps |= option is "-p" or "-a" or "--archive" or "--preserve";
            replaces &= option is not ("-n" or "--no-clobber");
            verbose |= option is "-v" or "--verbose";
            if (option is not ("-r" or "-R" or "--recursive" or "-a" or "--archive" or "-p" or "--preserve" or "-n" or "--no-clobber" or "-v" or "--verbose" or "-f" or "--force"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        (IReadOnlyList<string> sources, Func<string, string> targetOf) = SplitOperands(context, options.Operands);
        FileCopier copier = new(context)
        {
            IsRecursive = recursive,
            KeepsTimes = keeps,
            Copied = verbose ? (from, to) => context.Output.WriteLine($"'{from}' -> '{to}'") : null,
        };
        return ForEach(context, sources, source =>
        {
            string target = targetOf(source);
            FileKind? kind = Find(context, target)?.Kind;
            if (kind == FileKind.BlockDevice)
            {
                throw new CommandFailedException($"'{target}' is a block device; write to it with 'dd of={target}'");
            }

            if (kind is null || replaces)
            {
                copier.Copy(source, target);
            }
        });
    }
}
