using System;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Reads files of QEMU's fw_cfg device. Callable from managed threads, by one at a time, because the device has one position;
/// nothing here allocates or blocks.
/// </summary>
public static unsafe class FirmwareServices
{
    /// <summary>Finds a file and makes it the one that <see cref="Read"/> reads, from its beginning.</summary>
    /// <param name="name">Its name in ASCII.</param>
    /// <param name="length">Receives its length in bytes.</param>
    /// <returns>False if there is no such file or no such device.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> name, out uint length)
    {
        FwCfgFile file;
        bool found = FwCfg.TryOpen(name, &file);
        length = file.Length;
        return found;
    }

    /// <summary>Reads the next bytes of the opened file.</summary>
    /// <param name="target">Receives them.</param>
    /// <returns>Bytes read: fewer than there is room for only at the end of the file.</returns>
    public static int Read(Span<byte> target)
    {
        fixed (byte* bytes = target)
        {
            return (int)FwCfg.Read(bytes, (uint)target.Length);
        }
    }
}
