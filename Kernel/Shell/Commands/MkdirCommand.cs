using System;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Makes directories.</summary>
internal sealed class MkdirCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "mkdir";

    /// <inheritdoc/>
    internal override string Summary => "Make directories";

    /// <inheritdoc/>
    internal override string Arguments => "[-p] [-v] DIRECTORY...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -p  those above it too; one that is there is no failure\n" +
        "  -v  say what is made";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        bool parents = false;
        bool verbose = false;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            parents |= option is "-p" or "--parents";
            verbose |= option is "-v" or "--verbose";
            if (option is not ("-p" or "--parents" or "-v" or "--verbose"))
            {
                throw OptionReader.Unknown(option);
            }
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say which directory");
        }

        return ForEach(context, options.Operands, path =>
        {
            if (!parents)
            {
                Make(context, path, verbose);
                return;
            }

            for (int slash = path.IndexOf('/', Math.Min(1, path.Length)); slash > 0; slash = slash + 1 < path.Length ? path.IndexOf('/', slash + 1) : -1)
            {
                MakeMissing(context, path[..slash], verbose);
            }

            MakeMissing(context, path, verbose);
        });
    }

    private static void MakeMissing(CommandContext context, string path, bool verbose)
    {
        if (Find(context, path)?.Kind != FileKind.Directory)
        {
            Make(context, path, verbose);
        }
    }

    private static void Make(CommandContext context, string path, bool verbose)
    {
        Check(context.Storage.Files.CreateDirectory(path), $"cannot create directory '{path}'");
        if (verbose)
        {
            context.Output.WriteLine($"created directory '{path}'");
        }
    }
}
