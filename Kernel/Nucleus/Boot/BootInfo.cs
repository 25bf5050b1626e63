namespace CosmosNvme.Nucleus;

/// <summary>
/// What the boot protocol hands over, copied out of the loader's memory: the memory map (into <see cref="MemoryMap"/>), the
/// command line, and where ACPI begins. Runs on the boot tables, where the first 4 GiB are mapped at 0.
/// </summary>
internal static unsafe class BootInfo
{
    internal const int CommandLineCapacity = 4096;

    private const uint PvhMagic = 0x336ec578;
    private const int RsdpBytes = 36;
    private const int MaximumTags = 256;

    private static Storage s_storage;

    /// <summary>Physical address of the RSDP, or 0 if the loader did not say.</summary>
    internal static ulong Rsdp;

    /// <summary>Bytes of <see cref="CommandLine"/>.</summary>
    internal static int CommandLineLength;

    /// <summary>1 when loaded by multiboot2, 0 by PVH.</summary>
    internal static uint Protocol;

    /// <summary>The kernel command line, <see cref="CommandLineLength"/> bytes and a zero.</summary>
    internal static byte* CommandLine()
    {
        fixed (byte* p = s_storage.CommandLine)
        {
            return p;
        }
    }

    /// <summary>Reads the information at physical address <paramref name="information"/>. False: not what the protocol says.</summary>
    internal static bool Parse(uint protocol, ulong information)
    {
        Protocol = protocol;
        bool known = protocol == 0 ? ParsePvh((byte*)information) : ParseMultiboot2((byte*)information);
        MemoryMap.ResolveOverlaps();
        return known && MemoryMap.Count > 0;
    }

    /// <summary>Appends a blank and <paramref name="length"/> bytes to the command line, as far as it fits.</summary>
    internal static void Append(byte* text, int length)
    {
        byte* line = CommandLine();
        if (CommandLineLength > 0 && CommandLineLength < CommandLineCapacity - 1)
        {
            line[CommandLineLength++] = (byte)' ';
        }

        for (int i = 0; i < length && CommandLineLength < CommandLineCapacity - 1 && text[i] != 0; i++)
        {
            line[CommandLineLength++] = text[i] == (byte)'\n' ? (byte)' ' : text[i];
        }

        line[CommandLineLength] = 0;
    }

    /// <summary>Xen's hvm_start_info, version 1 or newer.</summary>
    private static bool ParsePvh(byte* info)
    {
        if (*(uint*)info != PvhMagic || *(uint*)(info + 4) < 1)
        {
            return false;
        }

        Append((byte*)*(ulong*)(info + 24), CommandLineCapacity);
        Rsdp = *(ulong*)(info + 32);
        byte* entry = (byte*)*(ulong*)(info + 40);
        uint entries = *(uint*)(info + 48);
        for (uint i = 0; i < entries; i++, entry += 24)
        {
            MemoryMap.Add(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
        }

        return true;
    }

    /// <summary>Multiboot2 specification §3.6: a list of 8-aligned tags.</summary>
    private static bool ParseMultiboot2(byte* info)
    {
        byte* end = info + *(uint*)info;
        byte* tag = info + 8;
        for (int count = 0; tag + 8 <= end && count < MaximumTags; count++)
        {
            uint type = *(uint*)tag;
            uint size = *(uint*)(tag + 4);
            if (type == 0 || size < 8)
            {
                break;
            }

            switch (type)
            {
                case 1:
                    Append(tag + 8, (int)size - 8);
                    break;
                case 6:
                    AddMultibootMap(tag, size);
                    break;
                case 14:
                case 15:
                    CopyRsdp(tag + 8, size - 8);
                    break;
                default:
                    break;
            }

            tag += (size + 7) & ~7U;
        }

        return true;
    }

    private static void AddMultibootMap(byte* tag, uint size)
    {
        uint entrySize = *(uint*)(tag + 8);
        if (entrySize < 24)
        {
            return;
        }

        for (uint offset = 16; offset + entrySize <= size; offset += entrySize)
        {
            byte* entry = tag + offset;
            MemoryMap.Add(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
        }
    }

    private static void CopyRsdp(byte* source, uint length)
    {
        fixed (byte* copy = s_storage.Rsdp)
        {
            for (uint i = 0; i < length && i < RsdpBytes; i++)
            {
                copy[i] = source[i];
            }

            Rsdp = (ulong)copy;
        }
    }

    private struct Storage
    {
        internal fixed byte CommandLine[CommandLineCapacity];
        internal fixed byte Rsdp[40];
    }
}
