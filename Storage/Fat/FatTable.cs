using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The file allocation table in use, with a cache of the pieces of it that were read last. Any thread may use it.</summary>
internal sealed class FatTable(IBlockDevice device, FatGeometry geometry)
{
    /// <summary>The bits of a FAT32 entry that count.</summary>
    internal const uint Mask = 0x0FFFFFFF;

    private const int PieceBytes = 4096;
    private const int MaximumPieces = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, byte[]> _pieces = [];
    private readonly Queue<uint> _ages = new();

    /// <summary>Reads the entry of a cluster.</summary>
    /// <param name="cluster">The number of a cluster that exists.</param>
    /// <param name="next">What follows it in its chain; 0 at the chain's end.</param>
    /// <returns>A failure if the device could not read, or if the entry is neither the end nor a cluster that exists.</returns>
    internal FileStatus Next(uint cluster, out uint next)
    {
        next = 0;
        FileStatus status = Entry(cluster, out uint entry);
        if (!status.IsSuccess)
        {
            return status;
        }

        uint last = geometry.Kind switch { FatKind.Fat12 => 0xFFFu, FatKind.Fat16 => 0xFFFFu, _ => Mask };
        if (entry >= last - 7)
        {
            return FileStatus.Success;
        }

        if (!geometry.Contains(entry))
        {
            string what = entry == 0 ? "a free one" : entry == last - 8 ? "a bad one" : entry.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return FileStatus.Of(FileError.Damaged, $"{device.Name} is damaged: behind cluster {cluster} the FAT names {what}, but clusters are 2 to {geometry.ClusterCount + 1}");
        }

        next = entry;
        return FileStatus.Success;
    }

    private FileStatus Entry(uint cluster, out uint entry)
    {
        entry = 0;
        if (geometry.Kind == FatKind.Fat12)
        {
            // Twelve bits may lie in two pieces.
            ulong offset = cluster + (cluster / 2);
            FileStatus status = Byte(offset, out byte low);
            if (!status.IsSuccess)
            {
                return status;
            }

            status = Byte(offset + 1, out byte high);
            int pair = low | (high << 8);
            entry = (uint)((cluster & 1) != 0 ? pair >> 4 : pair & 0xFFF);
            return status;
        }

        int width = (int)geometry.Kind / 8;
        ulong position = (ulong)cluster * (ulong)width;
        FileStatus read = Piece((uint)(position / PieceBytes), out byte[] piece);
        if (read.IsSuccess)
        {
            ReadOnlySpan<byte> bytes = piece.AsSpan((int)(position % PieceBytes));
            entry = width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes) & Mask;
        }

        return read;
    }

    private FileStatus Byte(ulong offset, out byte value)
    {
        FileStatus status = Piece((uint)(offset / PieceBytes), out byte[] piece);
        value = status.IsSuccess ? piece[offset % PieceBytes] : (byte)0;
        return status;
    }

    private FileStatus Piece(uint number, out byte[] piece)
    {
        lock (_lock)
        {
            if (_pieces.TryGetValue(number, out byte[]? cached))
            {
                piece = cached;
                return FileStatus.Success;
            }

            piece = new byte[PieceBytes];
            ulong start = (ulong)number * PieceBytes;
            int length = (int)Math.Min(PieceBytes, geometry.TableBytes - start);
            BlockStatus status = DeviceReader.Read(device, geometry.TableOffset + start, piece.AsMemory(0, length));
            if (!status.IsSuccess)
            {
                return FileStatus.OfDevice(device, status, $"the FAT at byte {geometry.TableOffset + start}");
            }

            if (_pieces.Count == MaximumPieces)
            {
                _pieces.Remove(_ages.Dequeue());
            }

            _pieces.Add(number, piece);
            _ages.Enqueue(number);
            return FileStatus.Success;
        }
    }
}
