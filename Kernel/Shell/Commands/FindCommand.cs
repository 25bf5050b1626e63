using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO.Enumeration;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lists what is in directories and all below, with conditions.</summary>
internal sealed class FindCommand : FileCommand
{
    /// <inheritdoc/>
    internal override string Name => "find";

    /// <inheritdoc/>
    internal override string Summary => "List directories and all below";

    /// <inheritdoc/>
    internal override string Arguments => "[PATH]... [-name PATTERN] [-iname PATTERN] [-type f|d|l|b|c] [-size [+-]N[ckMG]] [-maxdepth N] [-delete]";

    /// <inheritdoc/>
    internal override string Details =>
        "  -name PATTERN   names like this, with * and ?\n" +
        "  -iname PATTERN  the same, capitals and small letters alike\n" +
        "  -type T         files, directories, symbolic links, block or character devices\n" +
        "  -size N         of so many blocks of 512 bytes, or bytes (c), KiB, MiB, GiB, rounded up; + more than, - less than\n" +
        "  -maxdepth N     no deeper than so many directories below the path\n" +
        "  -delete         remove what is found instead of printing it";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        List<string> paths = [];
        List<Func<string, FileInformation, bool>> conditions = [];
        int depth = MostDepth;
        bool deletes = false;
        for (int i = 0; i < context.Arguments.Count; i++)
        {
            string argument = context.Arguments[i];
            if (!argument.StartsWith('-'))
            {
                paths.Add(argument);
                continue;
            }

            string Value() => i + 1 < context.Arguments.Count ? context.Arguments[++i] : throw new UsageException($"'{argument}' needs a value");
            switch (argument)
            {
                case "-name" or "-iname":
                    string pattern = Value();
                    conditions.Add((name, _) => FileSystemName.MatchesSimpleExpression(pattern, name, argument == "-iname"));
                    break;
                case "-type":
                    FileKind kind = KindOf(Value());
                    conditions.Add((_, information) => information.Kind == kind);
                    break;
                case "-size":
                    conditions.Add(SizeOf(Value()));
                    break;
                case "-maxdepth":
                    depth = int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, MostDepth) : throw new UsageException("-maxdepth needs a number");
                    break;
                case "-delete":
                    deletes = true;
                    break;
                case "-print":
                    break;
                default:
                    throw OptionReader.Unknown(argument);
            }
        }

        bool failed = false;
        int status = ForEach(context, paths.Count == 0 ? ["."] : paths, path => Walk(context, path, conditions, depth, deletes, ref failed));
        return failed ? ExitStatus.Failed : status;
    }

    private void Walk(CommandContext context, string path, List<Func<string, FileInformation, bool>> conditions, int depth, bool deletes, ref bool failed)
    {
        context.Interrupted.ThrowIfCancellationRequested();
        FileInformation information = Stat(context, path, follow: false);
        bool matches = conditions.TrueForAll(condition => condition(path.Trim('/').Length == 0 ? "/" : NameOf(path), information));
        if (matches && !deletes)
        {
            context.Output.WriteLine(path);
        }

        if (information.Kind == FileKind.Directory && depth > 0)
        {
            try
            {
                foreach (FileNode child in List(context, path))
                {
                    Walk(context, Join(path, child.Name), conditions, depth - 1, deletes, ref failed);
                }
            }
            catch (CommandFailedException exception)
            {
                context.Complain($"{Name}: {exception.Message}");
                failed = true;
            }
        }

        // What is in a directory goes before the directory.
        if (matches && deletes)
        {
            Check(context.Storage.Files.Remove(path, information.Kind == FileKind.Directory), $"cannot delete '{path}'");
        }
    }

    private static FileKind KindOf(string text) => text switch
    {
        "f" => FileKind.File,
        "d" => FileKind.Directory,
        "l" => FileKind.SymbolicLink,
        "b" => FileKind.BlockDevice,
        "c" => FileKind.CharacterDevice,
        _ => throw new UsageException($"there is no type '{text}'; there are f, d, l, b and c"),
    };

    private static Func<string, FileInformation, bool> SizeOf(string text)
    {
        const ulong Blocks = 512;
        string digits = text.TrimStart('+', '-');
        ulong unit = digits.Length == 0 ? 0 : digits[^1] switch { 'c' => 1, 'k' => 1UL << 10, 'M' => 1UL << 20, 'G' => 1UL << 30, _ => Blocks };
        digits = digits.TrimEnd('c', 'k', 'M', 'G', 'b');
        if (unit == 0 || !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong wanted))
        {
            throw new UsageException($"'{text}' is no size; write 10k, +1M or -100c");
        }

        return (_, information) =>
        {
            ulong size = (information.Length + unit - 1) / unit;
            return text[0] == '+' ? size > wanted : text[0] == '-' ? size < wanted : size == wanted;
        };
    }
}
