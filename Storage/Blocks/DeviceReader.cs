using System;
using System.Buffers;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Reads a device by bytes. What covers whole blocks goes straight into the caller's buffer, in one request.</summary>
internal static class DeviceReader
{
    /// <summary>Bytes of a device.</summary>
    internal static ulong Length(IBlockDevice device) =>
        device.BlockCount > ulong.MaxValue / (ulong)device.BlockBytes ? ulong.MaxValue : device.BlockCount * (ulong)device.BlockBytes;

    /// <summary>Fills a buffer.</summary>
    /// <param name="device">The device.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>Success, or why the buffer's contents are undefined.</returns>
    internal static BlockStatus Read(IBlockDevice device, ulong offset, Memory<byte> buffer)
    {
        // Nothing is wanted: nothing can fail, not even where the device has ended.
        if (buffer.IsEmpty)
        {
            return BlockStatus.Success;
        }

        int blockBytes = device.BlockBytes;
        ulong block = offset / (ulong)blockBytes;
        int skip = (int)(offset % (ulong)blockBytes);
        if (skip != 0)
        {
            int taken = Math.Min(blockBytes - skip, buffer.Length);
            BlockStatus status = ReadPart(device, block, skip, buffer[..taken]);
            if (!status.IsSuccess)
            {
                return status;
            }

            buffer = buffer[taken..];
            block++;
        }

        int whole = buffer.Length / blockBytes * blockBytes;
        if (whole > 0)
        {
            BlockStatus status = device.Read(block, buffer[..whole]);
            if (!status.IsSuccess)
            {
                return status;
            }

            buffer = buffer[whole..];
            block += (ulong)(whole / blockBytes);
        }

        return buffer.IsEmpty ? BlockStatus.Success : ReadPart(device, block, 0, buffer);
    }

    private static BlockStatus ReadPart(IBlockDevice device, ulong block, int skip, Memory<byte> part)
    {
        byte[] bounce = ArrayPool<byte>.Shared.Rent(device.BlockBytes);
        BlockStatus status = device.Read(block, bounce.AsMemory(0, device.BlockBytes));
        if (status.IsSuccess)
        {
            bounce.AsMemory(skip, part.Length).CopyTo(part);
            ArrayPool<byte>.Shared.Return(bounce);
        }

        // After a failure the array stays out of the pool: a device that timed out may still write to it.
        return status;
    }
}
