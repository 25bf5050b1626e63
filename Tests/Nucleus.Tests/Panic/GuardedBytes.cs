using System;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>A copy of some bytes that ends at a page nobody may touch: reading beyond the end stops the test run.</summary>
internal sealed unsafe class GuardedBytes : IDisposable
{
    private const int PageSize = 4096;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _mapping;
    private readonly nuint _mappingLength;

    internal GuardedBytes(ReadOnlySpan<byte> content)
    {
        nuint pages = (nuint)((content.Length + PageSize - 1) / PageSize);
        _mappingLength = (pages + 1) * PageSize;
        _mapping = MapMemory(null, _mappingLength, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_mapping == -1 || ProtectMemory(_mapping + (pages * PageSize), PageSize, 0) != 0)
        {
            throw new InvalidOperationException("Cannot map test memory.");
        }

        Length = content.Length;
        Start = _mapping + (pages * PageSize) - content.Length;
        content.CopyTo(new Span<byte>(Start, Length));
    }

    internal byte* Start { get; }

    internal int Length { get; }

    internal byte* End => Start + Length;

    public void Dispose() => _ = UnmapMemory(_mapping, _mappingLength);

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* MapMemory(void* address, nuint length, int protection, int flags, int file, long offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int ProtectMemory(void* address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int UnmapMemory(void* address, nuint length);
}
