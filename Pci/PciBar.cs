using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>A range that a function decodes, as it was when the bus was scanned.</summary>
/// <param name="Index">Number of its (first) BAR, 0 to 5; 6 for the ROM.</param>
/// <param name="Kind">Address space.</param>
/// <param name="Address">Where it starts: an address of memory, or an I/O port. 0 means that firmware assigned nothing.</param>
/// <param name="Length">Bytes, a power of two.</param>
/// <param name="IsPrefetchable">Reads have no side effects and writes may be merged.</param>
/// <param name="IsEnabled">For a ROM, its own enable bit; true for others. Decoding needs the Command register's bit too.</param>
public sealed record PciBar(int Index, PciBarKind Kind, PhysicalAddress Address, ulong Length, bool IsPrefetchable, bool IsEnabled)
{
    /// <summary><see cref="Index"/> of the ROM.</summary>
    public const int RomIndex = 6;

    /// <summary>True for memory, false for ports.</summary>
    public bool IsMemory => Kind != PciBarKind.Io;

    /// <summary>True if firmware gave it an address.</summary>
    public bool IsAssigned => Address.Value != 0;
}
