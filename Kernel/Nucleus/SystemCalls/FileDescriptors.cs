namespace CosmosNvme.Nucleus;

/// <summary>Calls that make and change descriptors: pipe2, dup, fcntl.</summary>
internal static unsafe class FileDescriptors
{
    private const int DuplicateFrom = 0;
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const uint WriteOnly = 1;

    internal static long MakePipe(ulong target, uint flags)
    {
        Pipe* pipe = Pipe.Create();
        if (pipe == null)
        {
            return -Errno.NoMemory;
        }

        OpenFile* reader = FileTable.Create(FileKind.PipeReader, pipe, flags & FileTable.NonBlocking);
        if (reader == null)
        {
            Pipe.CloseReader(pipe);
            Pipe.CloseWriter(pipe);
            return -Errno.TooManyFiles;
        }

        OpenFile* writer = FileTable.Create(FileKind.PipeWriter, pipe, flags & FileTable.NonBlocking);
        if (writer == null)
        {
            FileTable.Release(reader);
            Pipe.CloseWriter(pipe);
            return -Errno.TooManyFiles;
        }

        return InstallPipe(reader, writer, target);
    }

    internal static long Duplicate(int descriptor, int from)
    {
        OpenFile* file = FileTable.Find(descriptor);
        return file == null ? -Errno.BadFile : FileTable.Install(file, from);
    }

    internal static long Control(int descriptor, int command, ulong argument)
    {
        OpenFile* file = FileTable.Find(descriptor);
        if (file == null)
        {
            return -Errno.BadFile;
        }

        switch (command)
        {
            case DuplicateFrom:
            case DuplicateCloseOnExec:
                return argument < FileTable.Capacity ? FileTable.Install(file, (int)argument) : -Errno.InvalidArgument;
            case GetFlags:
                return file->Flags | (file->Kind is FileKind.ConsoleOutput or FileKind.LogOutput or FileKind.PipeWriter ? WriteOnly : 0);
            case SetFlags:
                file->Flags = (uint)argument & FileTable.NonBlocking;
                return 0;
            case GetDescriptorFlags:
            case SetDescriptorFlags:
                // Close-on-exec means nothing without exec.
                return 0;
            default:
                return -Errno.InvalidArgument;
        }
    }

    private static long InstallPipe(OpenFile* reader, OpenFile* writer, ulong target)
    {
        long first = FileTable.Install(reader, 0);
        if (first < 0)
        {
            FileTable.Release(reader);
            FileTable.Release(writer);
            return first;
        }

        long second = FileTable.Install(writer, 0);
        if (second < 0)
        {
            FileTable.Close((int)first);
            FileTable.Release(writer);
            return second;
        }

        if (!UserMemory.TryWrite32(target, (uint)first) || !UserMemory.TryWrite32(target + 4, (uint)second))
        {
            FileTable.Close((int)first);
            FileTable.Close((int)second);
            return -Errno.Fault;
        }

        return 0;
    }
}
