using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A mounted ISO 9660 file system, with the names of Rock Ridge or Joliet where it has them.</summary>
internal sealed class IsoVolume : FileSystem
{
    private const uint IsoMagic = 0x9660;
    private const uint MostNameBytes = 255;
    private const int MostDirectoryBytes = 64 << 20;

    private readonly IBlockDevice _device;
    private readonly IsoDescriptor _descriptor;
    private readonly bool _hasRockRidge;

    // Those in use, so that whoever looks one up gets the same object.
    private readonly ConcurrentDictionary<ulong, IsoNode> _used = new();

    internal IsoVolume(IBlockDevice device, IsoDescriptor descriptor, bool hasRockRidge)
    {
        _device = device;
        _descriptor = descriptor;
        _hasRockRidge = hasRockRidge;
        Root = new IsoNode(this, descriptor.Root with { Name = string.Empty });
    }

    /// <inheritdoc/>
    public override string TypeName => IsoType.Name;

    /// <inheritdoc/>
    public override uint Magic => IsoMagic;

    /// <inheritdoc/>
    public override IBlockDevice? Device => _device;

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <inheritdoc/>
    public override FileNode Root { get; }

    /// <inheritdoc/>
    public override FileStatus GetSpace(out FileSystemSpace space)
    {
        space = new FileSystemSpace(_descriptor.BlockBytes, _descriptor.Blocks, 0, 0, 0, MostNameBytes);
        return FileStatus.Success;
    }

    internal FileStatus Damaged(string what) => FileStatus.Of(FileError.Damaged, $"{_device.Name} is damaged: {what}");

    /// <summary>The node of a record: the one in use, if there is one.</summary>
    internal IsoNode NodeOf(IsoRecord record) => _used.TryGetValue(record.Position, out IsoNode? node) ? node : new IsoNode(this, record);

    internal void Use(ulong position, IsoNode node) => _used.TryAdd(position, node);

    internal void Forget(ulong position) => _used.TryRemove(position, out _);

    /// <summary>Reads a piece of a file's content.</summary>
    internal FileStatus ReadContent(IsoRecord record, ulong offset, Memory<byte> buffer)
    {
        ulong start = ((ulong)record.Block * _descriptor.BlockBytes) + offset;
        if (!IsOnDevice(record, offset + (ulong)buffer.Length))
        {
            return Damaged($"'{record.Name}' lies beyond the end of the device");
        }

        BlockStatus status = DeviceReader.Read(_device, start, buffer);
        return status.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(_device, status, $"'{record.Name}' at byte {start}");
    }

    /// <summary>Reads where the fields of a record go on.</summary>
    internal FileStatus ReadArea(uint block, uint offset, uint length, out byte[] area)
    {
        area = [];
        // A system use area lies within a block (IEEE P1281 §5.1).
        if (offset > _descriptor.BlockBytes || length > _descriptor.BlockBytes - offset)
        {
            return Damaged("a record's fields go on beyond the end of a block");
        }

        area = new byte[length];
        IsoRecord place = new() { Position = 0, Block = block, Length = length, IsDirectory = false, HasMoreExtents = false, Name = "a continuation", Time = default };
        return ReadContent(place, offset, area);
    }

    /// <summary>Reads the records of a directory, without those of itself and of the one above.</summary>
    internal FileStatus ReadDirectory(IsoRecord directory, List<IsoRecord> records)
    {
        ulong length = directory.Length;
        if (length == 0)
        {
            // A relocated directory: its own first record knows how long it is.
            byte[] first = new byte[_descriptor.BlockBytes];
            FileStatus found = ReadContent(directory, 0, first);
            if (!found.IsSuccess || !IsoRecord.TryParse(first, 0, _descriptor.IsJoliet, out IsoRecord? self))
            {
                return found.IsSuccess ? Damaged($"directory '{directory.Name}' has no valid record of itself") : found;
            }

            length = self.Length;
        }

        if (length > MostDirectoryBytes || !IsOnDevice(directory, length))
        {
            return Damaged($"directory '{directory.Name}' has {length} bytes");
        }

        byte[] bytes = new byte[length];
        FileStatus status = ReadContent(directory, 0, bytes);
        return status.IsSuccess ? ReadRecords(directory, bytes, records) : status;
    }

    // A record's length is 64 bits at most by the sum of its pieces, its block 32 bits: nothing here overflows.
    private bool IsOnDevice(IsoRecord record, ulong bytes)
    {
        ulong start = (ulong)record.Block * _descriptor.BlockBytes;
        return start <= DeviceReader.Length(_device) && bytes <= DeviceReader.Length(_device) - start;
    }

    private FileStatus ReadRecords(IsoRecord directory, byte[] bytes, List<IsoRecord> records)
    {
        ulong start = (ulong)directory.Block * _descriptor.BlockBytes;
        IsoRecord? part = null;
        for (int at = 0; at < bytes.Length;)
        {
            // No record crosses the end of a sector; what is left of it is zeros.
            if (bytes[at] == 0)
            {
                at = (at / IsoDescriptor.Bytes * IsoDescriptor.Bytes) + IsoDescriptor.Bytes;
                continue;
            }

            if (!IsoRecord.TryParse(bytes.AsSpan(at), start + (ulong)at, _descriptor.IsJoliet, out IsoRecord? record))
            {
                return Damaged($"directory '{directory.Name}' has an impossible record at byte {at}");
            }

            int length = bytes[at];
            RockRidge fields = new(this);
            if (_hasRockRidge && !record.IsSelfOrParent)
            {
                FileStatus status = fields.Apply(ref record, IsoRecord.SystemUse(bytes.AsSpan(at, length)));
                if (!status.IsSuccess)
                {
                    return status;
                }
            }

            at += length;
            if (record.IsSelfOrParent || fields.IsRelocated)
            {
                continue;
            }

            part = part is null ? record : Join(part, record);
            if (part is null)
            {
                return Damaged($"the pieces of '{record.Name}' do not follow each other");
            }

            if (!record.HasMoreExtents)
            {
                records.Add(part);
                part = null;
            }
        }

        return FileStatus.Success;
    }

    // Files beyond 4 GiB have several records, whose contents follow each other on every disc that was ever written so.
    private IsoRecord? Join(IsoRecord first, IsoRecord next) =>
        first.Name == next.Name && first.Length % _descriptor.BlockBytes == 0 && first.Block + (first.Length / _descriptor.BlockBytes) == next.Block
            ? first with { Length = first.Length + next.Length }
            : null;
}
