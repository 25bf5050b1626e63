using System;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Copies files and trees, as cp does and mv from one file system to another.</summary>
internal sealed class FileCopier(CommandContext context)
{
    private const int PieceBytes = 256 * 1024;
    private const int MostDepth = 128;
    private const int OwnerOnly = 0b111_000_000;

    private readonly byte[] _piece = new byte[PieceBytes];

    /// <summary>Whether directories are copied, with all that is in them, and symbolic links as links.</summary>
    internal bool IsRecursive { get; init; }

    /// <summary>Whether times and permissions are copied too.</summary>
    internal bool KeepsTimes { get; init; }

    /// <summary>Told of each copy.</summary>
    internal Action<string, string>? Copied { get; init; }

    /// <summary>Copies.</summary>
    /// <exception cref="CommandFailedException">It, or a part of it, could not be copied.</exception>
    internal void Copy(string source, string target, int depth = 0)
    {
        context.Interrupted.ThrowIfCancellationRequested();
        using OpenFile from = Open(source, IsRecursive ? FileAccessModes.NoFollow : FileAccessModes.None, $"cannot stat '{source}'");
        Check(from.GetInformation(out FileInformation information), $"cannot stat '{source}'");
        switch (from.Kind)
        {
            case FileKind.Directory when !IsRecursive:
                throw new CommandFailedException($"-r not specified; omitting directory '{source}'");
            case FileKind.Directory:
                CopyDirectory(source, from, target, information, depth);
                break;
            case FileKind.SymbolicLink:
                Check(from.ReadLink(out string link), $"cannot read symbolic link '{source}'");
                context.Storage.Files.Remove(target, isDirectory: false);
                Check(context.Storage.Files.CreateSymbolicLink(target, link), $"cannot create symbolic link '{target}'");
                break;
            default:
                CopyContent(source, target, information);
                break;
        }

        Copied?.Invoke(source, target);
    }

    private void CopyDirectory(string source, OpenFile from, string target, FileInformation information, int depth)
    {
        FileStatus status = context.Storage.Files.CreateDirectory(target, information.Permissions | OwnerOnly);
        if (status.Error != FileError.Exists)
        {
            Check(status, $"cannot create directory '{target}'");
        }

        using (OpenFile to = Open(target, FileAccessModes.Directory, $"cannot overwrite non-directory '{target}' with directory '{source}'"))
        {
            if (depth > MostDepth || to.Path == from.Path || to.Path.StartsWith(from.Path + "/", StringComparison.Ordinal))
            {
                throw new CommandFailedException($"cannot copy a directory, '{source}', into itself, '{target}'");
            }
        }

        System.Collections.Generic.List<FileNode> children = [];
        using (OpenFile directory = Open(source, FileAccessModes.Read, $"cannot open '{source}'"))
        {
            Check(directory.List(children), $"cannot read directory '{source}'");
        }

        foreach (FileNode child in children)
        {
            Copy(Join(source, child.Name), Join(target, child.Name), depth + 1);
        }

        Keep(target, information);
    }

    private void CopyContent(string source, string target, FileInformation information)
    {
        using OpenFile reader = Open(source, FileAccessModes.Read, $"cannot open '{source}' for reading");
        FileStatus status = context.Storage.Files.Open(target, FileAccessModes.Write | FileAccessModes.Create, information.Permissions, out OpenFile? file);
        Check(status, $"cannot create regular file '{target}'");
        using (OpenFile writer = file!)
        {
            if (writer.IsSameFile(reader))
            {
                throw new CommandFailedException($"'{source}' and '{target}' are the same file");
            }

            if (writer.Kind == FileKind.File)
            {
                Check(writer.SetLength(0), $"cannot empty '{target}'");
            }

            Transfer(reader, writer, source, target);
        }

        Keep(target, information);
    }

    private void Transfer(OpenFile reader, OpenFile writer, string source, string target)
    {
        ulong offset = 0;
        while (true)
        {
            context.Interrupted.ThrowIfCancellationRequested();
            Check(reader.Read(offset, _piece, out int count), $"error reading '{source}'");
            if (count == 0)
            {
                return;
            }

            int done = 0;
            while (done < count)
            {
                ulong place = offset + (ulong)done;
                Check(writer.Write(ref place, _piece.AsMemory(done, count - done), out int written), $"error writing '{target}'");
                done += written;
            }

            offset += (ulong)count;
        }
    }

    private void Keep(string target, FileInformation information)
    {
        if (KeepsTimes && context.Storage.Files.Open(target, FileAccessModes.None, 0, out OpenFile? file).IsSuccess)
        {
            using (file)
            {
                file!.SetPermissions(information.Permissions);
                Check(file.SetTimes(information.Accessed, information.Modified), $"preserving times for '{target}'");
            }
        }
    }

    private OpenFile Open(string path, FileAccessModes modes, string what)
    {
        Check(context.Storage.Files.Open(path, modes, 0, out OpenFile? file), what);
        return file!;
    }

    private static string Join(string path, string name) => path.EndsWith('/') ? path + name : $"{path}/{name}";

    private static void Check(FileStatus status, string what)
    {
        if (!status.IsSuccess)
        {
            throw new CommandFailedException($"{what}: {status.Message}");
        }
    }
}
