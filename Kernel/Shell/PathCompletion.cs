using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell;

/// <summary>Completes the last word of a line as a path.</summary>
internal static class PathCompletion
{
    /// <summary>What stands between words, for completion.</summary>
    internal const string WordBreaks = " \t;|<>";

    // What a word would have to be quoted for, besides the breaks; names that have it are not offered.
    private const string Quotes = "'\"\\$#&";

    /// <summary>The paths that could stand for the last word of a line; none for its first word. Directories end with a slash.</summary>
    internal static IEnumerable<string> Complete(VirtualFileSystem? files, string line)
    {
        int start = line.LastIndexOfAny(WordBreaks.ToCharArray()) + 1;
        bool isCommand = line[..start].TrimEnd(' ', '\t') is "" or [.., ';'] or [.., '|'];
        if (files is null || isCommand)
        {
            return [];
        }

        string typed = line[start..];
        string directory = typed[..(typed.LastIndexOf('/') + 1)];
        string name = typed[directory.Length..];
        List<FileNode> children = [];
        files.Open(directory.Length == 0 ? "." : directory, FileAccessModes.Read | FileAccessModes.Directory, 0, out OpenFile? opened);
        using (opened)
        {
            opened?.List(children);
        }

        return children
            .Where(child => child.Name.StartsWith(name, StringComparison.Ordinal) && (name.Length > 0 || child.Name[0] != '.'))
            .Where(child => child.Name.IndexOfAny((WordBreaks + Quotes).ToCharArray()) < 0)
            .Select(child => directory + child.Name + (IsDirectory(files, directory, child) ? "/" : string.Empty))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsDirectory(VirtualFileSystem files, string directory, FileNode child)
    {
        if (child.Kind != FileKind.SymbolicLink)
        {
            return child.Kind == FileKind.Directory;
        }

        files.Open(directory + child.Name, FileAccessModes.None, 0, out OpenFile? target);
        using (target)
        {
            return target?.Kind == FileKind.Directory;
        }
    }
}
