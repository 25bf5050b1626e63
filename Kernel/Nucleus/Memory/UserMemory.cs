namespace CosmosNvme.Nucleus;

/// <summary>Reads and writes memory of threads for system calls: demand-zero pages come in on the way, anything else is EFAULT.</summary>
internal static unsafe class UserMemory
{
    /// <summary>Copies into thread memory; false: part of it is not writable.</summary>
    internal static bool TryWrite(ulong target, void* source, ulong count) =>
        IsThreadRange(target, count) && Asm.CopyUser((void*)target, source, count) == 0;

    /// <summary>Copies out of thread memory; false: part of it is not readable.</summary>
    internal static bool TryRead(void* target, ulong source, ulong count) =>
        IsThreadRange(source, count) && Asm.CopyUser(target, (void*)source, count) == 0;

    internal static bool TryWrite32(ulong target, uint value) => TryWrite(target, &value, sizeof(uint));

    internal static bool TryWrite64(ulong target, ulong value) => TryWrite(target, &value, sizeof(ulong));

    internal static bool TryRead64(ulong source, ulong* value) => TryRead(value, source, sizeof(ulong));

    /// <summary>Reads a 32-bit word; negative: not readable.</summary>
    internal static long Load32(ulong source) => IsThreadRange(source, 4) ? Asm.LoadUser32((uint*)source) : -1;

    /// <summary>True if [start, start + count) lies below the end of thread memory; says nothing of what is mapped.</summary>
    internal static bool IsThreadRange(ulong start, ulong count) => start < AddressSpace.Top && count <= AddressSpace.Top - start;

    /// <summary>
    /// Copies a zero-terminated string of at most <paramref name="capacity"/> - 1 bytes. Its length, or a negative error number: EFAULT,
    /// or ENOENT for a name longer than any there is.
    /// </summary>
    internal static int ReadString(byte* target, int capacity, ulong source)
    {
        for (int i = 0; i < capacity; i++)
        {
            if (!TryRead(target + i, source + (ulong)i, 1))
            {
                return -Errno.Fault;
            }

            if (target[i] == 0)
            {
                return i;
            }
        }

        return -Errno.NoEntry;
    }

    /// <summary>
    /// For the page-fault handler: where nucleus code that faulted at <paramref name="rip"/> continues, or 0 if that address is not
    /// one that is allowed to fault.
    /// </summary>
    internal static ulong Continuation(ulong rip)
    {
        if (rip < (ulong)EntryPoints.UserAccessBegin() || rip >= (ulong)EntryPoints.UserAccessEnd())
        {
            return 0;
        }

        return rip < (ulong)EntryPoints.UserAccessWords() ? (ulong)EntryPoints.CopyUserFault() : (ulong)EntryPoints.WordUserFault();
    }
}
