using System;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Tests;

/// <summary>A disk of any size that is full of zeros.</summary>
internal sealed class EmptyDevice(ulong blocks) : IBlockDevice
{
    public string Name => "empty";

    public int BlockBytes => 512;

    public ulong BlockCount => blocks;

    public bool IsReadOnly => true;

    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(Flush());

    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        buffer.Span.Clear();
        return BlockStatus.Success;
    }

    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => BlockStatus.Of(BlockError.ReadOnly);

    public BlockStatus Flush() => BlockStatus.Success;
}
