using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage.Tests;

/// <summary>A disk in memory that says what it is and where it is connected.</summary>
internal sealed class NamedDisk(string name, byte[] content, string? path, params string[] stableNames) : IBlockDevice
{
    private readonly RamDisk _disk = new(name, content);

    public string Name => _disk.Name;

    public IReadOnlyList<string> StableNames => stableNames;

    public string? PathName => path;

    public int BlockBytes => _disk.BlockBytes;

    public ulong BlockCount => _disk.BlockCount;

    public bool IsReadOnly => _disk.IsReadOnly;

    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => _disk.ReadAsync(block, buffer);

    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => _disk.WriteAsync(block, buffer);

    public ValueTask<BlockStatus> FlushAsync() => _disk.FlushAsync();

    public BlockStatus Read(ulong block, Memory<byte> buffer) => _disk.Read(block, buffer);

    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => _disk.Write(block, buffer);

    public BlockStatus Flush() => _disk.Flush();
}
