using System;

namespace CosmosNvme.Storage;

/// <summary>A partition as its table describes it.</summary>
/// <param name="Number">1 to the number of entries in a GPT; 1-4 primary and 5 on logical in an MBR.</param>
/// <param name="FirstBlock">First block on the disk.</param>
/// <param name="BlockCount">Blocks, 1 or more.</param>
/// <param name="Type">Type: a GUID in lower case, or an MBR type like 0xc.</param>
/// <param name="Name">The name in a GPT; empty in an MBR.</param>
/// <param name="Id">The partition's own GUID in a GPT; null in an MBR.</param>
public sealed record PartitionEntry(int Number, ulong FirstBlock, ulong BlockCount, string Type, string Name, Guid? Id)
{
    /// <summary>Its last block on the disk.</summary>
    public ulong LastBlock => FirstBlock + BlockCount - 1;
}
