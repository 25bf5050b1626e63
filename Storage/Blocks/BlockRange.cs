using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>The checks that every block device makes before it does anything.</summary>
internal static class BlockRange
{
    /// <summary>True if a transfer lies within a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="block">First block.</param>
    /// <param name="bytes">Length; anything but a multiple of the block size is the caller's bug.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the block size.</exception>
    internal static bool Contains(IBlockDevice device, ulong block, int bytes)
    {
        if (bytes % device.BlockBytes != 0)
        {
            throw new ArgumentException($"{bytes} bytes are not a multiple of the {device.BlockBytes}-byte blocks of {device.Name}.", nameof(bytes));
        }

        ulong blocks = (ulong)(bytes / device.BlockBytes);
        return block <= device.BlockCount && blocks <= device.BlockCount - block;
    }
}
