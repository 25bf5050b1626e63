using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage.Tests;

/// <summary>A device that remembers its reads and fails those that touch given blocks.</summary>
internal sealed class WatchedDevice(IBlockDevice inner) : IBlockDevice
{
    internal List<(ulong Block, int Bytes)> Reads { get; } = [];

    internal HashSet<ulong> BadBlocks { get; } = [];

    public string Name => inner.Name;

    public int BlockBytes => inner.BlockBytes;

    public ulong BlockCount => inner.BlockCount;

    public bool IsReadOnly => inner.IsReadOnly;

    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(Flush());

    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        Reads.Add((block, buffer.Length));
        for (int index = 0; index < buffer.Length / BlockBytes; index++)
        {
            if (BadBlocks.Contains(block + (ulong)index))
            {
                return new BlockStatus(BlockError.Medium, 0x281);
            }
        }

        return inner.Read(block, buffer);
    }

    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => inner.Write(block, buffer);

    public BlockStatus Flush() => inner.Flush();
}
