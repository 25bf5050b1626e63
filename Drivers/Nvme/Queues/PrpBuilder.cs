using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Describes a caller's buffer to the controller, page by page, without copying it. NVMe Base 1.4 §4.3: PRP1 may start inside its
/// page, on a dword; every later entry is the start of a page. One page: PRP2 is 0. Two: PRP2 is the second. More: PRP2 points to a
/// list of all but the first; where a page of the list is full, its last entry points to the next page of the list.
/// </summary>
internal static class PrpBuilder
{
    private const int DwordMask = sizeof(uint) - 1;

    /// <summary>True if the controller can reach the buffer where it is: it starts on a dword.</summary>
    internal static bool CanReach(DmaMapping mapping) => (mapping.FirstPageOffset & DwordMask) == 0;

    /// <summary>Entries that the list needs for transfers of up to <paramref name="bytes"/>, wherever in a page they start.</summary>
    internal static int ListEntriesFor(int bytes) => PagesFor(bytes);

    /// <summary>Pages of a buffer that starts one.</summary>
    internal static int PagesFor(int bytes) => (int)(((long)bytes + DmaMapping.PageBytes - 1) / DmaMapping.PageBytes);

    /// <summary>Fills a list with all but the first of contiguous pages.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="pages">How many.</param>
    /// <param name="list">Of one page, long enough.</param>
    internal static void FillList(DeviceAddress first, int pages, PrpList list)
    {
        for (int page = 1; page < pages; page++)
        {
            list[page - 1] = (first + ((ulong)page * DmaMapping.PageBytes)).Value;
        }
    }

    /// <summary>Fills in the data pointer of a command.</summary>
    /// <param name="mapping">The buffer; at least one byte, and <see cref="CanReach"/>.</param>
    /// <param name="list">The slot's list; long enough for the buffer.</param>
    /// <param name="entry">The command.</param>
    internal static void Build(DmaMapping mapping, PrpList list, ref SubmissionEntry entry)
    {
        int pages = mapping.PageCount;
        entry.Prp1 = (mapping.PageAddress(0) + (ulong)mapping.FirstPageOffset).Value;
        entry.Prp2 = pages switch
        {
            1 => 0,
            2 => mapping.PageAddress(1).Value,
            _ => BuildList(mapping, list).Value,
        };
    }

    private static DeviceAddress BuildList(DmaMapping mapping, PrpList list)
    {
        int index = 0;
        int lastPage = mapping.PageCount - 1;
        for (int page = 1; page <= lastPage; page++)
        {
            // The last entry of a page of the list is a data page only if it is the very last one; otherwise it is the link.
            if (list.EndsPage(index) && page != lastPage)
            {
                list[index] = list.AddressOf(index + 1).Value;
                index++;
            }

            list[index] = mapping.PageAddress(page).Value;
            index++;
        }

        return list.Address;
    }
}
