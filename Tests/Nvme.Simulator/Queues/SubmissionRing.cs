using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>A submission queue as the controller knows it.</summary>
internal sealed class SubmissionRing(uint id, uint entries, ulong address, CompletionRing completions)
{
    internal uint Id { get; } = id;

    internal uint Entries { get; } = entries;

    internal ulong Address { get; } = address;

    internal CompletionRing Completions { get; } = completions;

    /// <summary>Next entry to fetch.</summary>
    internal uint Head { get; set; }

    /// <summary>What the host's doorbell said last.</summary>
    internal uint Tail { get; set; }

    /// <summary>Commands fetched and not completed, by CID.</summary>
    internal Dictionary<ushort, PendingCommand> Pending { get; } = [];

    /// <summary>Entries between head and tail.</summary>
    internal uint Filled => (Tail + Entries - Head) % Entries;
}
