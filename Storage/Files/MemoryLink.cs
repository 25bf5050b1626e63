using System.Text;

namespace CosmosNvme.Storage;

/// <summary>A symbolic link in memory.</summary>
internal sealed class MemoryLink(MemoryFileSystem fileSystem, string name, string target)
    : MemoryNode(fileSystem, name, FileKind.SymbolicLink, 0b111_111_111)
{
    private protected override ulong Length => (ulong)Encoding.UTF8.GetByteCount(target);

    /// <inheritdoc/>
    public override FileStatus ReadLink(out string path)
    {
        path = target;
        return FileStatus.Success;
    }
}
