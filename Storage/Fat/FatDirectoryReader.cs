using System;

namespace CosmosNvme.Storage;

/// <summary>Reads the entries of a directory, of the fixed root of FAT12 and FAT16 or of a chain of clusters.</summary>
internal static class FatDirectoryReader
{
    // The specification's limit: 65536 entries. A directory that goes on is damaged.
    private const uint MaximumBytes = 65536 * FatEntry.Bytes;
    private const int PieceBytes = 64 * 1024;
    private const byte LongNameAttributes = 0x0F;
    private const byte AttributeMask = 0x3F;

    /// <summary>What is done with the entries of a file, or with one that is no file's.</summary>
    /// <param name="entry">What it says; null for what is in use but for no file, like . and .. and what damage left.</param>
    /// <param name="first">Number of its first entry in the directory.</param>
    /// <param name="count">Entries it takes, its long name's among them.</param>
    internal delegate void Visitor(FatEntry? entry, int first, int count);

    /// <summary>Reads them all, the volume's label included.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="chain">The directory's clusters; null for the fixed root.</param>
    /// <param name="visit">Called for each.</param>
    internal static FileStatus Read(FatVolume volume, ClusterChain? chain, Visitor visit)
    {
        FatGeometry geometry = volume.Geometry;
        LongNameCollector collector = new();
        byte[] buffer = new byte[Math.Max(PieceBytes, geometry.ClusterBytes)];
        uint position = 0;
        uint length = chain is null ? (uint)geometry.RootBytes : MaximumBytes;
        while (position < length)
        {
            ulong offset = geometry.RootOffset + position;
            int bytes = (int)Math.Min((uint)buffer.Length, length - position);
            if (chain is not null)
            {
                uint clusterBytes = (uint)geometry.ClusterBytes;
                FileStatus status = chain.Find(position / clusterBytes, (uint)buffer.Length / clusterBytes, out uint cluster, out uint run);
                if (!status.IsSuccess)
                {
                    return status;
                }

                if (run == 0)
                {
                    return FileStatus.Success;
                }

                offset = geometry.OffsetOf(cluster);
                bytes = (int)(run * clusterBytes);
            }

            FileStatus read = volume.Metadata.Read(offset, buffer.AsMemory(0, bytes));
            if (!read.IsSuccess)
            {
                return read;
            }

            if (!ParseAll(buffer.AsSpan(0, bytes), geometry.Kind, (offset, (int)(position / FatEntry.Bytes)), collector, visit))
            {
                return FileStatus.Success;
            }

            position += (uint)bytes;
        }

        return chain is null ? FileStatus.Success : FileStatus.Of(FileError.Damaged, $"{volume.Cache.Device.Name} is damaged: a directory has more than 65536 entries");
    }

    // False behind the last entry.
    private static bool ParseAll(ReadOnlySpan<byte> bytes, FatKind kind, (ulong Offset, int Slot) begin, LongNameCollector collector, Visitor visit)
    {
        for (int start = 0; start < bytes.Length; start += FatEntry.Bytes)
        {
            ReadOnlySpan<byte> raw = bytes.Slice(start, FatEntry.Bytes);
            int slot = begin.Slot + (start / FatEntry.Bytes);
            if (raw[0] == 0)
            {
                return false;
            }

            if (raw[0] == FatEntry.FreeMark)
            {
                collector.Clear();
            }
            else if ((raw[11] & AttributeMask) == LongNameAttributes)
            {
                collector.Add(raw);
                visit(null, slot, 1);
            }
            else
            {
                string? longName = collector.Take(raw, out int longEntries);
                FatEntry entry = FatEntry.Parse(raw, longName, kind, begin.Offset + (uint)start);
                bool isUsable = IsUsable(entry);
                visit(isUsable ? entry : null, slot - longEntries, longEntries + 1);
            }
        }

        return true;
    }

    private static bool IsUsable(FatEntry entry) =>
        entry.IsVolumeLabel || (entry.ShortName is not ("" or "." or "..") && entry.Name.Length > 0 && !entry.Name.AsSpan().ContainsAny('/', '\0'));
}
