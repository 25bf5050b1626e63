using System;
using System.Globalization;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell.Commands;

/// <summary>Places on a disk as parted takes them: 100MiB, 2GB, 2048s, 50%.</summary>
internal static class DiskPosition
{
    /// <summary>Reads a place.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="isEnd">Whether it is where a partition ends: then the block before it, but for places in blocks and bytes.</param>
    /// <param name="usable">First and last block that it may be.</param>
    /// <returns>A block: exact for blocks and bytes, aligned and within what is usable otherwise.</returns>
    /// <exception cref="UsageException">It is none.</exception>
    internal static ulong Parse(IBlockDevice disk, string text, bool isEnd, (ulong First, ulong Last) usable)
    {
        int digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        digits = digits < 0 ? text.Length : digits;
        if (!decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
        {
            throw new UsageException($"'{text}' is no place on a disk");
        }

        decimal diskBytes = (decimal)disk.BlockCount * disk.BlockBytes;
        string unit = text[digits..];
        decimal factor = unit switch
        {
            "s" => disk.BlockBytes,
            "B" => 1,
            "kB" or "KB" => 1_000,
            "" or "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "TB" => 1_000_000_000_000,
            "KiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            "TiB" => 1L << 40,
            "%" => diskBytes / 100,
            _ => throw new UsageException($"'{unit}' is no unit; there are s, B, kB, MB, GB, TB, KiB, MiB, GiB, TiB and %"),
        };
        decimal bytes = value > diskBytes ? diskBytes * 2 : Math.Min(value * factor, diskBytes * 2);
        if (unit is "s" or "B")
        {
            return (ulong)(bytes / disk.BlockBytes);
        }

        if (bytes > diskBytes)
        {
            throw new UsageException($"'{text}' is behind the end of the disk");
        }

        // A partition that ends where the next begins; the first begins behind the table.
        decimal aligned = Math.Round(bytes / PartitionEditor.AlignmentBytes) * PartitionEditor.AlignmentBytes;
        ulong block = (ulong)(aligned / disk.BlockBytes);
        return isEnd
            ? Math.Min(block == 0 ? 0 : block - 1, usable.Last)
            : Math.Max(block, PartitionEditor.AlignmentOf(disk));
    }
}
