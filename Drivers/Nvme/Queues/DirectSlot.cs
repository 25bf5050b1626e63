using System.Runtime.InteropServices;

namespace CosmosNvme.Nvme;

/// <summary>
/// A place for one command of an <see cref="NvmeQueue"/>; its number is the command id. Four of them are a line of the cache: what only some commands need is in its
/// <see cref="DirectSlotMemory"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct DirectSlot
{
    /// <summary>What the owner calls the command.</summary>
    internal ulong Tag;

    /// <summary>The next free slot, while this one is free.</summary>
    internal uint NextFree;

    /// <summary>What is with it.</summary>
    internal DirectSlotState State;
}
