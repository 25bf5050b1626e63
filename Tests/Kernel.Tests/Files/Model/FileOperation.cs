using System;
using System.IO;

namespace CosmosNvme.Storage.Tests;

/// <summary>One change of a tree of files, done to a FAT volume, to the model, or to the host's file system.</summary>
internal sealed record FileOperation(int Kind, string Path, string Other, int Offset, int Length, int Seed)
{
    internal const int Kinds = 12;

    private byte[] Data => Trees.Pattern(Length, Seed);

    private bool MovesIntoItself => Other.StartsWith(Path + "/", StringComparison.Ordinal);

    internal FileError DoTo(FileTree tree) => Kind switch
    {
        0 or 1 => tree.Create(Path, isDirectory: false),
        2 => tree.Create(Path, isDirectory: true),
        3 or 4 or 5 => tree.Write(Path, Offset, Data),
        6 => tree.SetLength(Path, Offset),
        7 => tree.Remove(Path, asDirectory: false),
        8 => tree.Remove(Path, asDirectory: true),
        9 or 10 => MovesIntoItself ? FileError.Invalid : tree.Rename(Path, Other, replace: Kind == 9),
        _ => FileError.None,
    };

    internal FileError DoTo(FatDisk disk)
    {
        if (Kind is 11)
        {
            return disk.Volume.Flush().Error;
        }

        if (Kind is 9 or 10 && MovesIntoItself)
        {
            return FileError.Invalid;
        }

        string parentPath = Path[..Path.LastIndexOf('/')];
        FileStatus status = disk.TryNode(parentPath, out FileNode? parent);
        if (!status.IsSuccess)
        {
            return status.Error;
        }

        string name = FatDisk.NameOf(Path);
        switch (Kind)
        {
            case 0 or 1:
                return parent!.CreateFile(name, FatDisk.All, out _).Error;
            case 2:
                return parent!.CreateDirectory(name, FatDisk.All, out _).Error;
            case 7 or 8:
                return parent!.Remove(name, Kind == 7 ? FileKind.File : FileKind.Directory).Error;
            case 9 or 10:
                status = disk.TryNode(Other[..Other.LastIndexOf('/')], out FileNode? target);
                return parent!.Kind != FileKind.Directory ? FileError.NotADirectory
                    : !status.IsSuccess ? status.Error
                    : target!.Kind != FileKind.Directory ? FileError.NotADirectory
                    : parent.Rename(name, target, FatDisk.NameOf(Other), Kind == 9).Error;
        }

        status = parent!.Lookup(name, out FileNode? node);
        if (!status.IsSuccess)
        {
            return status.Error;
        }

        if (Kind == 6)
        {
            status = node!.SetLength((ulong)Offset);
        }
        else
        {
            status = node!.Write((ulong)Offset, Data, out int count);
            if (status.IsSuccess && count != Length)
            {
                throw new InvalidOperationException($"{count} of {Length} bytes were written.");
            }
        }

        return status.IsSuccess && Seed % 4 == 0 ? node.Flush(Seed % 8 == 0).Error : status.Error;
    }

    /// <summary>Does it to a folder of the host.</summary>
    /// <returns>Whether it worked.</returns>
    internal bool DoTo(string folder)
    {
        string path = folder + Path;
        string other = folder + Other;
        try
        {
            switch (Kind)
            {
                case 0 or 1:
                    File.Open(path, FileMode.CreateNew).Dispose();
                    return true;
                case 2:
                    if (System.IO.Path.Exists(path) || !Directory.Exists(System.IO.Path.GetDirectoryName(path)))
                    {
                        return false;
                    }

                    Directory.CreateDirectory(path);
                    return true;
                case 3 or 4 or 5:
                    using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
                    {
                        stream.Position = Offset;
                        stream.Write(Data);
                    }

                    return true;
                case 6:
                    using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
                    {
                        stream.SetLength(Offset);
                    }

                    return true;
                case 7:
                    // File.Delete is content with what is not there.
                    if (!File.Exists(path))
                    {
                        return false;
                    }

                    File.Delete(path);
                    return true;
                case 8:
                    Directory.Delete(path);
                    return true;
                case 9 or 10:
                    return !MovesIntoItself && Move(path, other);
                default:
                    return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool Move(string path, string other)
    {
        if (path == other)
        {
            return System.IO.Path.Exists(path);
        }

        if (System.IO.Path.Exists(other) && Kind == 10)
        {
            return false;
        }

        if (!Directory.Exists(path))
        {
            File.Move(path, other, overwrite: true);
            return true;
        }

        if (Directory.Exists(other))
        {
            Directory.Delete(other);
        }

        Directory.Move(path, other);
        return true;
    }
}
