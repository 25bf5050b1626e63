using System;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Zeroed memory of the test process that takes up room only where it is touched.</summary>
internal sealed unsafe class HostMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int Below2GiB = 0x40;
    private const int NoReserve = 0x4000;

    private readonly byte* _mapping;
    private readonly nuint _mappingLength;

    private HostMemory(ulong length, ulong alignment, int flags)
    {
        _mappingLength = (nuint)(length + alignment);
        _mapping = MapMemory(null, _mappingLength, ReadWrite, PrivateAnonymous | NoReserve | flags, -1, 0);
        if ((nint)_mapping == -1)
        {
            throw new InvalidOperationException("Cannot map test memory.");
        }

        Start = (byte*)(((ulong)_mapping + alignment - 1) & ~(alignment - 1));
    }

    internal byte* Start { get; }

    public void Dispose() => _ = UnmapMemory(_mapping, _mappingLength);

    internal static HostMemory Aligned(ulong length, ulong alignment) => new(length, alignment, 0);

    /// <summary>Where the boot tables reach, like everything that a boot loader leaves.</summary>
    internal static HostMemory Low(ulong length) => new(length, 4096, Below2GiB);

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* MapMemory(void* address, nuint length, int protection, int flags, int file, long offset);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int UnmapMemory(void* address, nuint length);
}
