using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace CosmosNvme.Abstractions;

/// <summary>
/// A disk, a namespace or a partition: blocks of one size, numbered from 0. Any number of threads may call at once. A condition of
/// device or medium is a <see cref="BlockStatus"/>; a call that breaks the rules below is a bug and throws.
/// </summary>
public interface IBlockDevice
{
    /// <summary>Name without /dev/, like nvme0n1p1.</summary>
    string Name { get; }

    /// <summary>Names that come from the device itself and stay the same wherever it is found, as Linux has them in /dev/disk/by-id; none repeats.</summary>
    IReadOnlyList<string> StableNames => [];

    /// <summary>A name for the place where the device is connected, as Linux has it in /dev/disk/by-path; null: none is known.</summary>
    string? PathName => null;

    /// <summary>Bytes of a block: a power of two from 512 on.</summary>
    int BlockBytes { get; }

    /// <summary>Blocks of the device.</summary>
    ulong BlockCount { get; }

    /// <summary>True if writes are refused with <see cref="BlockError.ReadOnly"/>.</summary>
    bool IsReadOnly { get; }

    /// <summary>Bytes of the longest transfer that the device takes in one request, a multiple of <see cref="BlockBytes"/>; it may refuse longer ones.</summary>
    int MaximumTransferBytes => int.MaxValue / BlockBytes * BlockBytes;

    /// <summary>True if <see cref="Discard"/> does something.</summary>
    bool CanDiscard => false;

    /// <summary>Reads from <paramref name="block"/> on into the whole buffer, which the caller leaves alone until the task is done.</summary>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of <see cref="BlockBytes"/> long. Empty: nothing happens.</param>
    /// <returns>Success: all bytes are there. Otherwise the buffer's contents are undefined.</returns>
    ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer);

    /// <summary>Writes the whole buffer. Durable only after a successful <see cref="FlushAsync"/>.</summary>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of <see cref="BlockBytes"/> long, left alone until the task is done.</param>
    ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer);

    /// <summary>Makes everything whose write was successful before this call durable.</summary>
    ValueTask<BlockStatus> FlushAsync();

    /// <summary>The same as <see cref="ReadAsync"/>, done when it returns.</summary>
    BlockStatus Read(ulong block, Memory<byte> buffer);

    /// <summary>The same as <see cref="WriteAsync"/>, done when it returns.</summary>
    BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer);

    /// <summary>The same as <see cref="FlushAsync"/>, done when it returns.</summary>
    BlockStatus Flush();

    /// <summary>Tells the device that nobody needs the content of some blocks any more (TRIM). What they read as afterwards is undefined.</summary>
    /// <param name="block">First block.</param>
    /// <param name="count">Blocks.</param>
    /// <returns>Success, or <see cref="BlockError.NotSupported"/>: the content stays.</returns>
    BlockStatus Discard(ulong block, ulong count) => BlockStatus.Of(BlockError.NotSupported);

    /// <summary>Writes the whole buffer and makes it durable, and nothing else: the same as a write and a flush, but other writes may stay in a cache.</summary>
    /// <param name="block">First block.</param>
    /// <param name="buffer">A multiple of <see cref="BlockBytes"/> long.</param>
    BlockStatus WriteThrough(ulong block, ReadOnlyMemory<byte> buffer)
    {
        BlockStatus status = Write(block, buffer);
        return status.IsSuccess ? Flush() : status;
    }

    /// <summary>The same as <see cref="WriteThrough"/>, for those who await.</summary>
    async ValueTask<BlockStatus> WriteThroughAsync(ulong block, ReadOnlyMemory<byte> buffer)
    {
        BlockStatus status = await WriteAsync(block, buffer).ConfigureAwait(false);
        return status.IsSuccess ? await FlushAsync().ConfigureAwait(false) : status;
    }
}
