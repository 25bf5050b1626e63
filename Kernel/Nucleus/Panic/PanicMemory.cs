namespace CosmosNvme.Nucleus;

/// <summary>Reads memory whose address may be garbage. For stack traces: slow, but never faults, and takes no lock.</summary>
internal static unsafe class PanicMemory
{
    private const int CanonicalBits = 48;

    private static byte* s_window;
    private static ulong s_windowAddress;
    private static ulong s_windowLength;

    /// <summary>Reads the word at <paramref name="address"/>. False: there is no readable memory; the value is then undefined.</summary>
    internal static bool TryRead(ulong address, ulong* value)
    {
        if (s_window != null)
        {
            ulong offset = address - s_windowAddress;
            if (offset > s_windowLength || s_windowLength - offset < sizeof(ulong))
            {
                return false;
            }

            *value = *(ulong*)(s_window + offset);
            return true;
        }

        // Access to an address that is not canonical is another exception than a page fault.
        if (!IsCanonical(address) || !IsCanonical(address + sizeof(ulong) - 1))
        {
            return false;
        }

        return Asm.CopyUser(value, (void*)address, sizeof(ulong)) == 0;
    }

    /// <summary>
    /// Lets <see cref="TryRead"/> see only a saved copy of memory: <paramref name="length"/> bytes at <paramref name="window"/> that
    /// stand for <paramref name="address"/>. Null ends that. Not for concurrent use.
    /// </summary>
    internal static void UseCopy(byte* window, ulong address, ulong length)
    {
        s_window = window;
        s_windowAddress = address;
        s_windowLength = length;
    }

    private static bool IsCanonical(ulong address)
        => (ulong)((long)(address << (64 - CanonicalBits)) >> (64 - CanonicalBits)) == address;
}
