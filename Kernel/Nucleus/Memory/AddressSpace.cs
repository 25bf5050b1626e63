using static CosmosNvme.Nucleus.PageTables;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The memory of threads: mmap, munmap, mprotect, madvise and brk over <see cref="AreaTable"/>, with pages filled on first touch
/// (<see cref="PageFault"/>). One lock; it is never taken on the path of an interrupt or a wake.
/// </summary>
internal static unsafe class AddressSpace
{
    internal const uint Read = 1;
    internal const uint Write = 2;
    internal const uint Execute = 4;

    /// <summary>First and last+1 address that threads can have.</summary>
    internal const ulong Bottom = 0x1_0000;
    internal const ulong Top = 0x7fff_ffff_f000;

    private const ulong SearchFrom = 0x100_0000_0000;
    private const ulong PageBytes = FrameAllocator.FrameBytes;
    private const ulong HeapLimit = 0x4000_0000;
    private const int FreeBatch = 64;

    internal static SpinLock Lock;

    private static FrameBatch s_batch;
    private static ulong s_heapStart;
    private static ulong s_heapEnd;

    /// <summary>Prepares the space with the image in it; the brk heap begins behind.</summary>
    internal static void Initialize()
    {
        if (!AreaTable.Initialize())
        {
            Panic.Stop("no memory for the table of areas"u8);
        }

        for (int i = 0; i < ImageLayout.ProgramHeaderCount; i++)
        {
            if (ImageLayout.SegmentType(i) == ImageLayout.Load)
            {
                AddSegment(i);
            }
        }

        s_heapStart = (ImageLayout.End() + 0x20_0000) & ~0x1f_ffffUL;
        s_heapEnd = s_heapStart;
    }

    /// <summary>
    /// Maps anonymous memory. <paramref name="address"/> is binding with <paramref name="fixedAddress"/>, else a hint that is ignored.
    /// Returns the address or a negative error number.
    /// </summary>
    internal static long Map(ulong address, ulong length, uint protection, bool fixedAddress, uint flags)
    {
        length = (length + PageBytes - 1) & ~(PageBytes - 1);
        if (length == 0)
        {
            return -Errno.InvalidArgument;
        }

        if (length > Top || (fixedAddress && !IsRange(address, length)))
        {
            return -(fixedAddress ? Errno.InvalidArgument : Errno.NoMemory);
        }

        ulong pages = length / PageBytes;
        bool charge = (protection & Write) != 0;
        if (charge && !Commit.TryCharge(pages))
        {
            return -Errno.NoMemory;
        }

        Lock.Acquire();
        if (!fixedAddress)
        {
            address = AreaTable.FindHole(SearchFrom, Top, length);
        }

        if (address == 0 || !AreaTable.Reserve(3))
        {
            Lock.Release();
            if (charge)
            {
                Commit.Uncharge(pages);
            }

            return -Errno.NoMemory;
        }

        if (fixedAddress)
        {
            RemoveRange(address, address + length);
        }

        AreaTable.Insert(address, address + length, protection, flags | (charge ? AreaFlags.Charged : 0));
        int index = AreaTable.FirstEndingAbove(address);
        AreaTable.Join(index, index + 1);
        Lock.Release();
        return (long)address;
    }

    /// <summary>Unmaps; holes in the range are no error.</summary>
    internal static long Unmap(ulong address, ulong length)
    {
        length = (length + PageBytes - 1) & ~(PageBytes - 1);
        if (length == 0 || !IsRange(address, length))
        {
            return -Errno.InvalidArgument;
        }

        Lock.Acquire();
        if (!AreaTable.Reserve(2))
        {
            Lock.Release();
            return -Errno.NoMemory;
        }

        RemoveRange(address, address + length);
        Lock.Release();
        return 0;
    }

    /// <summary>Changes rights. ENOMEM: a hole in the range, or memory that becomes writable cannot be promised.</summary>
    internal static long Protect(ulong address, ulong length, uint protection)
    {
        length = (length + PageBytes - 1) & ~(PageBytes - 1);
        if (!IsRange(address, length))
        {
            return -Errno.InvalidArgument;
        }

        if (length == 0)
        {
            return 0;
        }

        ulong end = address + length;
        Lock.Acquire();
        long result = ProtectLocked(address, end, protection);
        Lock.Release();
        return result;
    }

    /// <summary>madvise(MADV_DONTNEED): the pages read as zeros afterwards.</summary>
    internal static long Discard(ulong address, ulong length)
    {
        length = (length + PageBytes - 1) & ~(PageBytes - 1);
        if (!IsRange(address, length))
        {
            return -Errno.InvalidArgument;
        }

        Lock.Acquire();
        DropPages(address, address + length);
        Lock.Release();
        return 0;
    }

    /// <summary>brk: moves the end of the heap and returns it; the old end if it cannot move.</summary>
    internal static ulong SetHeapEnd(ulong wanted)
    {
        ulong old = s_heapEnd;
        if (wanted < s_heapStart || wanted > s_heapStart + HeapLimit)
        {
            return old;
        }

        ulong oldPage = (old + PageBytes - 1) & ~(PageBytes - 1);
        ulong newPage = (wanted + PageBytes - 1) & ~(PageBytes - 1);
        if (newPage > oldPage && Map(oldPage, newPage - oldPage, Read | Write, fixedAddress: true, AreaFlags.Heap) < 0)
        {
            return old;
        }

        if (newPage < oldPage)
        {
            Unmap(newPage, oldPage - newPage);
        }

        s_heapEnd = wanted;
        return wanted;
    }

    /// <summary>Page-table flags of a page with the given rights; without any right the page is retained but not present.</summary>
    internal static ulong PageFlags(uint protection) =>
        protection == 0
            ? Retained
            : Present | ((protection & Write) != 0 ? Writable : 0) | ((protection & Execute) != 0 ? 0 : NoExecute);

    // The C library makes part of the data read-only once it is relocated, so the image is memory like any other.
    private static void AddSegment(int index)
    {
        ulong start = ImageLayout.SegmentStart(index) & ~(PageBytes - 1);
        ulong end = (ImageLayout.SegmentEnd(index) + PageBytes - 1) & ~(PageBytes - 1);
        uint rights = ImageLayout.SegmentFlags(index);
        uint protection = Read | ((rights & ImageLayout.Writable) != 0 ? Write : 0) | ((rights & ImageLayout.Executable) != 0 ? Execute : 0);

        // Not charged: its frames were never free, so they are not in the limit either.
        AreaTable.Insert(start, end, protection, 0);
    }

    private static bool IsRange(ulong address, ulong length) =>
        (address & (PageBytes - 1)) == 0 && address >= Bottom && address < Top && length <= Top - address;

    private static long ProtectLocked(ulong address, ulong end, uint protection)
    {
        if (!AreaTable.Reserve(2))
        {
            return -Errno.NoMemory;
        }

        ulong uncharged = 0;
        ulong covered = address;
        for (int i = AreaTable.FirstEndingAbove(address); i < AreaTable.Count && AreaTable.At(i)->Start < end; i++)
        {
            Area* area = AreaTable.At(i);
            if (area->Start > covered)
            {
                return -Errno.NoMemory;
            }

            ulong from = area->Start > address ? area->Start : address;
            covered = area->End < end ? area->End : end;
            uncharged += (area->Flags & AreaFlags.Charged) == 0 ? covered - from : 0;
        }

        if (covered < end)
        {
            return -Errno.NoMemory;
        }

        bool charge = (protection & Write) != 0;
        if (charge && uncharged != 0 && !Commit.TryCharge(uncharged / PageBytes))
        {
            return -Errno.NoMemory;
        }

        AreaTable.SplitAt(address);
        AreaTable.SplitAt(end);
        int first = AreaTable.FirstEndingAbove(address);
        int last = first;
        bool fewer = false;
        for (; last < AreaTable.Count && AreaTable.At(last)->Start < end; last++)
        {
            Area* area = AreaTable.At(last);
            fewer |= (area->Protection & ~protection) != 0;
            area->Protection = protection;
            area->Flags |= charge ? AreaFlags.Charged : 0;
        }

        ChangePages(address, end, PageFlags(protection));
        if (fewer)
        {
            CrossCall.FlushAll();
        }

        AreaTable.Join(first, last);
        return 0;
    }

    private static void RemoveRange(ulong start, ulong end)
    {
        AreaTable.SplitAt(start);
        AreaTable.SplitAt(end);
        int first = AreaTable.FirstEndingAbove(start);
        int last = first;
        for (; last < AreaTable.Count && AreaTable.At(last)->Start < end; last++)
        {
            Area* area = AreaTable.At(last);
            if ((area->Flags & AreaFlags.Charged) != 0)
            {
                Commit.Uncharge((area->End - area->Start) / PageBytes);
            }
        }

        if (last > first)
        {
            AreaTable.Remove(first, last);
            DropPages(start, end);
        }
    }

    private static void ChangePages(ulong start, ulong end, ulong flags)
    {
        for (ulong page = SkipHoles(start, end); page < end; page = SkipHoles(page + PageBytes, end))
        {
            ulong* entry = Entry(page, create: false);
            if ((*entry & (Present | Retained)) != 0)
            {
                *entry = (*entry & AddressMask) | flags;
            }
        }
    }

    /// <summary>Frees the frames of a range, always after no CPU can reach them any more. The batch belongs to whoever holds the lock.</summary>
    private static void DropPages(ulong start, ulong end)
    {
        fixed (ulong* batch = s_batch.Frames)
        {
            int count = 0;
            for (ulong page = SkipHoles(start, end); page < end; page = SkipHoles(page + PageBytes, end))
            {
                ulong* entry = Entry(page, create: false);
                if ((*entry & (Present | Retained)) == 0)
                {
                    continue;
                }

                batch[count++] = *entry & AddressMask;
                *entry = 0;
                if (count == FreeBatch)
                {
                    FreeFrames(batch, count);
                    count = 0;
                }
            }

            if (count > 0)
            {
                FreeFrames(batch, count);
            }
        }
    }

    private static void FreeFrames(ulong* frames, int count)
    {
        CrossCall.FlushAll();
        for (int i = 0; i < count; i++)
        {
            if (FramePins.TryRelease(frames[i]))
            {
                FrameCache.Give(frames[i]);
            }
        }
    }

    private struct FrameBatch
    {
        internal fixed ulong Frames[FreeBatch];
    }
}
