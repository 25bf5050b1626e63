namespace CosmosNvme.Nucleus;

/// <summary>The loaded image as its own ELF header describes it (ELF-64, System V gABI). Virtual and physical addresses are equal.</summary>
internal static unsafe class ImageLayout
{
    internal const uint Load = 1;
    internal const uint Executable = 1;
    internal const uint Writable = 2;
    private const int HeaderBytes = 56;

    /// <summary>First byte of the image: its ELF header.</summary>
    internal static ulong Begin => (ulong)EntryPoints.ImageBegin();

    /// <summary>Where the C library starts.</summary>
    internal static ulong Entry => *(ulong*)(Begin + 24);

    internal static ulong ProgramHeaders => Begin + *(ulong*)(Begin + 32);

    internal static int ProgramHeaderCount => *(ushort*)(Begin + 56);

    internal static int ProgramHeaderSize => HeaderBytes;

    internal static uint SegmentType(int index) => *(uint*)Header(index);

    internal static uint SegmentFlags(int index) => *(uint*)(Header(index) + 4);

    internal static ulong SegmentStart(int index) => *(ulong*)(Header(index) + 16);

    internal static ulong SegmentEnd(int index) => SegmentStart(index) + *(ulong*)(Header(index) + 40);

    /// <summary>First page behind the last loaded segment.</summary>
    internal static ulong End()
    {
        ulong end = (ulong)EntryPoints.ImageEnd();
        for (int i = 0; i < ProgramHeaderCount; i++)
        {
            if (SegmentType(i) == Load && SegmentEnd(i) > end)
            {
                end = SegmentEnd(i);
            }
        }

        return (end + 0xfff) & ~0xfffUL;
    }

    private static byte* Header(int index) => (byte*)(ProgramHeaders + ((ulong)index * HeaderBytes));
}
