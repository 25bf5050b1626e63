using System.Collections.Generic;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>A completion queue as the controller knows it.</summary>
internal sealed class CompletionRing(uint id, uint entries, ulong address, int? vector)
{
    internal uint Id { get; } = id;

    internal uint Entries { get; } = entries;

    internal ulong Address { get; } = address;

    /// <summary>Interrupt vector; null: interrupts are disabled.</summary>
    internal int? Vector { get; } = vector;

    /// <summary>What the host's doorbell said last.</summary>
    internal uint Head { get; set; }

    /// <summary>Next entry to write.</summary>
    internal uint Tail { get; set; }

    /// <summary>Phase of the current round.</summary>
    internal int Phase { get; set; } = 1;

    /// <summary>Completions that found the queue full.</summary>
    internal Queue<SimulatedCompletion> Waiting { get; } = new();

    internal bool IsFull => (Tail + 1) % Entries == Head;
}
