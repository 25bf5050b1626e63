using System;
using System.Buffers;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A block device as a file that can be read and written at any byte. What is written is on the device when the call returns, durable after Flush.</summary>
internal sealed class DeviceFile(IBlockDevice device, DateTime created) : FileNode(device.Name, FileKind.BlockDevice)
{
    // FNV-1a: a number that stays the same for a name.
    private const ulong HashBasis = 0xcbf29ce484222325;
    private const ulong HashPrime = 0x100000001b3;

    /// <summary>The device.</summary>
    internal IBlockDevice Device => device;

    /// <inheritdoc/>
    internal override int DirectBytes => device.BlockBytes;

    /// <summary>The inode of what has a name below /dev.</summary>
    internal static ulong InodeOf(string name)
    {
        ulong inode = HashBasis;
        foreach (char c in name)
        {
            inode = (inode ^ c) * HashPrime;
        }

        return inode;
    }

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        int permissions = device.IsReadOnly ? 0b100_100_000 : 0b110_110_000;
        information = new FileInformation(FileKind.BlockDevice, DeviceReader.Length(device), 0, permissions, InodeOf(device.Name), created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        ulong length = DeviceReader.Length(device);
        count = offset >= length ? 0 : (int)Math.Min((ulong)buffer.Length, length - offset);
        VolumeCache.Settle(device, offset, (ulong)count);
        BlockStatus status = DeviceReader.Read(device, offset, buffer[..count]);
        if (status.IsSuccess)
        {
            return FileStatus.Success;
        }

        count = 0;
        return FileStatus.OfDevice(device, status, $"at byte {offset}");
    }

    /// <inheritdoc/>
    internal override FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        ulong length = DeviceReader.Length(device);
        count = 0;
        if (offset >= length)
        {
            return FileStatus.Of(FileError.NoSpace);
        }

        data = data[..(int)Math.Min((ulong)data.Length, length - offset)];
        while (count < data.Length)
        {
            ulong position = offset + (ulong)count;
            BlockStatus status = WritePiece(position, data[count..], out int written);
            if (!status.IsSuccess)
            {
                // What was written is told first; the next call meets the trouble again.
                return count > 0 ? FileStatus.Success : FileStatus.OfDevice(device, status, $"at byte {position}", "write");
            }

            count += written;
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Flush(bool dataOnly)
    {
        BlockStatus status = device.Flush();
        return status.IsSuccess ? FileStatus.Success : FileStatus.OfDevice(device, status, "what was written", "make durable");
    }

    // Whole blocks go as they are; a part of a block is put into what the block holds.
    private BlockStatus WritePiece(ulong position, ReadOnlyMemory<byte> data, out int written)
    {
        int blockBytes = device.BlockBytes;
        ulong block = position / (ulong)blockBytes;
        int skip = (int)(position % (ulong)blockBytes);
        int whole = data.Length / blockBytes * blockBytes;
        if (skip == 0 && whole > 0)
        {
            written = whole;
            return device.Write(block, data[..whole]);
        }

        written = Math.Min(blockBytes - skip, data.Length);
        byte[] bounce = ArrayPool<byte>.Shared.Rent(blockBytes);
        Memory<byte> content = bounce.AsMemory(0, blockBytes);
        BlockStatus status = device.Read(block, content);
        if (status.IsSuccess)
        {
            data[..written].CopyTo(content[skip..]);
            status = device.Write(block, content);
        }

        // After a failure the array stays out of the pool: a device that timed out may still use it.
        if (status.IsSuccess)
        {
            ArrayPool<byte>.Shared.Return(bounce);
        }

        return status;
    }
}
