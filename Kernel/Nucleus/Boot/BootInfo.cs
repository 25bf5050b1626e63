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
    private const uint MaximumMapEntries = 4096;

    /// <summary>End of what the boot tables map.</summary>
    private const ulong Reach = 1UL << 32;

    private const int PvhEntryBytes = 24;
    private const int MultibootEntryBytes = 24;
    private const uint LargestMultiboot2 = 1 << 20;

    private static Storage s_storage;

    /// <summary>Physical address of the RSDP, or 0 if the loader did not say.</summary>
    internal static ulong Rsdp;

    /// <summary>The screen that the loader set up.</summary>
    internal static FramebufferInfo Screen;

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
        Rsdp = 0;
        Screen.Kind = FramebufferInfo.None;
        bool known = protocol == 0 ? ParsePvh((byte*)information) : ParseMultiboot2((byte*)information);
        MemoryMap.ResolveOverlaps();
        return known && MemoryMap.Count > 0;
    }

    /// <summary>
    /// Appends a blank and the text of at most <paramref name="length"/> bytes to the command line, as far as it fits. The text ends at a
    /// zero; line ends and other control characters become blanks.
    /// </summary>
    internal static void Append(byte* text, int length)
    {
        byte* line = CommandLine();
        if (CommandLineLength > 0 && CommandLineLength < CommandLineCapacity - 1)
        {
            line[CommandLineLength++] = (byte)' ';
        }

        for (int i = 0; i < length && CommandLineLength < CommandLineCapacity - 1 && text[i] != 0; i++)
        {
            line[CommandLineLength++] = text[i] < (byte)' ' ? (byte)' ' : text[i];
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

        ulong commandLine = *(ulong*)(info + 24);
        if (commandLine != 0 && commandLine < Reach - CommandLineCapacity)
        {
            Append((byte*)commandLine, CommandLineCapacity);
        }

        Rsdp = *(ulong*)(info + 32);
        ulong map = *(ulong*)(info + 40);
        uint entries = *(uint*)(info + 48);
        if (map == 0 || entries > MaximumMapEntries || map > Reach - ((ulong)entries * PvhEntryBytes))
        {
            return false;
        }

        byte* entry = (byte*)map;
        for (uint i = 0; i < entries; i++, entry += PvhEntryBytes)
        {
            MemoryMap.Add(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
        }

        return true;
    }

    /// <summary>Multiboot2 specification §3.6: a list of 8-aligned tags. What is behind a damaged one is not believed.</summary>
    private static bool ParseMultiboot2(byte* info)
    {
        uint total = *(uint*)info;
        if (total > LargestMultiboot2)
        {
            return false;
        }

        uint offset = 8;
        for (int count = 0; offset + 8 <= total && count < MaximumTags; count++)
        {
            byte* tag = info + offset;
            uint type = *(uint*)tag;
            uint size = *(uint*)(tag + 4);
            if (type == 0 || size < 8 || size > total - offset)
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
                case 8:
                    ReadScreen(tag, size);
                    break;
                case 14 when Rsdp == 0:
                case 15:
                    // The old RSDP only where there is no new one, whatever their order.
                    CopyRsdp(tag + 8, size - 8);
                    break;
                default:
                    break;
            }

            offset += (size + 7) & ~7U;
        }

        return true;
    }

    private static void AddMultibootMap(byte* tag, uint size)
    {
        uint entrySize = size < 16 ? 0 : *(uint*)(tag + 8);
        if (entrySize < MultibootEntryBytes)
        {
            return;
        }

        for (ulong offset = 16; offset + entrySize <= size; offset += entrySize)
        {
            byte* entry = tag + offset;
            MemoryMap.Add(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
        }
    }

    private static void ReadScreen(byte* tag, uint size)
    {
        const uint TextBytes = 32;
        const uint RgbBytes = 38;
        byte kind = size >= TextBytes ? tag[29] : FramebufferInfo.None;
        if (kind != FramebufferInfo.Text && (kind != FramebufferInfo.Rgb || size < RgbBytes))
        {
            return;
        }

        Screen.Address = *(ulong*)(tag + 8);
        Screen.Pitch = *(uint*)(tag + 16);
        Screen.Width = *(uint*)(tag + 20);
        Screen.Height = *(uint*)(tag + 24);
        Screen.BitsPerPixel = tag[28];
        Screen.Kind = kind;
        if (kind == FramebufferInfo.Rgb)
        {
            Screen.RedPosition = tag[32];
            Screen.RedSize = tag[33];
            Screen.GreenPosition = tag[34];
            Screen.GreenSize = tag[35];
            Screen.BluePosition = tag[36];
            Screen.BlueSize = tag[37];
        }
    }

    private static void CopyRsdp(byte* source, uint length)
    {
        fixed (byte* copy = s_storage.Rsdp)
        {
            for (uint i = 0; i < RsdpBytes; i++)
            {
                copy[i] = i < length ? source[i] : (byte)0;
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
