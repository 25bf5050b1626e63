namespace CosmosNvme.Nucleus;

/// <summary>read, write and their vector forms, pread, lseek.</summary>
internal static unsafe class FileTransfer
{
    private const ulong IoVectorBytes = 16;
    private const ulong MaximumIoVectors = 1024;

    internal static long Read(Thread* thread, int descriptor, ulong target, ulong count)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -Errno.BadFile : ReadFrom(thread, file, target, count);
    }

    internal static long Write(Thread* thread, int descriptor, ulong source, ulong count)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -Errno.BadFile : WriteTo(thread, file, source, count, MayBlock(file));
    }

    internal static long ReadAt(int descriptor, ulong target, ulong count, long offset)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null || offset < 0)
        {
            return file == null ? -Errno.BadFile : -Errno.InvalidArgument;
        }

        return ReadAt(file, target, count, offset);
    }

    /// <summary>readv and writev.</summary>
    internal static long Vector(Thread* thread, int descriptor, ulong vectors, ulong count, bool write)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null || count > MaximumIoVectors)
        {
            return file == null ? -Errno.BadFile : -Errno.InvalidArgument;
        }

        long total = 0;
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

            // Only the first part may block: a call that blocked starts again from its beginning, and would write the first part twice.
            long done = write ? WriteTo(thread, file, address, length, total == 0 && MayBlock(file)) : ReadFrom(thread, file, address, length);
            if (done < 0)
            {
                return total > 0 ? total : done;
            }

            // One part that is done short ends the call, and so does every read: the caller goes on from there.
            total += done;
            if ((ulong)done < length || !write)
            {
                break;
            }
        }

        return total;
    }

    internal static long Seek(int descriptor, long offset, int origin)
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

    private static bool MayBlock(OpenFile* file) => (file->Flags & FileTable.NonBlocking) == 0;

    private static long ReadFrom(Thread* thread, OpenFile* file, ulong target, ulong count)
    {
        switch (file->Kind)
        {
            case FileKind.ConsoleInput:
                return ReadConsole(thread, target, count, MayBlock(file));
            case FileKind.PipeReader:
                return Pipe.Read(thread, (Pipe*)file->Object, target, count, !MayBlock(file));
            case FileKind.ConsoleOutput:
            case FileKind.LogOutput:
            case FileKind.PipeWriter:
                return -Errno.BadFile;
            default:
                long done = ReadAt(file, target, count, file->Offset);
                file->Offset += done > 0 ? done : 0;
                return done;
        }
    }

    private static long ReadAt(OpenFile* file, ulong target, ulong count, long offset)
    {
        switch (file->Kind)
        {
            case FileKind.Text:
                ulong left = offset < file->Length ? (ulong)(file->Length - offset) : 0;
                count = count < left ? count : left;
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

    private static long ReadConsole(Thread* thread, ulong target, ulong count, bool mayBlock)
    {
        if (count == 0)
        {
            return 0;
        }

        byte* bounce = Asm.ThisCpu()->Bounce;
        int taken;
        fixed (WaitQueue* readers = &ConsoleInput.Readers)
        {
            // Taken under the queue's lock: of two readers the one that comes too late waits, instead of reading "end of file".
            readers->Lock.Acquire();
            taken = ConsoleInput.Take(bounce, count < Cpu.BounceBytes ? (int)count : Cpu.BounceBytes);
            if (taken == 0 && mayBlock)
            {
                return Waiting.Block(thread, readers, 0, uint.MaxValue, Waiting.Forever, 0, Waiting.Restart);
            }

            readers->Lock.Release();
        }

        if (taken == 0)
        {
            return -Errno.Again;
        }

        return UserMemory.TryWrite(target, bounce, (ulong)taken) ? taken : -Errno.Fault;
    }

    private static long WriteTo(Thread* thread, OpenFile* file, ulong source, ulong count, bool mayBlock)
    {
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
                    ConsoleOutput.Write(bounce, count);
                }
                else
                {
                    Log.PrintRaw(bounce, count);
                }

                ScreenWork.Announce();
                return (long)count;
            case FileKind.PipeWriter:
                return Pipe.Write(thread, (Pipe*)file->Object, source, count, !mayBlock);
            case FileKind.Null:
            case FileKind.Zero:
            case FileKind.Random:
                return (long)count;
            default:
                return -Errno.BadFile;
        }
    }
}
