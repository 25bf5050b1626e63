using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Storage;

namespace CosmosNvme.KernelTests.Files;

/// <summary>What a file system should do, in the simplest form: a tree in memory. Checked against the host's own file system.</summary>
internal sealed class FileTree
{
    private readonly Entry _root = new(isDirectory: true);

    internal IEnumerable<(string Path, byte[]? Content)> All => Walk(string.Empty, _root);

    internal FileError Create(string path, bool isDirectory)
    {
        FileError error = FindParent(path, out Entry? parent);
        return error != FileError.None ? error
            : parent!.Children.TryAdd(NameOf(path), new Entry(isDirectory)) ? FileError.None
            : FileError.Exists;
    }

    internal FileError Write(string path, int offset, byte[] data)
    {
        FileError error = FindFile(path, out Entry? file);
        if (error == FileError.None && data.Length > 0)
        {
            Array.Resize(ref file!.Content, Math.Max(file.Content.Length, offset + data.Length));
            data.CopyTo(file.Content, offset);
        }

        return error;
    }

    internal FileError SetLength(string path, int length)
    {
        FileError error = FindFile(path, out Entry? file);
        if (error == FileError.None)
        {
            Array.Resize(ref file!.Content, length);
        }

        return error;
    }

    internal FileError Remove(string path, bool asDirectory)
    {
        FileError error = FindParent(path, out Entry? parent);
        if (error != FileError.None || !parent!.Children.TryGetValue(NameOf(path), out Entry? entry))
        {
            return error != FileError.None ? error : FileError.NoEntry;
        }

        error = Removable(entry, asDirectory);
        if (error == FileError.None)
        {
            parent.Children.Remove(NameOf(path));
        }

        return error;
    }

    internal FileError Rename(string path, string to, bool replace)
    {
        FileError error = FindParent(path, out Entry? parent);
        error = error == FileError.None ? FindParent(to, out _) : error;
        if (error != FileError.None || !parent!.Children.TryGetValue(NameOf(path), out Entry? entry))
        {
            return error != FileError.None ? error : FileError.NoEntry;
        }

        FindParent(to, out Entry? target);
        if (target!.Children.TryGetValue(NameOf(to), out Entry? old) && old != entry)
        {
            error = replace ? Removable(old, entry.IsDirectory) : FileError.Exists;
            if (error != FileError.None)
            {
                return error;
            }
        }

        parent.Children.Remove(NameOf(path));
        target.Children[NameOf(to)] = entry;
        return FileError.None;
    }

    /// <summary>The last name of a path.</summary>
    internal static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static FileError Removable(Entry entry, bool asDirectory) =>
        entry.IsDirectory != asDirectory ? (asDirectory ? FileError.NotADirectory : FileError.IsADirectory)
        : entry.Children.Count > 0 ? FileError.NotEmpty
        : FileError.None;

    private FileError FindFile(string path, out Entry? file)
    {
        FileError error = FindParent(path, out Entry? parent);
        file = null;
        return error != FileError.None ? error
            : !parent!.Children.TryGetValue(NameOf(path), out file) ? FileError.NoEntry
            : file.IsDirectory ? FileError.IsADirectory
            : FileError.None;
    }

    private FileError FindParent(string path, out Entry? parent)
    {
        parent = _root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            if (!parent!.IsDirectory)
            {
                return FileError.NotADirectory;
            }

            if (!parent.Children.TryGetValue(name, out parent))
            {
                return FileError.NoEntry;
            }
        }

        return parent!.IsDirectory ? FileError.None : FileError.NotADirectory;
    }

    private static IEnumerable<(string Path, byte[]? Content)> Walk(string path, Entry entry) =>
        entry.Children.OrderBy(child => child.Key, StringComparer.Ordinal).SelectMany(child =>
            Walk($"{path}/{child.Key}", child.Value).Prepend(($"{path}/{child.Key}", child.Value.IsDirectory ? null : child.Value.Content)));

    private sealed class Entry(bool isDirectory)
    {
        internal byte[] Content = [];

        internal bool IsDirectory { get; } = isDirectory;

        internal Dictionary<string, Entry> Children { get; } = [];
    }
}
