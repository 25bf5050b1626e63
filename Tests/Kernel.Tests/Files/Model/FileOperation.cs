using System;
using System.IO;
using CosmosNvme.Storage;

namespace CosmosNvme.KernelTests.Files;

/// <summary>One change of a tree of files, done to the model, or by System.IO to whatever file system a folder is on.</summary>
internal sealed record FileOperation(int Kind, string Path, string Other, int Offset, int Length, int Seed)
{
    internal const int Kinds = 12;

    /// <summary>What it writes.</summary>
    internal byte[] Data
    {
        get
        {
            byte[] data = new byte[Length];
            new Random(Seed).NextBytes(data);
            return data;
        }
    }

    /// <summary>Whether a directory would be moved below itself.</summary>
    internal bool MovesIntoItself => Other.StartsWith(Path + "/", StringComparison.Ordinal);

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

    /// <summary>Does it below a folder.</summary>
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
