namespace CosmosNvme.Nucleus;

/// <summary>
/// QEMU's fw_cfg device by its I/O ports (QEMU docs/specs/fw_cfg.rst). Nucleus code: no lock of its own, one user at a time;
/// works before memory is up.
/// </summary>
internal static unsafe class FirmwareDevice
{
    private const ushort SelectorPort = 0x510;
    private const ushort DataPort = 0x511;
    private const ushort SignatureKey = 0x0000;
    private const ushort DirectoryKey = 0x0019;
    private const int NameBytes = 56;

    /// <summary>More files than any machine has; a device that claims more is none.</summary>
    private const uint MaximumFiles = 4096;

    /// <summary>True if the device answers with its signature.</summary>
    internal static bool IsPresent()
    {
        Select(SignatureKey);
        return Asm.In8(DataPort) == (byte)'Q' && Asm.In8(DataPort) == (byte)'E'
            && Asm.In8(DataPort) == (byte)'M' && Asm.In8(DataPort) == (byte)'U';
    }

    /// <summary>Finds a file by its name of <paramref name="nameLength"/> bytes.</summary>
    /// <param name="name">The name, without a zero behind it.</param>
    /// <param name="nameLength">Bytes of the name.</param>
    /// <param name="key">Receives what <see cref="Select"/> wants.</param>
    /// <param name="size">Receives the file's bytes.</param>
    internal static bool TryFind(byte* name, int nameLength, ushort* key, uint* size)
    {
        if (nameLength >= NameBytes || !IsPresent())
        {
            return false;
        }

        Select(DirectoryKey);
        uint files = ReadBigEndian(4);
        for (uint i = 0; i < files && i < MaximumFiles; i++)
        {
            uint fileSize = ReadBigEndian(4);
            uint fileKey = ReadBigEndian(2);
            ReadBigEndian(2);
            bool same = true;
            for (int n = 0; n < NameBytes; n++)
            {
                byte c = Asm.In8(DataPort);
                byte wanted = n < nameLength ? name[n] : (byte)0;
                same &= n > nameLength || c == wanted;
            }

            if (same)
            {
                *key = (ushort)fileKey;
                *size = fileSize;
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes to the first byte of a file.</summary>
    internal static void Select(ushort key) => Asm.Out16(SelectorPort, key);

    /// <summary>Reads the next <paramref name="count"/> bytes of the selected file.</summary>
    internal static void Read(byte* target, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            target[i] = Asm.In8(DataPort);
        }
    }

    private static uint ReadBigEndian(int bytes)
    {
        uint value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value = (value << 8) | Asm.In8(DataPort);
        }

        return value;
    }
}
