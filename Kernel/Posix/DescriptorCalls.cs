using System.Buffers.Binary;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>Calls on descriptors that move no bytes: closing, duplicating, flushing, sizes, memory mappings.</summary>
internal sealed class DescriptorCalls(CallContext context)
{
    private const int DuplicateFrom = 0;
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const int AddSeals = 1033;

    private const uint CloneFile = 0x4004_9409;
    private const uint DeviceBytes = 0x8008_1272;
    private const int KeepLength = 1;

    internal long Call(in FileCall call)
    {
        switch (call.Number)
        {
            case SystemCallNumber.Close:
                return Close((int)call.First);
            case SystemCallNumber.Munmap:
                return context.Mappings.Unmap(call.First, call.Second);
            case SystemCallNumber.Msync:
                return context.Mappings.Synchronize(call.First, call.Second);
            case SystemCallNumber.Sync:
                context.Mappings.WriteBackAll();
                context.Files.Flush();
                return 0;
            default:
                return WithDescription(call);
        }
    }

    /// <summary>The commands of fcntl that are no locks.</summary>
    internal long Fcntl(OpenDescription description, int command, uint argument) => command switch
    {
        DuplicateFrom or DuplicateCloseOnExec => Duplicate(description),
        GetFlags => description.Flags,
        SetFlags => Change(description, argument),

        // What could be set matters to nobody here: there is no exec. Seals are promises about who else may change a file in memory.
        GetDescriptorFlags or SetDescriptorFlags or AddSeals => 0,
        _ => Errno.Of(FileError.Invalid),
    };

    // Files never make anybody wait, so that only two flags mean something; the others that can be changed are kept.
    private static long Change(OpenDescription description, uint flags)
    {
        FileStatus status = description.File.Change((flags & OpenFlags.Append) != 0, (flags & OpenFlags.Direct) != 0);
        if (status.IsSuccess)
        {
            description.Flags = (description.Flags & ~OpenFlags.Changeable) | (flags & OpenFlags.Changeable);
        }

        return Errno.Of(status);
    }

    private long Close(int descriptor)
    {
        OpenDescription? description = context.Descriptors.Remove(descriptor);
        if (description is null)
        {
            return Errno.Of(FileError.BadFile);
        }

        // POSIX: a process loses all its locks on a file with the first descriptor of the file that it closes.
        if (context.HasProcessLocks)
        {
            description.File.ReleaseLocks(context.Process);
        }

        description.Leave();
        return 0;
    }

    private long WithDescription(in FileCall call)
    {
        int descriptor = (int)(call.Number == SystemCallNumber.Mmap ? call.Fifth : call.First);
        OpenDescription? description = context.Descriptors.Enter(descriptor);
        if (description is null)
        {
            return Errno.Of(FileError.BadFile);
        }

        long result = Call(call, description);
        description.Leave();
        return result;
    }

    private long Call(in FileCall call, OpenDescription description)
    {
        OpenFile file = description.File;
        switch (call.Number)
        {
            case SystemCallNumber.Mmap:
                return context.Mappings.Map(description, call.Second, (int)call.Third, (uint)call.Fourth, call.Sixth);
            case SystemCallNumber.Dup:
                return Duplicate(description);
            case SystemCallNumber.Fsync:
                return Errno.Of(Flush(file, dataOnly: false));
            case SystemCallNumber.Fdatasync:
            case SystemCallNumber.SyncFileRange:
                return Errno.Of(Flush(file, dataOnly: true));
            case SystemCallNumber.Syncfs:
                context.Mappings.WriteBackAll();
                return Errno.Of(file.FlushFileSystem());
            case SystemCallNumber.Ftruncate:
                return Truncate(file, (long)call.Second);
            case SystemCallNumber.Fallocate:
                return Allocate(file, (int)call.Second, (long)call.Third, (long)call.Fourth);
            case SystemCallNumber.Fadvise64:
                return 0;
            case SystemCallNumber.Fchdir:
                return Errno.Of(context.Files.SetWorkingDirectory(file.Path));
            case SystemCallNumber.Ioctl:
                return Control(file, (uint)call.Second, call.Third);
            case SystemCallNumber.GetDents64:
                return DirectoryReader.Read(description, context.Memory.At(call.Second, (int)uint.Min((uint)call.Third, int.MaxValue)));
            default:
                return -Errno.NotImplemented;
        }
    }

    private long Duplicate(OpenDescription description)
    {
        if (!description.TryEnter())
        {
            return Errno.Of(FileError.BadFile);
        }

        int descriptor = context.Descriptors.Add(description);
        if (descriptor < 0)
        {
            description.Leave();
            return -Errno.TooManyFiles;
        }

        return descriptor;
    }

    private FileStatus Flush(OpenFile file, bool dataOnly)
    {
        FileStatus status = context.Mappings.WriteBack(file);
        return status.IsSuccess ? file.Flush(dataOnly) : status;
    }

    private long Truncate(OpenFile file, long length)
    {
        if (length < 0)
        {
            return Errno.Of(FileError.Invalid);
        }

        FileStatus status = file.SetLength((ulong)length);
        if (status.IsSuccess)
        {
            context.Mappings.AfterTruncation(file, (ulong)length);
        }

        return Errno.Of(status);
    }

    private static long Allocate(OpenFile file, int mode, long offset, long length)
    {
        if (offset < 0 || length <= 0 || offset > long.MaxValue - length)
        {
            return Errno.Of(FileError.Invalid);
        }

        // Holes, collapsed and zeroed ranges are not offered.
        return (mode & ~KeepLength) != 0 ? Errno.Of(FileError.NotSupported) : Errno.Of(file.Allocate((ulong)offset, (ulong)length, mode == KeepLength));
    }

    private long Control(OpenFile file, uint request, ulong argument)
    {
        if (request == DeviceBytes && file.Kind == FileKind.BlockDevice)
        {
            FileStatus status = file.GetInformation(out FileInformation information);
            BinaryPrimitives.WriteUInt64LittleEndian(context.Memory.At(argument, sizeof(ulong)).Span, information.Length);
            return Errno.Of(status);
        }

        return request == CloneFile ? Errno.Of(FileError.NotSupported) : -Errno.NoTerminal;
    }
}
