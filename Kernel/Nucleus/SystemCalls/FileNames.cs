namespace CosmosNvme.Nucleus;

/// <summary>Calls that take a path. There is one directory, the root, and every path is looked up whole in <see cref="SystemFiles"/>.</summary>
internal static unsafe class FileNames
{
    /// <summary>Longer than any name there is.</summary>
    private const int PathBytes = 256;

    internal static long Open(ulong path, uint flags)
    {
        OpenFile* file;
        long error = Find(path, flags, &file);
        if (error != 0)
        {
            return error;
        }

        long descriptor = FileTable.Install(file, 0);
        if (descriptor < 0)
        {
            FileTable.Release(file);
        }

        return descriptor;
    }

    /// <summary>access: whoever runs here may do anything with what exists.</summary>
    internal static long CheckAccess(ulong path)
    {
        OpenFile* file;
        long error = Find(path, 0, &file);
        if (error == 0)
        {
            FileTable.Release(file);
        }

        return error;
    }

    /// <summary>readlink: the one link there is says where the program is.</summary>
    internal static long ReadLink(ulong path, ulong target, ulong capacity)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        if (length < 0)
        {
            return length;
        }

        if (!SystemFiles.IsExecutableLink(name, length))
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

    internal static long WorkingDirectory(ulong target, ulong capacity)
    {
        const ulong Bytes = 2;
        ushort root = '/';
        if (capacity < Bytes)
        {
            return -Errno.Range;
        }

        return UserMemory.TryWrite(target, &root, Bytes) ? (long)Bytes : -Errno.Fault;
    }

    /// <summary>Opens the file at <paramref name="path"/> without a descriptor. 0, or a negative error number.</summary>
    internal static long Find(ulong path, uint flags, OpenFile** file)
    {
        byte* name = Asm.ThisCpu()->Bounce;
        int length = UserMemory.ReadString(name, PathBytes, path);
        if (length < 0)
        {
            return length;
        }

        *file = SystemFiles.Open(name, length, flags);
        return *file == null ? -Errno.NoEntry : 0;
    }
}
