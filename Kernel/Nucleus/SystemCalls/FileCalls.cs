namespace CosmosNvme.Nucleus;

/// <summary>Calls on files: the console, the log, pipes, and the few /proc, /sys and /dev files the nucleus makes itself.</summary>
internal static unsafe class FileCalls
{
    private const ulong EmptyPath = 0x1000;

    internal static long Dispatch(int number, Thread* thread, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.Read:
                return FileTransfer.Read(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Write:
                return FileTransfer.Write(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Readv:
                return FileTransfer.Vector(thread, (int)r->Rdi, r->Rsi, r->Rdx, write: false);
            case SystemCallNumber.Writev:
                return FileTransfer.Vector(thread, (int)r->Rdi, r->Rsi, r->Rdx, write: true);
            case SystemCallNumber.Pread64:
                return FileTransfer.ReadAt((int)r->Rdi, r->Rsi, r->Rdx, (long)r->R10);
            case SystemCallNumber.Lseek:
                return FileTransfer.Seek((int)r->Rdi, (long)r->Rsi, (int)r->Rdx);
            case SystemCallNumber.Open:
                return FileNames.Open(r->Rdi, (uint)r->Rsi);
            case SystemCallNumber.OpenAt:
                return FileNames.Open(r->Rsi, (uint)r->Rdx);
            case SystemCallNumber.Close:
                return FileTable.Close((int)r->Rdi);
            case SystemCallNumber.Fstat:
                return FileStatus.OfDescriptor((int)r->Rdi, r->Rsi);
            case SystemCallNumber.Stat:
            case SystemCallNumber.Lstat:
                return FileStatus.OfPath(r->Rdi, r->Rsi);
            case SystemCallNumber.NewFstatAt:
                return (r->R10 & EmptyPath) != 0 ? FileStatus.OfDescriptor((int)r->Rdi, r->Rdx) : FileStatus.OfPath(r->Rsi, r->Rdx);
            case SystemCallNumber.Poll:
                return Poll.Call(thread, r->Rdi, r->Rsi, (int)r->Rdx);
            case SystemCallNumber.Ppoll:
                return Poll.CallWithTimespec(thread, r->Rdi, r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.Pipe2:
                return FileDescriptors.MakePipe(r->Rdi, (uint)r->Rsi);
            case SystemCallNumber.Dup:
                return FileDescriptors.Duplicate((int)r->Rdi, 0);
            case SystemCallNumber.Fcntl:
                return FileDescriptors.Control((int)r->Rdi, (int)r->Rsi, r->Rdx);
            case SystemCallNumber.Ioctl:
                return FileTable.Find((int)r->Rdi) == null ? -Errno.BadFile : -Errno.NotTerminal;
            case SystemCallNumber.ReadLink:
                return FileNames.ReadLink(r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.ReadLinkAt:
                return FileNames.ReadLink(r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.GetCwd:
                return FileNames.WorkingDirectory(r->Rdi, r->Rsi);
            case SystemCallNumber.Access:
                return FileNames.CheckAccess(r->Rdi);
            case SystemCallNumber.FaccessAt:
            case SystemCallNumber.FaccessAt2:
                return FileNames.CheckAccess(r->Rsi);
            case SystemCallNumber.Statfs:
            case SystemCallNumber.GetDents64:
                return -Errno.NoEntry;
            case SystemCallNumber.Fadvise64:
            case SystemCallNumber.Flock:
                return FileTable.Find((int)r->Rdi) == null ? -Errno.BadFile : 0;
            default:
                return -Errno.NotImplemented;
        }
    }
}
