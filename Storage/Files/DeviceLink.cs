using System;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>A symbolic link to a block device.</summary>
internal sealed class DeviceLink(string name, string target, ulong inode, DateTime created) : FileNode(name, FileKind.SymbolicLink)
{
    private const int Permissions = 0b111_111_111;

    /// <inheritdoc/>
    public override FileStatus GetInformation(out FileInformation information)
    {
        information = new FileInformation(FileKind.SymbolicLink, (ulong)Encoding.UTF8.GetByteCount(target), 0, Permissions, inode, created, created, created);
        return FileStatus.Success;
    }

    /// <inheritdoc/>
    public override FileStatus ReadLink(out string path)
    {
        path = target;
        return FileStatus.Success;
    }
}
