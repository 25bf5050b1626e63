using System;
using System.Collections.Generic;

namespace CosmosNvme.Fuzz;

/// <summary>FAT12, FAT16 and FAT32: a volume is mounted, directories are walked, files are read, and what ls prints of them is looked at.</summary>
internal sealed class FatTarget : VolumeTarget
{
    // The device once for each directory (its chain may be all of it), and what is read of files; each cluster may cost a look into the FAT.
    /// <inheritdoc/>
    protected override long MostBytesRead => (MostNodes + 2L) * 3 * FuzzDisk.Bytes;

    /// <inheritdoc/>
    internal override string Name => "fat";

    /// <inheritdoc/>
    internal override string Summary => "FAT12, FAT16 and FAT32 volumes, all directories and files";

    /// <inheritdoc/>
    internal override int MaximumLength => 20 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        [0xF8, 0xFF], [0xFF, 0xFF, 0xFF, 0x0F], [0xF7, 0xFF, 0xFF, 0x0F], [0x55, 0xAA], [0x10], [0x0F], [0xE5], [0x05], [0x41], [0x42], "FAT32   "u8.ToArray(), ".          "u8.ToArray(),
        [0x3D, 0xD8], [0x0D, 0xDC],
    ];

    // A directory is read in pieces of a cluster (512 KiB at most), three times for each node; entries cost a record and two strings.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (MostNodes * 3L * (512 + 64) * 1024) + (1 << 20) + (256L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return FuzzDisk.Input(512, FatSeeds.Fat12(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat16(), []);
        yield return FuzzDisk.Input(512, FatSeeds.Fat32(), []);
        yield return FuzzDisk.Input(4096, FatSeeds.Fat12(), []);
        foreach ((int offset, string magic) in new[] { (3, "NTFS    "), (3, "EXFAT   "), (0, "XFSB"), (0x438, "\u0053\u006F"), (4086, "SWAPSPACE2") })
        {
            byte[] other = new byte[6 * 1024];
            System.Text.Encoding.Latin1.GetBytes(magic).CopyTo(other, offset);
            yield return FuzzDisk.Input(512, other, []);
        }
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        if (input.Length >= FuzzDisk.ShapeBytes + 512)
        {
            input[FuzzDisk.ShapeBytes + 510] = 0x55;
            input[FuzzDisk.ShapeBytes + 511] = 0xAA;
        }
    }
}
