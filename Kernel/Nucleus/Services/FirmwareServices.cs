using System;

namespace CosmosNvme.Nucleus;

/// <summary>Reads files of QEMU's fw_cfg device. Callable from managed threads, one at a time; allocates nothing, does not block.</summary>
public static unsafe class FirmwareServices
{
    /// <summary>Finds a file.</summary>
    /// <param name="name">Its name in ASCII.</param>
    /// <param name="key">Receives its key.</param>
    /// <param name="size">Receives its size in bytes.</param>
    /// <returns>False if there is no such file or no such device.</returns>
    public static bool TryFind(ReadOnlySpan<byte> name, out ushort key, out uint size)
    {
        ushort foundKey = 0;
        uint foundSize = 0;
        bool found;
        fixed (byte* bytes = name)
        {
            found = FirmwareDevice.TryFind(bytes, name.Length, &foundKey, &foundSize);
        }

        key = foundKey;
        size = foundSize;
        return found;
    }

    /// <summary>Reads a file from its first byte.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="target">As many bytes as shall be read.</param>
    public static void Read(ushort key, Span<byte> target)
    {
        FirmwareDevice.Select(key);
        fixed (byte* bytes = target)
        {
            FirmwareDevice.Read(bytes, (uint)target.Length);
        }
    }
}
