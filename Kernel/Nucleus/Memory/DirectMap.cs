namespace CosmosNvme.Nucleus;

/// <summary>All RAM, mapped once at a fixed distance: how the nucleus touches a physical page.</summary>
internal static unsafe class DirectMap
{
    internal const ulong Base = 0xffff_8000_0000_0000;

    /// <summary>A pointer to RAM at <paramref name="physical"/>.</summary>
    internal static byte* Pointer(ulong physical) => (byte*)(Base + physical);

    /// <summary>The physical address behind a pointer of this map.</summary>
    internal static ulong Physical(void* pointer) => (ulong)pointer - Base;
}
