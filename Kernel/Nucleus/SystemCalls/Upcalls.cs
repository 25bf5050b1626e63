namespace CosmosNvme.Nucleus;

/// <summary>
/// System calls on files that managed code answers: those on descriptors from <see cref="FirstDescriptor"/> on, on paths that the nucleus
/// has no file for, and on memory that files are mapped to. The thread goes on in <c>asm_upcall</c>, with its registers as they were,
/// so nothing of such a call stays in the nucleus. Nothing that the collector or the runtime asks for while it holds its locks comes
/// this way: the files they read are in <see cref="SystemFiles"/>, and they map no files.
/// </summary>
internal static unsafe class Upcalls
{
    /// <summary>Descriptors from here on belong to managed code, which gives them out.</summary>
    internal const int FirstDescriptor = FileTable.Capacity;

    /// <summary>As many as there can be.</summary>
    internal const int Descriptors = 65536;

    private const ulong RedZoneBytes = 128;
    private const ulong MapAnonymous = 0x20;
    private const ulong EmptyPath = 0x1000;
    private const int PathBytes = 256;

    // 0: nobody answers yet, and there are only the files of the nucleus.
    private static ulong s_entry;
    private static ulong s_windowStart;
    private static ulong s_windowBytes;

    /// <summary>Hands over calls from now on.</summary>
    /// <param name="entry">Address of the function that gets the seven registers and gives the result.</param>
    /// <param name="windowStart">Where files will be mapped.</param>
    /// <param name="windowBytes">Bytes there.</param>
    internal static void Start(ulong entry, ulong windowStart, ulong windowBytes)
    {
        s_windowStart = windowStart;
        s_windowBytes = windowBytes;
        *EntryPoints.UpcallTarget() = entry;
        System.Threading.Volatile.Write(ref s_entry, entry);
    }

    /// <summary>True if managed code answers a call.</summary>
    internal static bool Takes(int number, ThreadRegisters* r)
    {
        if (System.Threading.Volatile.Read(ref s_entry) == 0)
        {
            return false;
        }

        switch (number)
        {
            case SystemCallNumber.Mmap:
                return (r->R10 & MapAnonymous) == 0 && IsDescriptor(r->R8);
            case SystemCallNumber.Munmap:
            case SystemCallNumber.Msync:
                return r->Rdi - s_windowStart < s_windowBytes;
            case SystemCallNumber.Sendfile:
                return IsDescriptor(r->Rdi) || IsDescriptor(r->Rsi);
            case SystemCallNumber.CopyFileRange:
                return IsDescriptor(r->Rdi) || IsDescriptor(r->Rdx);
            case SystemCallNumber.Open:
            case SystemCallNumber.Stat:
            case SystemCallNumber.Lstat:
            case SystemCallNumber.Access:
            case SystemCallNumber.ReadLink:
                return !IsNucleusPath(r->Rdi);
            case SystemCallNumber.NewFstatAt:
                return (r->R10 & EmptyPath) != 0 && !IsPath(r->Rsi) ? IsDescriptor(r->Rdi) : !IsNucleusPath(r->Rsi);
            case SystemCallNumber.OpenAt:
            case SystemCallNumber.FaccessAt:
            case SystemCallNumber.FaccessAt2:
            case SystemCallNumber.ReadLinkAt:
                return !IsNucleusPath(r->Rsi);
            default:
                return TakesByDescriptor(number) ? IsDescriptor(r->Rdi) : TakesAlways(number);
        }
    }

    /// <summary>Makes the thread go on in managed code. Returns what its RAX is to be: the number of the call, or an error.</summary>
    internal static long Begin(ThreadRegisters* r)
    {
        ulong stack = r->Rsp - RedZoneBytes - sizeof(ulong);
        if (!UserMemory.TryWrite64(stack, r->Rip))
        {
            return -Errno.Fault;
        }

        r->Rsp = stack;
        r->Rip = (ulong)EntryPoints.Upcall();
        return (long)r->Rax;
    }

    /// <summary>True for a descriptor that managed code gave out or could have.</summary>
    internal static bool IsDescriptor(ulong descriptor) => (uint)descriptor - FirstDescriptor < Descriptors;

    private static bool TakesByDescriptor(int number)
    {
        switch (number)
        {
            case SystemCallNumber.Read:
            case SystemCallNumber.Write:
            case SystemCallNumber.Close:
            case SystemCallNumber.Fstat:
            case SystemCallNumber.Lseek:
            case SystemCallNumber.Ioctl:
            case SystemCallNumber.Pread64:
            case SystemCallNumber.Pwrite64:
            case SystemCallNumber.Readv:
            case SystemCallNumber.Writev:
            case SystemCallNumber.Dup:
            case SystemCallNumber.Fcntl:
            case SystemCallNumber.Flock:
            case SystemCallNumber.Fsync:
            case SystemCallNumber.Fdatasync:
            case SystemCallNumber.Ftruncate:
            case SystemCallNumber.Fchdir:
            case SystemCallNumber.Fchmod:
            case SystemCallNumber.Fchown:
            case SystemCallNumber.Fstatfs:
            case SystemCallNumber.GetDents64:
            case SystemCallNumber.Fadvise64:
            case SystemCallNumber.SyncFileRange:
            case SystemCallNumber.Fallocate:
            case SystemCallNumber.Preadv:
            case SystemCallNumber.Pwritev:
            case SystemCallNumber.Syncfs:
            case SystemCallNumber.Preadv2:
            case SystemCallNumber.Pwritev2:
                return true;
            default:
                return false;
        }
    }

    private static bool TakesAlways(int number)
    {
        switch (number)
        {
            case SystemCallNumber.Truncate:
            case SystemCallNumber.GetCwd:
            case SystemCallNumber.Chdir:
            case SystemCallNumber.Rename:
            case SystemCallNumber.Mkdir:
            case SystemCallNumber.Rmdir:
            case SystemCallNumber.Creat:
            case SystemCallNumber.Link:
            case SystemCallNumber.Unlink:
            case SystemCallNumber.Symlink:
            case SystemCallNumber.Chmod:
            case SystemCallNumber.Chown:
            case SystemCallNumber.Lchown:
            case SystemCallNumber.Umask:
            case SystemCallNumber.Statfs:
            case SystemCallNumber.Sync:
            case SystemCallNumber.MkdirAt:
            case SystemCallNumber.FchownAt:
            case SystemCallNumber.UnlinkAt:
            case SystemCallNumber.RenameAt:
            case SystemCallNumber.LinkAt:
            case SystemCallNumber.SymlinkAt:
            case SystemCallNumber.FchmodAt:
            case SystemCallNumber.UtimensAt:
            case SystemCallNumber.RenameAt2:
            case SystemCallNumber.MemfdCreate:
            case SystemCallNumber.Statx:
                return true;
            default:
                return false;
        }
    }

    private static bool IsPath(ulong path) => path != 0 && UserMemory.ReadString(Asm.ThisCpu()->Bounce, PathBytes, path) != 0;

    // What cannot be read, or is longer than all that the nucleus has, is for the other side to judge.
    private static bool IsNucleusPath(ulong path)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        return length > 0 && SystemFiles.Owns(name, length);
    }
}
