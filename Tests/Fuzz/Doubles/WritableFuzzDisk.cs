using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Fuzz;

/// <summary>A disk that keeps what is written to it, block by block, on top of one that is only read.</summary>
internal sealed class WritableFuzzDisk(IBlockDevice source, StepBudget budget) : IBlockDevice
{
    private readonly Dictionary<ulong, byte[]> _written = [];

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public int BlockBytes => source.BlockBytes;

    /// <inheritdoc/>
    public ulong BlockCount => source.BlockCount;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        BlockStatus status = source.Read(block, buffer);
        for (int index = 0; status.IsSuccess && _written.Count > 0 && index < buffer.Length / BlockBytes; index++)
        {
            _written.GetValueOrDefault(block + (ulong)index)?.CopyTo(buffer[(index * BlockBytes)..]);
        }

        return status;
    }

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
    {
        int blocks = buffer.Length / BlockBytes;
        Rule.Demand(buffer.Length % BlockBytes == 0 && block <= BlockCount && (ulong)blocks <= BlockCount - block, "writes are whole blocks of the disk", $"{buffer.Length} bytes at block {block}");
        budget.Take(buffer.Length + BlockBytes);
        for (int index = 0; index < blocks; index++)
        {
            _written[block + (ulong)index] = buffer.Slice(index * BlockBytes, BlockBytes).ToArray();
        }

        return BlockStatus.Success;
    }

    /// <inheritdoc/>
    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    /// <inheritdoc/>
    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    /// <inheritdoc/>
    public BlockStatus Flush() => BlockStatus.Success;

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);
}
