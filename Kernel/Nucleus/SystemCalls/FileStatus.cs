namespace CosmosNvme.Nucleus;

/// <summary>stat and its family: Linux's struct stat of x86-64 (arch/x86/include/uapi/asm/stat.h).</summary>
internal static unsafe class FileStatus
{
    private const int StatBytes = 144;
    private const int InodeAt = 8;
    private const int LinksAt = 16;
    private const int ModeAt = 24;
    private const int BlockBytesAt = 56;

    private const uint Regular = 0x8000 | 0x124;
    private const uint CharacterDevice = 0x2000 | 0x1b6;
    private const uint Fifo = 0x1000 | 0x180;

    internal static long OfDescriptor(int descriptor, ulong target)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -Errno.BadFile : Write(file, target);
    }

    internal static long OfPath(ulong path, ulong target)
    {
        OpenFile* file;
        long error = FileNames.Find(path, 0, &file);
        if (error != 0)
        {
            return error;
        }

        long result = Write(file, target);
        FileTable.Release(file);
        return result;
    }

    private static long Write(OpenFile* file, ulong target)
    {
        byte* buffer = Asm.ThisCpu()->Bounce;
        Asm.ZeroWords(buffer, StatBytes / 8);
        *(ulong*)(buffer + InodeAt) = 1;
        *(ulong*)(buffer + LinksAt) = 1;
        *(uint*)(buffer + ModeAt) = file->Kind switch
        {
            FileKind.Text => Regular,
            FileKind.PipeReader or FileKind.PipeWriter => Fifo,
            _ => CharacterDevice,
        };
        *(ulong*)(buffer + BlockBytesAt) = FrameAllocator.FrameBytes;
        return UserMemory.TryWrite(target, buffer, StatBytes) ? 0 : -Errno.Fault;
    }
}
