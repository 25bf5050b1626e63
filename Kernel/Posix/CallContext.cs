using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>What all calls share: the files, the callers' memory, descriptors, mappings and the working directory.</summary>
internal sealed class CallContext
{
    private const int CurrentDirectory = -100;

    internal CallContext(VirtualFileSystem files, ICallMemory memory, int firstDescriptor, int descriptors)
    {
        Files = files;
        Memory = memory;
        Descriptors = new DescriptorTable(firstDescriptor, descriptors);
        Mappings = new FileMappings(memory);
    }

    internal VirtualFileSystem Files { get; }

    internal ICallMemory Memory { get; }

    internal DescriptorTable Descriptors { get; }

    internal FileMappings Mappings { get; }

    /// <summary>The one process, as owner of locks.</summary>
    internal object Process { get; } = new();

    /// <summary>True once the process had a lock of its own on some file.</summary>
    internal bool HasProcessLocks { get; set; }

    /// <summary>Permission bits that files are not made with.</summary>
    internal int Umask { get; set; } = 0b010_010;

    /// <summary>Reads a path and puts the directory it is relative to in front of it, if that is not the working directory.</summary>
    /// <param name="directory">What relative paths begin at: a directory's descriptor, or AT_FDCWD.</param>
    /// <param name="address">Where the path is.</param>
    /// <param name="path">Receives the path; empty after a failure.</param>
    /// <returns>0, or what the call returns.</returns>
    internal long ReadPath(int directory, ulong address, out string path)
    {
        path = string.Empty;
        string? text = Memory.ReadText(address);
        if (text is null)
        {
            return Errno.Of(FileError.NameTooLong);
        }

        if (text.Length == 0)
        {
            return Errno.Of(FileError.NoEntry);
        }

        string start = string.Empty;
        if (text[0] != '/')
        {
            long error = StartOf(directory, out start);
            if (error != 0)
            {
                return error;
            }
        }

        path = start + text;
        return 0;
    }

    private long StartOf(int directory, out string start)
    {
        start = string.Empty;
        if (directory == CurrentDirectory)
        {
            return 0;
        }

        OpenDescription? description = Descriptors.Enter(directory);
        if (description is null)
        {
            return Errno.Of(FileError.BadFile);
        }

        start = description.File.Path + "/";
        bool isDirectory = description.File.Kind == FileKind.Directory;
        description.Leave();
        return isDirectory ? 0 : Errno.Of(FileError.NotADirectory);
    }
}
