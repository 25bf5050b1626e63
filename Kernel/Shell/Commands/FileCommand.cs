using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>What commands that change files have in common.</summary>
internal abstract class FileCommand : ShellCommand
{
    private protected const int FilePermissions = 0b110_100_100;
    private protected const int DirectoryPermissions = 0b111_101_101;

    // Deeper than any tree that somebody made; a damaged volume may have a directory that contains itself.
    private protected const int MostDepth = 128;

    private protected const FileAccessModes Creating = FileAccessModes.Write | FileAccessModes.Create | FileAccessModes.Truncate;

    /// <summary>Does something with each operand, and goes on behind one that fails.</summary>
    private protected int ForEach(CommandContext context, IReadOnlyList<string> operands, Action<string> action)
    {
        int status = 0;
        foreach (string operand in operands)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            try
            {
                action(operand);
            }
            catch (CommandFailedException exception)
            {
                context.Complain($"{Name}: {exception.Message}");
                status = ExitStatus.Failed;
            }
        }

        return status;
    }

    private protected static void Check(FileStatus status, string what)
    {
        if (!status.IsSuccess)
        {
            throw new CommandFailedException($"{what}: {status.Message}");
        }
    }

    private protected static OpenFile Open(CommandContext context, string path, FileAccessModes modes, int permissions = FilePermissions)
    {
        FileStatus status = context.Storage.Files.Open(path, modes, permissions, out OpenFile? file);
        Check(status, $"cannot open '{path}'{((modes & FileAccessModes.Write) != 0 ? " for writing" : " for reading")}");
        return file!;
    }

    /// <summary>What a path names; null if it names nothing.</summary>
    private protected static FileInformation? Find(CommandContext context, string path, bool follow = true)
    {
        FileStatus status = context.Storage.Files.Open(path, follow ? FileAccessModes.None : FileAccessModes.NoFollow, 0, out OpenFile? file);
        if (file is null)
        {
            return status.Error is FileError.NoEntry or FileError.NotADirectory ? null : throw new CommandFailedException($"cannot stat '{path}': {status.Message}");
        }

        using (file)
        {
            file.GetInformation(out FileInformation information);
            return information;
        }
    }

    private protected static FileInformation Stat(CommandContext context, string path, bool follow = true) =>
        Find(context, path, follow) ?? throw new CommandFailedException($"cannot stat '{path}': {FileStatus.Of(FileError.NoEntry).Message}");

    /// <summary>What is in a directory, in the order of the bytes of the names.</summary>
    private protected static List<FileNode> List(CommandContext context, string path)
    {
        List<FileNode> children = [];
        using OpenFile directory = Open(context, path, FileAccessModes.Read | FileAccessModes.Directory);
        FileStatus status = directory.List(children);
        if (children.Count == 0)
        {
            Check(status, $"cannot read directory '{path}'");
        }

        children.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return children;
    }

    private protected static string Join(string path, string name) => path.EndsWith('/') ? path + name : $"{path}/{name}";

    /// <summary>The last name of a path.</summary>
    private protected static string NameOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private protected static string ParentOf(string path)
    {
        string trimmed = path.TrimEnd('/');
        int slash = trimmed.LastIndexOf('/');
        return slash <= 0 ? "/" : trimmed[..slash];
    }

    /// <summary>The sources and the target of cp and mv: with several sources, or a directory for target, each goes into it.</summary>
    private protected static (IReadOnlyList<string> Sources, Func<string, string> TargetOf) SplitOperands(CommandContext context, IReadOnlyList<string> operands)
    {
        if (operands.Count < 2)
        {
            throw new UsageException(operands.Count == 0 ? "say what, and where to" : $"say where '{operands[0]}' is to go");
        }

        string target = operands[^1];
        bool isDirectory = Find(context, target)?.Kind == FileKind.Directory;
        if (operands.Count > 2 && !isDirectory)
        {
            throw new CommandFailedException($"target '{target}' is not a directory");
        }

        string[] sources = new string[operands.Count - 1];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = operands[i];
        }

        return (sources, source => isDirectory ? Join(target, NameOf(source)) : target);
    }

    private protected static void RemoveTree(CommandContext context, string path, Action<string, bool>? removed = null, int depth = 0)
    {
        if (Stat(context, path, follow: false).Kind == FileKind.Directory)
        {
            if (depth > MostDepth)
            {
                throw new CommandFailedException($"'{path}': more than {MostDepth} directories inside each other");
            }

            foreach (FileNode child in List(context, path))
            {
                context.Interrupted.ThrowIfCancellationRequested();
                RemoveTree(context, Join(path, child.Name), removed, depth + 1);
            }

            Check(context.Storage.Files.Remove(path, isDirectory: true), $"cannot remove '{path}'");
            removed?.Invoke(path, true);
            return;
        }

        Check(context.Storage.Files.Remove(path, isDirectory: false), $"cannot remove '{path}'");
        removed?.Invoke(path, false);
    }

    /// <summary>The arguments with <c>-3</c>, as people still type it, written <c>-n 3</c>: only if it comes first.</summary>
    protected static IReadOnlyList<string> WithCountSpelledOut(IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && arguments[0].Length > 1 && arguments[0][0] == '-' && arguments[0].Skip(1).All(char.IsAsciiDigit)
            ? ["-n", arguments[0][1..], .. arguments.Skip(1)]
            : arguments;
}
