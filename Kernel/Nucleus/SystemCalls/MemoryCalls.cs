namespace CosmosNvme.Nucleus;

/// <summary>mmap and its family.</summary>
internal static unsafe class MemoryCalls
{
    private const ulong MapFixed = 0x10;
    private const ulong MapAnonymous = 0x20;
    private const ulong MapFixedNoReplace = 0x10_0000;
    private const int AdviseDontNeed = 4;

    internal static long Dispatch(int number, ThreadRegisters* r)
    {
        switch (number)
        {
            case SystemCallNumber.Mmap:
                return Map(r->Rdi, r->Rsi, (uint)r->Rdx, r->R10);
            case SystemCallNumber.Munmap:
                return AddressSpace.Unmap(r->Rdi, r->Rsi);
            case SystemCallNumber.Mprotect:
                return AddressSpace.Protect(r->Rdi, r->Rsi, (uint)r->Rdx & 7);
            case SystemCallNumber.Madvise:
                return (int)r->Rdx == AdviseDontNeed ? AddressSpace.Discard(r->Rdi, r->Rsi) : 0;
            case SystemCallNumber.Brk:
                return (long)AddressSpace.SetHeapEnd(r->Rdi);
            case SystemCallNumber.Mremap:
                // The C library then allocates, copies and frees, which is what moving pages would save it.
                return -Errno.NoMemory;
            default:
                // mlock, munlock: nothing is ever paged out. msync: here, nothing is mapped from files (Upcalls).
                return 0;
        }
    }

    private static long Map(ulong address, ulong length, uint protection, ulong flags)
    {
        if ((flags & MapAnonymous) == 0)
        {
            return -Errno.BadFile;
        }

        return AddressSpace.Map(address, length, protection & 7, (flags & (MapFixed | MapFixedNoReplace)) != 0, 0);
    }
}
