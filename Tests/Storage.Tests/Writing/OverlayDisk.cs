using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage.Tests;

/// <summary>A disk whose content is an array that stays as it is: what is written is kept beside it.</summary>
internal sealed class OverlayDisk(byte[] content) : IBlockDevice
{
    private readonly Dictionary<ulong, byte[]> _written = [];

    public string Name => "ram0";

    public int BlockBytes => 512;

    public ulong BlockCount => (ulong)(content.Length / BlockBytes);

    public bool IsReadOnly => false;

    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);

    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        content.AsMemory((int)block * BlockBytes, buffer.Length).CopyTo(buffer);
        for (int index = 0; _written.Count > 0 && index < buffer.Length / BlockBytes; index++)
        {
            _written.GetValueOrDefault(block + (ulong)index)?.CopyTo(buffer[(index * BlockBytes)..]);
        }

        return BlockStatus.Success;
    }

    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
    {
        if (block + (ulong)(buffer.Length / BlockBytes) > BlockCount)
        {
            throw new InvalidOperationException($"a write of {buffer.Length} bytes at block {block} leaves the disk");
        }

        for (int index = 0; index < buffer.Length / BlockBytes; index++)
        {
            _written[block + (ulong)index] = buffer.Slice(index * BlockBytes, BlockBytes).ToArray();
        }

        return BlockStatus.Success;
    }

    public BlockStatus Flush() => BlockStatus.Success;
}
