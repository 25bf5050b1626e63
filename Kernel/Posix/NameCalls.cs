using System;
using System.Text;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>Calls that open, make, remove and rename by path.</summary>
internal sealed class NameCalls(CallContext context)
{
    private const int CurrentDirectory = -100;
    private const int RemoveDirectory = 0x200;
    private const int NoReplace = 1;
    private const int PermissionBits = 0xfff;

    private int _lastMemoryFile;

    internal static bool Answers(int number) => number is SystemCallNumber.Open or SystemCallNumber.OpenAt or SystemCallNumber.Creat or SystemCallNumber.MemfdCreate
        or SystemCallNumber.Mkdir or SystemCallNumber.MkdirAt or SystemCallNumber.Rmdir or SystemCallNumber.Unlink or SystemCallNumber.UnlinkAt
        or SystemCallNumber.Rename or SystemCallNumber.RenameAt or SystemCallNumber.RenameAt2 or SystemCallNumber.Link or SystemCallNumber.LinkAt
        or SystemCallNumber.Symlink or SystemCallNumber.SymlinkAt or SystemCallNumber.ReadLink or SystemCallNumber.ReadLinkAt
        or SystemCallNumber.GetCwd or SystemCallNumber.Chdir or SystemCallNumber.Umask or SystemCallNumber.Truncate;

    internal long Call(in FileCall call) => call.Number switch
    {
        SystemCallNumber.Open => Open(CurrentDirectory, call.First, (uint)call.Second, (int)call.Third),
        SystemCallNumber.Creat => Open(CurrentDirectory, call.First, OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.Truncate, (int)call.Second),
        SystemCallNumber.OpenAt => Open((int)call.First, call.Second, (uint)call.Third, (int)call.Fourth),
        SystemCallNumber.MemfdCreate => OpenMemoryFile(),
        SystemCallNumber.Mkdir => MakeDirectory(CurrentDirectory, call.First, (int)call.Second),
        SystemCallNumber.MkdirAt => MakeDirectory((int)call.First, call.Second, (int)call.Third),
        SystemCallNumber.Rmdir => Remove(CurrentDirectory, call.First, isDirectory: true),
        SystemCallNumber.Unlink => Remove(CurrentDirectory, call.First, isDirectory: false),
        SystemCallNumber.UnlinkAt => Remove((int)call.First, call.Second, ((int)call.Third & RemoveDirectory) != 0),
        SystemCallNumber.Rename => Rename(CurrentDirectory, call.First, CurrentDirectory, call.Second, 0),
        SystemCallNumber.RenameAt => Rename((int)call.First, call.Second, (int)call.Third, call.Fourth, 0),
        SystemCallNumber.RenameAt2 => Rename((int)call.First, call.Second, (int)call.Third, call.Fourth, (int)call.Fifth),
        SystemCallNumber.Symlink => MakeLink(call.First, CurrentDirectory, call.Second),
        SystemCallNumber.SymlinkAt => MakeLink(call.First, (int)call.Second, call.Third),
        SystemCallNumber.ReadLink => ReadLink(CurrentDirectory, call.First, call.Second, (long)call.Third),
        SystemCallNumber.ReadLinkAt => ReadLink((int)call.First, call.Second, call.Third, (long)call.Fourth),
        SystemCallNumber.GetCwd => WorkingDirectory(call.First, call.Second),
        SystemCallNumber.Chdir => ChangeDirectory(call.First),
        SystemCallNumber.Umask => Umask((int)call.First),
        SystemCallNumber.Truncate => Truncate(call.First, (long)call.Second),

        // No file system here has a second name for a file.
        _ => Errno.Of(FileError.NotPermitted),
    };

    private long Open(int directory, ulong address, uint flags, int mode)
    {
        if ((flags & OpenFlags.Temporary) == OpenFlags.Temporary)
        {
            return Errno.Of(FileError.NotSupported);
        }

        if (!OpenFlags.TryTranslate(flags, out FileAccessModes modes))
        {
            return Errno.Of(FileError.Invalid);
        }

        long error = context.ReadPath(directory, address, out string path);
        return error != 0 ? error : Open(path, modes, mode & ~context.Umask & PermissionBits, flags);
    }

    private long Open(string path, FileAccessModes modes, int permissions, uint flags)
    {
        FileStatus status = context.Files.Open(path, modes, permissions, out OpenFile? file);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        if ((modes & FileAccessModes.Truncate) != 0)
        {
            context.Mappings.AfterTruncation(file!, 0);
        }

        OpenDescription description = new(file!, flags);
        int descriptor = context.Descriptors.Add(description);
        if (descriptor < 0)
        {
            description.Leave();
            return -Errno.TooManyFiles;
        }

        return descriptor;
    }

    // memfd_create: a file in memory without a name.
    private long OpenMemoryFile()
    {
        string path = $"/tmp/.memfd.{Interlocked.Increment(ref _lastMemoryFile)}";
        long descriptor = Open(path, FileAccessModes.Read | FileAccessModes.Write | FileAccessModes.Create | FileAccessModes.Exclusive, 0b110_000_000, OpenFlags.ReadWrite);
        if (descriptor >= 0)
        {
            context.Files.Remove(path, isDirectory: false);
        }

        return descriptor;
    }

    private long MakeDirectory(int directory, ulong address, int mode)
    {
        long error = context.ReadPath(directory, address, out string path);
        return error != 0 ? error : Errno.Of(context.Files.CreateDirectory(path, mode & ~context.Umask & PermissionBits));
    }

    private long Remove(int directory, ulong address, bool isDirectory)
    {
        long error = context.ReadPath(directory, address, out string path);
        return error != 0 ? error : Errno.Of(context.Files.Remove(path, isDirectory));
    }

    private long Rename(int directory, ulong address, int newDirectory, ulong newAddress, int flags)
    {
        if ((flags & ~NoReplace) != 0)
        {
            return Errno.Of(FileError.Invalid);
        }

        long error = context.ReadPath(directory, address, out string path);
        if (error != 0)
        {
            return error;
        }

        error = context.ReadPath(newDirectory, newAddress, out string newPath);
        return error != 0 ? error : Errno.Of(context.Files.Rename(path, newPath, (flags & NoReplace) == 0));
    }

    private long MakeLink(ulong target, int directory, ulong address)
    {
        string? text = context.Memory.ReadText(target);
        if (text is null)
        {
            return Errno.Of(FileError.NameTooLong);
        }

        long error = context.ReadPath(directory, address, out string path);
        return error != 0 ? error : Errno.Of(context.Files.CreateSymbolicLink(path, text));
    }

    private long ReadLink(int directory, ulong address, ulong target, long capacity)
    {
        long error = context.ReadPath(directory, address, out string path);
        if (error != 0 || capacity <= 0)
        {
            return error != 0 ? error : Errno.Of(FileError.Invalid);
        }

        FileStatus status = context.Files.Open(path, FileAccessModes.NoFollow, 0, out OpenFile? file);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        using (file)
        {
            status = file!.ReadLink(out string text);
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            int count = (int)Math.Min(bytes.Length, capacity);
            if (status.IsSuccess)
            {
                bytes.AsMemory(0, count).CopyTo(context.Memory.At(target, count));
            }

            return status.IsSuccess ? count : Errno.Of(status);
        }
    }

    private long WorkingDirectory(ulong target, ulong capacity)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(context.Files.WorkingDirectory + '\0');
        if (capacity < (ulong)bytes.Length)
        {
            return capacity == 0 ? Errno.Of(FileError.Invalid) : -Errno.Range;
        }

        bytes.CopyTo(context.Memory.At(target, bytes.Length));
        return bytes.Length;
    }

    private long ChangeDirectory(ulong address)
    {
        long error = context.ReadPath(CurrentDirectory, address, out string path);
        return error != 0 ? error : Errno.Of(context.Files.SetWorkingDirectory(path));
    }

    private long Umask(int mask)
    {
        const int Bits = 0x1ff;
        int before = context.Umask;
        context.Umask = mask & Bits;
        return before;
    }

    private long Truncate(ulong address, long length)
    {
        long error = length < 0 ? Errno.Of(FileError.Invalid) : context.ReadPath(CurrentDirectory, address, out _);
        if (error != 0)
        {
            return error;
        }

        context.ReadPath(CurrentDirectory, address, out string path);
        FileStatus status = context.Files.Open(path, FileAccessModes.Write, 0, out OpenFile? file);
        if (!status.IsSuccess)
        {
            return Errno.Of(status);
        }

        using (file)
        {
            status = file!.SetLength((ulong)length);
            if (status.IsSuccess)
            {
                context.Mappings.AfterTruncation(file, (ulong)length);
            }

            return Errno.Of(status);
        }
    }
}
