namespace CosmosNvme.Storage;

/// <summary>The variants of FAT; the value is the bits of an entry.</summary>
internal enum FatKind
{
    /// <summary>Twelve bits.</summary>
    Fat12 = 12,

    /// <summary>Sixteen bits.</summary>
    Fat16 = 16,

    /// <summary>Thirty-two bits, of which 28 count.</summary>
    Fat32 = 32,
}
