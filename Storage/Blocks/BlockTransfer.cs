using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>Transfers of any length, cut into pieces that the device takes.</summary>
internal static class BlockTransfer
{
    /// <summary>Reads whole blocks.</summary>
    /// <param name="device">The device.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of the block size long.</param>
    /// <returns>Success, or why the buffer's contents are undefined.</returns>
    internal static BlockStatus Read(IBlockDevice device, ulong block, Memory<byte> buffer)
    {
        int limit = Limit(device);
        BlockStatus status = BlockStatus.Success;
        for (int done = 0; done < buffer.Length && status.IsSuccess; done += limit)
        {
            status = device.Read(block + (ulong)(done / device.BlockBytes), buffer.Slice(done, Math.Min(limit, buffer.Length - done)));
        }

        return status;
    }

    /// <summary>Writes whole blocks.</summary>
    /// <param name="device">The device.</param>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of the block size long.</param>
    /// <returns>Success, or why some of the blocks may not be written.</returns>
    internal static BlockStatus Write(IBlockDevice device, ulong block, ReadOnlyMemory<byte> buffer)
    {
        int limit = Limit(device);
        BlockStatus status = BlockStatus.Success;
        for (int done = 0; done < buffer.Length && status.IsSuccess; done += limit)
        {
            status = device.Write(block + (ulong)(done / device.BlockBytes), buffer.Slice(done, Math.Min(limit, buffer.Length - done)));
        }

        return status;
    }

    // A device cannot take less than one block, whatever it says.
    private static int Limit(IBlockDevice device) => Math.Max(device.MaximumTransferBytes / device.BlockBytes, 1) * device.BlockBytes;
}
