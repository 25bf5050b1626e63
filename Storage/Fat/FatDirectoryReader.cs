using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Reads the entries of a directory, of the fixed root of FAT12 and FAT16 or of a chain of clusters.</summary>
internal static class FatDirectoryReader
{
    // The specification's limit: 65536 entries. A directory that goes on is damaged.
    private const uint MaximumBytes = 65536 * FatEntry.Bytes;
    private const int PieceBytes = 64 * 1024;
    private const byte FreeEntry = 0xE5;
    private const byte LongNameAttributes = 0x0F;
    private const byte AttributeMask = 0x3F;

    /// <summary>Reads them all, the volume's label included, . and .. left out.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="chain">The directory's clusters; null for the fixed root.</param>
    /// <param name="entries">Receives them at its end.</param>
    internal static FileStatus Read(FatVolume volume, ClusterChain? chain, List<FatEntry> entries)
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

            BlockStatus read = DeviceReader.Read(volume.Device!, offset, buffer.AsMemory(0, bytes));
            if (!read.IsSuccess)
            {
                return FileStatus.OfDevice(volume.Device!, read, $"a directory at byte {offset}");
            }

            if (!ParseAll(buffer.AsSpan(0, bytes), geometry.Kind, offset, collector, entries))
            {
                return FileStatus.Success;
            }

            position += (uint)bytes;
        }

        return chain is null ? FileStatus.Success : FileStatus.Of(FileError.Damaged, $"{volume.Device!.Name} is damaged: a directory has more than 65536 entries");
    }

    // False behind the last entry.
    private static bool ParseAll(ReadOnlySpan<byte> bytes, FatKind kind, ulong offset, LongNameCollector collector, List<FatEntry> entries)
    {
        for (int start = 0; start < bytes.Length; start += FatEntry.Bytes)
        {
            ReadOnlySpan<byte> raw = bytes.Slice(start, FatEntry.Bytes);
            if (raw[0] == 0)
            {
                return false;
            }

            if (raw[0] == FreeEntry)
            {
                collector.Clear();
            }
            else if ((raw[11] & AttributeMask) == LongNameAttributes)
            {
                collector.Add(raw);
            }
            else
            {
                FatEntry entry = FatEntry.Parse(raw, collector.Take(raw), kind, offset + (uint)start);
                if (IsUsable(entry))
                {
                    entries.Add(entry);
                }
            }
        }

        return true;
    }

    private static bool IsUsable(FatEntry entry) =>
        entry.IsVolumeLabel || (entry.ShortName is not ("" or "." or "..") && entry.Name.Length > 0 && !entry.Name.AsSpan().ContainsAny('/', '\0'));
}
