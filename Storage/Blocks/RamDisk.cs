using System;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A block device in memory. Requests of several threads on the same blocks are not atomic, as on a real disk.</summary>
public sealed class RamDisk : IBlockDevice
{
    private readonly Memory<byte> _content;

    /// <summary>Makes a disk of existing memory, which it uses as it is.</summary>
    /// <param name="name">Name without /dev/.</param>
    /// <param name="content">The blocks; a rest that fills no block is left out.</param>
    /// <param name="blockBytes">Bytes of a block: a power of two from 512 on.</param>
    /// <param name="isReadOnly">Whether writes are refused.</param>
    public RamDisk(string name, Memory<byte> content, int blockBytes = 512, bool isReadOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, 512);
        if (!int.IsPow2(blockBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(blockBytes), blockBytes, "A block is a power of two of bytes.");
        }

        Name = name;
        BlockBytes = blockBytes;
        IsReadOnly = isReadOnly;
        _content = content;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int BlockBytes { get; }

    /// <inheritdoc/>
    public ulong BlockCount => (ulong)(_content.Length / BlockBytes);

    /// <inheritdoc/>
    public bool IsReadOnly { get; }

    /// <inheritdoc/>
    public bool CanDiscard => !IsReadOnly;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        if (!BlockRange.Contains(this, block, buffer.Length))
        {
            return BlockStatus.Of(BlockError.OutOfRange);
        }

        _content.Slice((int)block * BlockBytes, buffer.Length).CopyTo(buffer);
        return BlockStatus.Success;
    }

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
    {
        if (IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        if (!BlockRange.Contains(this, block, buffer.Length))
        {
            return BlockStatus.Of(BlockError.OutOfRange);
        }

        buffer.CopyTo(_content.Slice((int)block * BlockBytes, buffer.Length));
        return BlockStatus.Success;
    }

    /// <inheritdoc/>
    public BlockStatus Flush() => BlockStatus.Success;

    /// <inheritdoc/>
    public BlockStatus Discard(ulong block, ulong count)
    {
        if (IsReadOnly)
        {
            return BlockStatus.Of(BlockError.ReadOnly);
        }

        if (block > BlockCount || count > BlockCount - block)
        {
            return BlockStatus.Of(BlockError.OutOfRange);
        }

        _content.Slice((int)block * BlockBytes, (int)count * BlockBytes).Span.Clear();
        return BlockStatus.Success;
    }
}
