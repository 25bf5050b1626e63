using System;
using System.IO;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A device without content of its own: what is read is made up, what is written is forgotten.</summary>
internal sealed class StreamDevice(string name, StreamDeviceKind kind, DateTime created, ulong inode) : FileNode(name, FileKind.CharacterDevice)
{
    private const int Permissions = 0b110_110_110;

    // The class library's own generator needs OpenSSL. For this path the nucleus answers, which does not ask this tree; on a host Linux does.
    private static readonly Lock s_randomLock = new();
    private static readonly Lazy<FileStream> s_random = new(() => new FileStream("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.CharacterDevice, 0, 0, Permissions, inode, created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        count = kind == StreamDeviceKind.Null ? 0 : buffer.Length;
        if (kind == StreamDeviceKind.Random)
        {
            lock (s_randomLock)
            {
                s_random.Value.ReadExactly(buffer.Span);
            }
        }
        else
        {
            buffer.Span[..count].Clear();
        }

        return FileStatus.Success;
    }

    /// <inheritdoc/>
    internal override FileStatus Write(ulong offset, ReadOnlyMemory<byte> data, out int count)
    {
        count = kind == StreamDeviceKind.Full ? 0 : data.Length;
        return FileStatus.Of(kind == StreamDeviceKind.Full ? FileError.NoSpace : FileError.None);
    }
}
