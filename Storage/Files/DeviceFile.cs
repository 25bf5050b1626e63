using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A block device as a file that can be read at any byte.</summary>
internal sealed class DeviceFile(IBlockDevice device, DateTime created) : FileNode(device.Name, FileKind.BlockDevice)
{
    // FNV-1a: a number that stays the same for a name.
    private const ulong HashBasis = 0xcbf29ce484222325;
    private const ulong HashPrime = 0x100000001b3;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        ulong inode = HashBasis;
        foreach (char c in device.Name)
        {
            inode = (inode ^ c) * HashPrime;
        }

        int permissions = device.IsReadOnly ? 0b100_100_000 : 0b110_110_000;
        information = new FileInformation(FileKind.BlockDevice, DeviceReader.Length(device), 0, permissions, inode, created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        ulong length = DeviceReader.Length(device);
        count = offset >= length ? 0 : (int)Math.Min((ulong)buffer.Length, length - offset);
        BlockStatus status = DeviceReader.Read(device, offset, buffer[..count]);
        if (status.IsSuccess)
        {
            return FileStatus.Success;
        }

        count = 0;
        return FileStatus.OfDevice(device, status, $"at byte {offset}");
    }
}
