using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage;

/// <summary>A read-only file system of texts that are made when they are read, as /proc is.</summary>
public sealed class TextFileSystem : FileSystem
{
    private const uint MostNameBytes = 255;

    private readonly TextDirectory _root = new(string.Empty);

    internal TextFileSystem(string typeName, uint magic)
    {
        TypeName = typeName;
        Magic = magic;
    }

    /// <inheritdoc/>
    public override string TypeName { get; }

    /// <inheritdoc/>
    public override uint Magic { get; }

    /// <inheritdoc/>
    public override IBlockDevice? Device => null;

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <inheritdoc/>
    public override FileNode Root => _root;

    /// <summary>Adds a text, or replaces it.</summary>
    /// <param name="path">Its path below the root, like self/mounts.</param>
    /// <param name="compose">Makes the text, on any thread.</param>
    public void Add(string path, Func<string> compose)
    {
        string[] names = path.Split('/');
        TextDirectory directory = _root;
        foreach (string name in names[..^1])
        {
            directory = directory.Below(name);
        }

        directory.Put(new TextFile(names[^1], compose));
    }

    /// <inheritdoc/>
    public override FileStatus GetSpace(out FileSystemSpace space)
    {
        space = new FileSystemSpace(MemoryFileSystem.PageBytes, 0, 0, 0, 0, MostNameBytes);
        return FileStatus.Success;
    }
}
