using System;
using System.IO;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace CosmosNvme.Shell.Commands;

/// <summary>A file as something to measure, by the calls that <see cref="FileStream"/> makes: through the C library, the nucleus, the file system and its cache.</summary>
internal sealed class FileTarget : IBlockDevice, IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its path; it exists.</param>
    /// <param name="writes">Whether it will be written.</param>
    /// <param name="bytes">How long it is, if it is a disk: System.IO does not ask those. Null: it is asked.</param>
    /// <exception cref="CommandFailedException">It cannot be opened.</exception>
    internal FileTarget(string path, bool writes, ulong? bytes = null)
    {
        Name = path;
        IsReadOnly = !writes;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, writes ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
            BlockCount = (bytes ?? (ulong)RandomAccess.GetLength(_handle)) / (ulong)BlockBytes;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            throw new CommandFailedException($"{path}: {FileErrors.Describe(exception)}");
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What sizes of requests are multiples of; the file itself knows no blocks.</summary>
    public int BlockBytes => 512;

    /// <inheritdoc/>
    public ulong BlockCount { get; }

    /// <inheritdoc/>
    public bool IsReadOnly { get; }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <inheritdoc/>
    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        try
        {
            return StatusOf(RandomAccess.Read(_handle, buffer.Span, OffsetOf(block)), buffer.Length);
        }
        catch (IOException)
        {
            return BlockStatus.Of(BlockError.Refused);
        }
    }

    /// <inheritdoc/>
    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
    {
        try
        {
            RandomAccess.Write(_handle, buffer.Span, OffsetOf(block));
            return BlockStatus.Success;
        }
        catch (IOException)
        {
            return BlockStatus.Of(BlockError.Refused);
        }
    }

    /// <inheritdoc/>
    public BlockStatus Flush()
    {
        RandomAccess.FlushToDisk(_handle);
        return BlockStatus.Success;
    }

    /// <inheritdoc/>
    public async ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer)
    {
        try
        {
            return StatusOf(await RandomAccess.ReadAsync(_handle, buffer, OffsetOf(block)).ConfigureAwait(false), buffer.Length);
        }
        catch (IOException)
        {
            return BlockStatus.Of(BlockError.Refused);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, buffer, OffsetOf(block)).ConfigureAwait(false);
            return BlockStatus.Success;
        }
        catch (IOException)
        {
            return BlockStatus.Of(BlockError.Refused);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(Flush());

    private static BlockStatus StatusOf(int count, int wanted) => count == wanted ? BlockStatus.Success : BlockStatus.Of(BlockError.OutOfRange);

    private long OffsetOf(ulong block) => (long)block * BlockBytes;
}
