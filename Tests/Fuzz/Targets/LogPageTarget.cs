using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Nvme;

namespace CosmosNvme.Fuzz;

/// <summary>Log pages that are lists of lists: groups of namespaces, ranges of blocks, events with data.</summary>
internal sealed class LogPageTarget : FuzzTarget
{
    private const int PageHeaderBytes = 16;
    private const int EventsHeaderBytes = 512;

    /// <inheritdoc/>
    internal override string Name => "log-pages";

    /// <inheritdoc/>
    internal override string Summary => "log pages that are lists: namespace groups, block ranges, persistent events";

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        // Read as groups: two, of one namespace and of none. As ranges: no namespace.
        byte[] groups = new byte[EventsHeaderBytes];
        (groups[8], groups[16], groups[20], groups[32], groups[48], groups[52], groups[68]) = (2, 1, 1, 1, 7, 2, 3);
        yield return groups;

        // One namespace with two ranges.
        byte[] ranges = new byte[EventsHeaderBytes];
        (ranges[0], ranges[4], ranges[16], ranges[20], ranges[32], ranges[40]) = (64, 1, 1, 2, 77, 8);
        yield return ranges;

        // Three events: without data, with the vendor's bytes, with data.
        byte[] header = new byte[EventsHeaderBytes];
        header[4] = 3;
        yield return [.. header, 2, 1, 21, .. new byte[21], 3, 1, 21, .. new byte[17], 2, 0, 2, 0, 0, 0, 0x0d, 1, 21, .. new byte[19], 2, 0, 9, 8];
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        Digest digest = new();
        byte[] page = new byte[Math.Max(input.Length, EventsHeaderBytes)];
        input.CopyTo(page);
        AccessGroupLog groups = new(page);
        Rule.Demand((groups.Groups.Count * PageHeaderBytes) + (groups.Groups.Sum(item => item.NamespaceIds.Length) * sizeof(uint)) <= page.Length, "groups and namespaces have room in the page", $"{groups.Groups.Count} groups");
        digest.Add((long)groups.Groups.Count);
        digest.Add(groups.Groups.Sum(item => item.NamespaceIds.Sum(id => (long)id)));
        LbaStatusLog blocks = new(page);
        Rule.Demand(blocks.Elements.Sum(item => item.Ranges.Length + 1) * PageHeaderBytes <= page.Length, "ranges have room in the page", $"{blocks.Elements.Count} namespaces");
        digest.Add(blocks.Elements.Sum(item => item.Ranges.Sum(range => (long)range.Blocks) + item.Element.NamespaceId));
        EventAggregateLog ids = new(page);
        Rule.Demand((ulong)ids.Ids.Count <= ids.Count, "ids are at most as many as the page says", $"{ids.Ids.Count} ids");
        PersistentEventLog events = new(page);
        Rule.Demand(events.Events.Sum(item => item.Data.Length) <= page.Length - EventsHeaderBytes, "events have room in the page", $"{events.Events.Count} events");
        foreach (PersistentEvent entry in events.Events)
        {
            Rule.Demand(entry.EventData.Length + entry.VendorInformation.Length <= entry.Data.Length, "an event's data lies in the event", $"{entry.EventData.Length} bytes");
            digest.Add(entry.EventData);
            digest.Add(entry.VendorInformation);
        }

        return digest.Value;
    }
}
