using CosmosNvme.Storage;

namespace CosmosNvme.Posix;

/// <summary>The flags of open (asm-generic/fcntl.h).</summary>
internal static class OpenFlags
{
    internal const uint AccessMask = 3;
    internal const uint WriteOnly = 1;
    internal const uint ReadWrite = 2;
    internal const uint Create = 0x40;
    internal const uint Exclusive = 0x80;
    internal const uint Truncate = 0x200;
    internal const uint Append = 0x400;
    internal const uint DataSynchronous = 0x1000;
    internal const uint Direct = 0x4000;
    internal const uint Directory = 0x1_0000;
    internal const uint NoFollow = 0x2_0000;
    internal const uint Synchronous = 0x10_1000;
    internal const uint PathOnly = 0x20_0000;
    internal const uint Temporary = 0x41_0000;

    // What F_SETFL sets: with the above, O_NONBLOCK, O_ASYNC and O_NOATIME.
    internal const uint Changeable = Append | Direct | 0x800 | 0x2000 | 0x4_0000;

    // What F_GETFL does not tell: it is over once the file is open.
    internal const uint OnlyForOpening = Create | Exclusive | Truncate | NoFollow | 0x8_0000 | 0x100;

    /// <summary>The same in the words of the virtual file system; false: they contradict each other.</summary>
    internal static bool TryTranslate(uint flags, out FileAccessModes modes)
    {
        modes = FileAccessModes.None;
        modes |= (flags & Directory) != 0 ? FileAccessModes.Directory : 0;
        modes |= (flags & NoFollow) != 0 ? FileAccessModes.NoFollow : 0;
        if ((flags & PathOnly) != 0)
        {
            return true;
        }

        modes |= (flags & AccessMask) switch
        {
            0 => FileAccessModes.Read,
            WriteOnly => FileAccessModes.Write,
            ReadWrite => FileAccessModes.Read | FileAccessModes.Write,
            _ => FileAccessModes.None,
        };
        modes |= (flags & Create) != 0 ? FileAccessModes.Create : 0;
        modes |= (flags & Exclusive) != 0 ? FileAccessModes.Exclusive : 0;
        modes |= (flags & Truncate) != 0 ? FileAccessModes.Truncate : 0;
        modes |= (flags & Append) != 0 ? FileAccessModes.Append : 0;
        modes |= (flags & Direct) != 0 ? FileAccessModes.Direct : 0;
        modes |= (flags & Synchronous) == Synchronous ? FileAccessModes.Synchronous : (flags & DataSynchronous) != 0 ? FileAccessModes.DataSynchronous : 0;
        return (flags & AccessMask) != AccessMask && (flags & (Create | Directory)) != (Create | Directory);
    }
}
