namespace CosmosNvme.Nucleus;

/// <summary>Calls on files: the console, the log, pipes, and the few /proc, /sys and /dev files the nucleus makes itself.</summary>
internal static unsafe class FileCalls
{
    private const int PathBytes = 256;
    private const ulong IoVectorBytes = 16;
    private const ulong MaximumIoVectors = 1024;
    private const int StatBytes = 144;
    private const uint Regular = 0x8000 | 0x124;
    private const uint CharacterDevice = 0x2000 | 0x1b6;
    private const uint Fifo = 0x1000 | 0x180;
    private const ulong EmptyPath = 0x1000;
    private const int SetFlags = 4;
    private const int GetFlags = 3;
    private const int Duplicate = 0;
    private const int DuplicateCloseOnExec = 1030;

    internal static long Dispatch(int number, Thread* thread, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.Read:
                return Read(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Write:
                return Write(thread, (int)r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.Readv:
                return Vector(thread, (int)r->Rdi, r->Rsi, r->Rdx, write: false);
            case SystemCallNumber.Writev:
                return Vector(thread, (int)r->Rdi, r->Rsi, r->Rdx, write: true);
            case SystemCallNumber.Pread64:
                return ReadAt((int)r->Rdi, r->Rsi, r->Rdx, (long)r->R10);
            case SystemCallNumber.Lseek:
                return Seek((int)r->Rdi, (long)r->Rsi, (int)r->Rdx);
            case SystemCallNumber.Open:
                return Open(r->Rdi, (uint)r->Rsi);
            case SystemCallNumber.OpenAt:
                return Open(r->Rsi, (uint)r->Rdx);
            case SystemCallNumber.Close:
                return FileTable.Close((int)r->Rdi);
            case SystemCallNumber.Fstat:
                return Stat(FileTable.Find((int)r->Rdi), r->Rsi);
            case SystemCallNumber.Stat:
                return StatPath(r->Rdi, r->Rsi);
            case SystemCallNumber.NewFstatAt:
                return (r->R10 & EmptyPath) != 0 ? Stat(FileTable.Find((int)r->Rdi), r->Rdx) : StatPath(r->Rsi, r->Rdx);
            case SystemCallNumber.Poll:
                return Poll.Call(thread, r->Rdi, r->Rsi, (int)r->Rdx);
            case SystemCallNumber.Ppoll:
                return Poll.CallWithTimespec(thread, r->Rdi, r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.Pipe2:
                return MakePipe(r->Rdi, (uint)r->Rsi);
            case SystemCallNumber.Dup:
                return DuplicateFrom((int)r->Rdi, 0);
            case SystemCallNumber.Fcntl:
                return Control((int)r->Rdi, (int)r->Rsi, r->Rdx);
            case SystemCallNumber.Ioctl:
                return FileTable.Find((int)r->Rdi) == null ? -Errno.BadFile : -Errno.NotTerminal;
            case SystemCallNumber.ReadLink:
                return ReadLink(r->Rdi, r->Rsi, r->Rdx);
            case SystemCallNumber.ReadLinkAt:
                return ReadLink(r->Rsi, r->Rdx, r->R10);
            case SystemCallNumber.GetCwd:
                ushort root = '/';
                return r->Rsi < 2 ? -Errno.Range : UserMemory.TryWrite(r->Rdi, &root, 2) ? 2 : -Errno.Fault;
            case SystemCallNumber.Access:
                return CheckAccess(r->Rdi);
            case SystemCallNumber.FaccessAt:
            case SystemCallNumber.FaccessAt2:
                return CheckAccess(r->Rsi);
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

    private static long Read(Thread* thread, int descriptor, ulong target, ulong count)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -Errno.BadFile;
        }

        switch (file->Kind)
        {
            case FileKind.ConsoleInput:
                return ReadConsole(thread, file, target, count);
            case FileKind.PipeReader:
                return Pipe.Read(thread, (Pipe*)file->Object, target, count, (file->Flags & FileTable.NonBlocking) != 0);
            case FileKind.ConsoleOutput:
            case FileKind.LogOutput:
            case FileKind.PipeWriter:
                return -Errno.BadFile;
            default:
                long done = ReadAt(descriptor, target, count, file->Offset);
                file->Offset += done > 0 ? done : 0;
                return done;
        }
    }

    private static long ReadAt(int descriptor, ulong target, ulong count, long offset)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null || offset < 0)
        {
            return file == null ? -Errno.BadFile : -Errno.InvalidArgument;
        }

        switch (file->Kind)
        {
            case FileKind.Text:
                long left = offset < file->Length ? file->Length - offset : 0;
                count = count < (ulong)left ? count : (ulong)left;
                return UserMemory.TryWrite(target, (byte*)file->Object + offset, count) ? (long)count : -Errno.Fault;
            case FileKind.Null:
                return 0;
            case FileKind.Zero:
            case FileKind.Random:
                return Generate(file->Kind, target, count);
            default:
                return -Errno.IllegalSeek;
        }
    }

    private static long Generate(FileKind kind, ulong target, ulong count)
    {
        const ulong Most = 4096;
        count = count < Most ? count : Most;
        for (ulong done = 0; done < count; done += sizeof(ulong))
        {
            ulong word = kind == FileKind.Zero ? 0 : Randomness.Next();
            if (!UserMemory.TryWrite(target + done, &word, count - done < sizeof(ulong) ? count - done : sizeof(ulong)))
            {
                return -Errno.Fault;
            }
        }

        return (long)count;
    }

    private static long ReadConsole(Thread* thread, OpenFile* file, ulong target, ulong count)
    {
        fixed (WaitQueue* readers = &ConsoleInput.Readers)
        {
            readers->Lock.Acquire();
            if (!ConsoleInput.HasData)
            {
                if ((file->Flags & FileTable.NonBlocking) != 0)
                {
                    readers->Lock.Release();
                    return -Errno.Again;
                }

                return Waiting.Block(thread, readers, 0, uint.MaxValue, Waiting.Forever, 0, Waiting.Restart);
            }

            readers->Lock.Release();
        }

        byte* bounce = Asm.ThisCpu()->Bounce;
        int taken = ConsoleInput.Take(bounce, count < Cpu.BounceBytes ? (int)count : Cpu.BounceBytes);
        return UserMemory.TryWrite(target, bounce, (ulong)taken) ? taken : -Errno.Fault;
    }

    private static long Write(Thread* thread, int descriptor, ulong source, ulong count)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -Errno.BadFile;
        }

        switch (file->Kind)
        {
            case FileKind.ConsoleOutput:
            case FileKind.LogOutput:
                // Short writes keep the time with interrupts off short; every caller goes on with the rest.
                byte* bounce = Asm.ThisCpu()->Bounce;
                count = count < Cpu.BounceBytes ? count : Cpu.BounceBytes;
                if (!UserMemory.TryRead(bounce, source, count))
                {
                    return -Errno.Fault;
                }

                if (file->Kind == FileKind.ConsoleOutput)
                {
                    Uart.Write(bounce, count);
                }
                else
                {
                    Log.PrintRaw(bounce, count);
                }

                return (long)count;
            case FileKind.PipeWriter:
                return Pipe.Write(thread, (Pipe*)file->Object, source, count, (file->Flags & FileTable.NonBlocking) != 0);
            case FileKind.Null:
            case FileKind.Zero:
            case FileKind.Random:
                return (long)count;
            default:
                return -Errno.BadFile;
        }
    }

    private static long Vector(Thread* thread, int descriptor, ulong vectors, ulong count, bool write)
    {
        long total = 0;
        if (count > MaximumIoVectors)
        {
            return -Errno.InvalidArgument;
        }

        for (ulong i = 0; i < count; i++)
        {
            ulong address;
            ulong length;
            if (!UserMemory.TryRead64(vectors + (i * IoVectorBytes), &address)
                || !UserMemory.TryRead64(vectors + (i * IoVectorBytes) + 8, &length))
            {
                return total > 0 ? total : -Errno.Fault;
            }

            if (length == 0)
            {
                continue;
            }

            // One part that can block or is done short ends the call: the caller goes on from there.
            long done = write ? Write(thread, descriptor, address, length) : Read(thread, descriptor, address, length);
            if (done < 0)
            {
                return total > 0 && done != Waiting.Blocked ? total : done;
            }

            total += done;
            if ((ulong)done < length || !write)
            {
                break;
            }
        }

        return total;
    }

    private static long Seek(int descriptor, long offset, int origin)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -Errno.BadFile;
        }

        if (file->Kind is not (FileKind.Text or FileKind.Null or FileKind.Zero))
        {
            return -Errno.IllegalSeek;
        }

        long from = origin switch
        {
            0 => 0,
            1 => file->Offset,
            2 => file->Length,
            _ => -1,
        };
        if (from < 0 || from + offset < 0)
        {
            return -Errno.InvalidArgument;
        }

        file->Offset = from + offset;
        return file->Offset;
    }

    private static long Open(ulong path, uint flags)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        if (length < 0)
        {
            return -Errno.NoEntry;
        }

        OpenFile* file = SystemFiles.Open(name, length, flags);
        if (file == null)
        {
            return -Errno.NoEntry;
        }

        long descriptor = FileTable.Install(file, 0);
        if (descriptor < 0)
        {
            FileTable.Release(file);
        }

        return descriptor;
    }

    private static long CheckAccess(ulong path)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        OpenFile* file = length < 0 ? null : SystemFiles.Open(name, length, 0);
        if (file == null)
        {
            return -Errno.NoEntry;
        }

        FileTable.Release(file);
        return 0;
    }

    private static long StatPath(ulong path, ulong target)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        OpenFile* file = length < 0 ? null : SystemFiles.Open(name, length, 0);
        if (file == null)
        {
            return -Errno.NoEntry;
        }

        long result = Stat(file, target);
        FileTable.Release(file);
        return result;
    }

    private static long Stat(OpenFile* file, ulong target)
    {
        if (file == null)
        {
            return -Errno.BadFile;
        }

        byte* buffer = Asm.ThisCpu()->Bounce;
        Asm.ZeroWords(buffer, StatBytes / 8);
        *(ulong*)(buffer + 8) = 1;
        *(ulong*)(buffer + 16) = 1;
        *(uint*)(buffer + 24) = file->Kind switch
        {
            FileKind.Text => Regular,
            FileKind.PipeReader or FileKind.PipeWriter => Fifo,
            _ => CharacterDevice,
        };
        *(ulong*)(buffer + 56) = FrameAllocator.FrameBytes;
        return UserMemory.TryWrite(target, buffer, StatBytes) ? 0 : -Errno.Fault;
    }

    private static long MakePipe(ulong target, uint flags)
    {
        Pipe* pipe = Pipe.Create();
        OpenFile* reader = pipe == null ? null : FileTable.Create(FileKind.PipeReader, pipe, flags & FileTable.NonBlocking);
        OpenFile* writer = reader == null ? null : FileTable.Create(FileKind.PipeWriter, pipe, flags & FileTable.NonBlocking);
        if (writer == null)
        {
            return pipe == null ? -Errno.NoMemory : -Errno.TooManyFiles;
        }

        long first = FileTable.Install(reader, 0);
        long second = FileTable.Install(writer, 0);
        if (first < 0 || second < 0)
        {
            return -Errno.TooManyFiles;
        }

        return UserMemory.TryWrite32(target, (uint)first) && UserMemory.TryWrite32(target + 4, (uint)second) ? 0 : -Errno.Fault;
    }

    private static long DuplicateFrom(int descriptor, int from)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -Errno.BadFile : FileTable.Install(file, from);
    }

    private static long Control(int descriptor, int command, ulong argument)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -Errno.BadFile;
        }

        switch (command)
        {
            case Duplicate:
            case DuplicateCloseOnExec:
                return FileTable.Install(file, (int)argument);
            case GetFlags:
                return file->Flags | (file->Kind is FileKind.ConsoleOutput or FileKind.LogOutput or FileKind.PipeWriter ? 1U : 0);
            case SetFlags:
                file->Flags = (uint)argument & FileTable.NonBlocking;
                return 0;
            case 1:
            case 2:
                // F_GETFD, F_SETFD: close-on-exec means nothing without exec.
                return 0;
            default:
                return -Errno.InvalidArgument;
        }
    }

    private static long ReadLink(ulong path, ulong target, ulong capacity)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        if (length < 0 || !SystemFiles.IsExecutableLink(name, length))
        {
            return -Errno.NoEntry;
        }

        ulong count = 0;
        foreach (byte character in "/kernel"u8)
        {
            name[count++] = character;
        }

        count = count < capacity ? count : capacity;
        return UserMemory.TryWrite(target, name, count) ? (long)count : -Errno.Fault;
    }
}
