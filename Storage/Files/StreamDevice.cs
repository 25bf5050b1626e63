using System;

namespace CosmosNvme.Storage;

/// <summary>/dev/null and /dev/zero: take everything, and give nothing or zeros.</summary>
internal sealed class StreamDevice(string name, bool givesZeros, DateTime created, ulong inode) : FileNode(name, FileKind.CharacterDevice)
{
    private const int Permissions = 0b110_110_110;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.CharacterDevice, 0, 0, Permissions, inode, created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        count = givesZeros ? buffer.Length : 0;
        buffer.Span[..count].Clear();
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = data.Length;
        return FileStatus.Success;
    }
}
