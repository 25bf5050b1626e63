using System;
using System.Text;
using System.Threading;

namespace CosmosNvme.Storage;

/// <summary>A text that is made whenever it is read from its beginning; its length is not known before, so it is said to be 0, as in Linux's /proc.</summary>
internal sealed class TextFile(string name, Func<string> compose) : FileNode(name, FileKind.File)
{
    private const int Permissions = 0b100_100_100;

    private static ulong s_lastInode;

    private readonly ulong _inode = NextInode();
    private readonly DateTime _created = DateTime.UtcNow;
    private volatile byte[]? _text;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.File, 0, 0, Permissions, _inode, _created, _created, _created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus Read(ulong offset, Memory<byte> buffer, out int count)
    {
        byte[]? text = offset == 0 ? null : _text;
        if (text is null)
        {
            text = Encoding.UTF8.GetBytes(compose());
            _text = text;
        }

        count = offset >= (ulong)text.Length ? 0 : Math.Min(buffer.Length, text.Length - (int)offset);
        text.AsMemory(count == 0 ? 0 : (int)offset, count).CopyTo(buffer);
        return FileStatus.Success;
    }

    internal static ulong NextInode() => Interlocked.Increment(ref s_lastInode);
}
