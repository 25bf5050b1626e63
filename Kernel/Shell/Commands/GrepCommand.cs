using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Prints the lines that match a pattern.</summary>
internal sealed class GrepCommand : FileCommand
{
    // A pattern that would try for ever is given up.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    internal override string Name => "grep";

    /// <inheritdoc/>
    internal override string Summary => "Print lines that match a pattern";

    /// <inheritdoc/>
    internal override string Arguments => "[-F] [-i] [-v] [-n] [-c] [-l] [-q] [-r] PATTERN [FILE|-]...";

    /// <inheritdoc/>
    internal override string Details =>
        "  -F  the pattern is plain text, else a regular expression as .NET has them (-E is the same)\n" +
        "  -i  capitals and small letters are the same\n" +
        "  -v  lines that do not match\n" +
        "  -n  with the numbers of the lines\n" +
        "  -c  only how many\n" +
        "  -l  only the names of files with such lines\n" +
        "  -q  print nothing\n" +
        "  -r  files in directories too\n" +
        "Status 0: there was such a line; 1: there was none; 2: something failed.";

    /// <inheritdoc/>
    internal override int Execute(CommandContext context)
    {
        Settings settings = default;
        OptionReader options = new(context.Arguments);
        while (options.Next() is string option)
        {
            settings = option switch
            {
                "-F" or "--fixed-strings" => settings with { IsPlain = true },
                "-E" or "--extended-regexp" => settings,
                "-i" or "--ignore-case" => settings with { IgnoresCase = true },
                "-v" or "--invert-match" => settings with { Inverts = true },
                "-n" or "--line-number" => settings with { Numbers = true },
                "-c" or "--count" => settings with { Counts = true },
                "-l" or "--files-with-matches" => settings with { NamesOnly = true },
                "-q" or "--quiet" or "--silent" => settings with { Quiet = true },
                "-r" or "-R" or "--recursive" => settings with { Recursive = true },
                _ => throw OptionReader.Unknown(option),
            };
        }

        if (options.Operands.Count == 0)
        {
            throw new UsageException("say what to look for");
        }

        List<string> names = [.. options.Operands];
        Regex pattern = Compile(names[0], settings);
        names.RemoveAt(0);
        if (names.Count == 0)
        {
            names.Add(settings.Recursive ? "." : "-");
        }

        bool withName = names.Count > 1 || settings.Recursive;
        bool found = false;
        int status = ForEach(context, names, name => Search(context, name, pattern, settings, withName, ref found, 0));
        return found && (status == 0 || settings.Quiet) ? 0 : status == 0 ? ExitStatus.Failed : ExitStatus.Usage;
    }

    private static Regex Compile(string pattern, Settings settings)
    {
        RegexOptions options = RegexOptions.CultureInvariant | (settings.IgnoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(settings.IsPlain ? Regex.Escape(pattern) : pattern, options, s_patience);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private void Search(CommandContext context, string name, Regex pattern, Settings settings, bool withName, ref bool found, int depth)
    {
        if (settings.Recursive && name != "-" && Find(context, name)?.Kind == FileKind.Directory)
        {
            foreach (FileNode child in depth > MostDepth ? [] : List(context, name))
            {
                // As GNU: below a directory only files and directories, no devices and links.
                if (child.Kind is FileKind.File or FileKind.Directory)
                {
                    Search(context, Join(name, child.Name), pattern, settings, withName, ref found, depth + 1);
                }
            }

            return;
        }

        using InputFile file = InputFile.Open(context, name);
        string prefix = withName ? (name == "-" ? "(standard input):" : name + ":") : string.Empty;
        long number = 0;
        long matches = 0;
        foreach (byte[] line in LineReader.Read(context, file))
        {
            number++;
            string text = LineReader.Text(line);
            if (IsMatch(pattern, text) == settings.Inverts)
            {
                continue;
            }

            found = true;
            matches++;
            if (settings.Quiet || settings.NamesOnly)
            {
                break;
            }

            if (!settings.Counts)
            {
                context.Output.WriteLine($"{prefix}{(settings.Numbers ? $"{number}:" : string.Empty)}{text}");
            }
        }

        if (settings.NamesOnly && matches > 0 && !settings.Quiet)
        {
            context.Output.WriteLine(prefix.Length > 0 ? prefix[..^1] : name);
        }
        else if (settings.Counts && !settings.Quiet)
        {
            context.Output.WriteLine($"{prefix}{matches}");
        }
    }

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new CommandFailedException("the pattern takes too long on a line");
        }
    }

    private readonly record struct Settings(bool IsPlain, bool IgnoresCase, bool Inverts, bool Numbers, bool Counts, bool NamesOnly, bool Quiet, bool Recursive);
}
