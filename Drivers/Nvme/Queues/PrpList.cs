using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The PRP list of one command slot: a part of its queue's <see cref="PrpLists"/>.</summary>
/// <param name="memory">Memory of all lists of the queue.</param>
/// <param name="first">The list's first entry in it.</param>
internal sealed class PrpList(DmaRing<ulong> memory, int first)
{
    /// <summary>Entries of a page: 512.</summary>
    internal const int EntriesPerPage = DmaMapping.PageBytes / sizeof(ulong);

    /// <summary>Of the first entry.</summary>
    internal DeviceAddress Address => AddressOf(0);

    /// <summary>Entry <paramref name="index"/>, counted over all pages of the list.</summary>
    internal ref ulong this[int index] => ref memory[(uint)(first + index)];

    /// <summary>Where the controller finds entry <paramref name="index"/>.</summary>
    internal DeviceAddress AddressOf(int index) => memory.Address + ((ulong)(first + index) * sizeof(ulong));

    /// <summary>True if the controller would have to cross a page to read on behind entry <paramref name="index"/>.</summary>
    internal bool EndsPage(int index) => (first + index + 1) % EntriesPerPage == 0;
}
