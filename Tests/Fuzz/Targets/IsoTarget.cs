using System;
using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>ISO 9660 with Rock Ridge and Joliet. An input begins where the volume's descriptors do: nobody looks at the sectors before.</summary>
internal sealed class IsoTarget : VolumeTarget
{
    // Records are read for listing and for looking one up, each with the blocks that its fields go on in.
    private const long MostBytesOfADirectory = FuzzDisk.Bytes + (24L * 1024 / 34 * 8 * (IsoSeeds.Sector + 1024));

    /// <inheritdoc/>
    internal override string Name => "iso";

    /// <inheritdoc/>
    internal override string Summary => "ISO 9660 volumes with Rock Ridge or Joliet, all directories and files";

    /// <inheritdoc/>
    internal override int MaximumLength => 24 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        "CD001"u8.ToArray(), "%/E"u8.ToArray(), [0xBE, 0xEF], "SP"u8.ToArray(), "CE"u8.ToArray(), "NM"u8.ToArray(), "PX"u8.ToArray(), "SL"u8.ToArray(), "CL"u8.ToArray(), "RE"u8.ToArray(),
        "TF"u8.ToArray(), [0x22], [0xFF], [0x80], [0x02], [0x0C], [19, 0, 0, 0], [0x1B, 0x5B],
    ];

    /// <inheritdoc/>
    protected override long MostBytesRead => (MostNodes + 2L) * ((2 * MostBytesOfADirectory) + (2 * FuzzDisk.Bytes));

    // A directory is read whole, for listing and for looking one up; a record costs an object, its strings, and the fields that go on.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (MostNodes + 2L) * 2 * MostBytesOfADirectory;

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return FuzzDisk.Input(512, IsoSeeds.Plain(), []);
        yield return FuzzDisk.Input(512, IsoSeeds.RockRidge(), []);
        yield return FuzzDisk.Input(512, IsoSeeds.Joliet(), []);
        yield return FuzzDisk.Input(2048, IsoSeeds.RockRidge(), []);
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        if (input.Length >= FuzzDisk.ShapeBytes + 6)
        {
            "CD001"u8.CopyTo(input[(FuzzDisk.ShapeBytes + 1)..]);
        }
    }

    /// <inheritdoc/>
    protected override byte[] DiskOf(ReadOnlySpan<byte> input)
    {
        int shape = Math.Min(input.Length, FuzzDisk.ShapeBytes);
        return [.. input[..shape], .. new byte[IsoSeeds.FirstSector * IsoSeeds.Sector], .. input[shape..]];
    }
}
