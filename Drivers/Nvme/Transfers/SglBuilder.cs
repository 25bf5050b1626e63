using System;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Describes a caller's buffer to the controller by its contiguous runs instead of page by page: one descriptor in the command if there is
/// one run, else one that leads to a list. NVMe Base 1.4 §4.4. That pays where a PRP list would have to be fetched and walked for memory that hardly
/// needs one, and it is the only way to reach data that does not start on a dword. Only for commands on I/O queues: admin commands take PRPs only.
/// </summary>
internal static class SglBuilder
{
    // A list of runs shorter than that on average is walked no faster than one of pages: 32 KiB, as others found.
    private const int PagesPerRun = 8;

    // Up to so many pages, PRP1 and PRP2 are all there is to read.
    private const int PagesWithoutList = 2;

    /// <summary>True if PRPs cannot describe the buffer, but an SGL can.</summary>
    internal static bool IsNeeded(DmaMapping mapping, SglUse use) => !PrpBuilder.CanReach(mapping) && use.ReachesEveryByte && mapping.PageCount <= use.MostDescriptors;

    /// <summary>Fills in the data pointer of a command, if that is better than PRPs. The list may have been written to in any case.</summary>
    /// <param name="mapping">The buffer; at least one byte.</param>
    /// <param name="list">The slot's list.</param>
    /// <param name="use">How the controller's SGLs are used.</param>
    /// <param name="entry">The command.</param>
    /// <returns>False: it is for PRPs.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryBuild(DmaMapping mapping, PrpList list, SglUse use, ref SubmissionEntry entry) =>
        use.IsOn && (mapping.PageCount > PagesWithoutList || IsNeeded(mapping, use)) && TryDescribe(mapping, list, use, ref entry);

    /// <summary>Fills in the data pointer of a command whose data is in one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Describe(ulong address, uint bytes, ref SubmissionEntry entry)
    {
        entry.Flags |= SglDescriptor.CommandFlag;
        entry.Prp1 = address;
        entry.Prp2 = SglDescriptor.DataBlock(bytes).Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryDescribe(DmaMapping mapping, PrpList list, SglUse use, ref SubmissionEntry entry)
    {
        int pages = mapping.PageCount;
        int most = IsNeeded(mapping, use) ? use.MostDescriptors : Math.Min(use.MostDescriptors, Math.Max(pages / PagesPerRun, 1));
        int runs = 0;
        int left = mapping.Length;
        uint length = (uint)Math.Min(left, DmaMapping.PageBytes - mapping.FirstPageOffset);
        ulong start = mapping.PageAddress(0).Value + (ulong)mapping.FirstPageOffset;
        left -= (int)length;
        for (int page = 1; page < pages; page++)
        {
            ulong address = mapping.PageAddress(page).Value;
            uint part = (uint)Math.Min(left, DmaMapping.PageBytes);
            left -= (int)part;
            if (address == start + length)
            {
                length += part;
                continue;
            }

            if (runs + 1 >= most)
            {
                return false;
            }

            Put(list, runs++, start, length);
            (start, length) = (address, part);
        }

        if (runs == 0)
        {
            Describe(start, length, ref entry);
            return true;
        }

        Put(list, runs++, start, length);
        entry.Flags |= SglDescriptor.CommandFlag;
        entry.Prp1 = list.Address.Value;
        entry.Prp2 = SglDescriptor.LastSegment(runs).Value;
        return true;
    }

    private static void Put(PrpList list, int index, ulong address, uint length)
    {
        list[2 * index] = address;
        list[(2 * index) + 1] = SglDescriptor.DataBlock(length).Value;
    }
}
