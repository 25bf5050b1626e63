using System;
using System.Runtime.InteropServices;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Native memory that ends at a page nobody may touch: reading beyond the end of what was placed there ends the process. Made once and
/// used again for each input, because mapping pages is slow.
/// </summary>
internal sealed unsafe class GuardedMemory
{
    private const int PageBytes = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int Below2GiB = 0x40;

    private readonly byte* _end;
    private readonly int _capacity;

    /// <summary>Maps it.</summary>
    /// <param name="capacity">Most bytes that will be placed.</param>
    /// <param name="isLow">Whether it must lie below 2 GiB, as all does that a boot loader leaves.</param>
    internal GuardedMemory(int capacity, bool isLow = false)
    {
        _capacity = (capacity + PageBytes - 1) / PageBytes * PageBytes;
        byte* mapping = Map(null, (nuint)(_capacity + PageBytes), ReadWrite, PrivateAnonymous | (isLow ? Below2GiB : 0), -1, 0);
        if ((nint)mapping == -1 || Protect(mapping + _capacity, PageBytes, 0) != 0)
        {
            throw new InvalidOperationException("Cannot map memory.");
        }

        _end = mapping + _capacity;
    }

    /// <summary>Puts bytes right in front of the guard page. What was placed before is gone.</summary>
    /// <returns>Where they start.</returns>
    internal byte* Place(ReadOnlySpan<byte> bytes)
    {
        byte* start = _end - bytes.Length;
        if (bytes.Length > _capacity)
        {
            throw new ArgumentException("More bytes than there is room for.", nameof(bytes));
        }

        bytes.CopyTo(new Span<byte>(start, bytes.Length));
        return start;
    }

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* Map(void* address, nuint length, int protection, int flags, int file, long offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(void* address, nuint length, int protection);
}
