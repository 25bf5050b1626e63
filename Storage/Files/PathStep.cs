namespace CosmosNvme.Storage;

/// <summary>A place in the tree that a path leads over.</summary>
/// <param name="Path">The path from the root, without links, spelled as the file systems spell it.</param>
/// <param name="Node">What is there.</param>
/// <param name="Mount">The mount it belongs to.</param>
internal readonly record struct PathStep(string Path, FileNode Node, Mount Mount)
{
    /// <summary>The path of a child.</summary>
    internal string Below(string name) => Path == "/" ? "/" + name : Path + "/" + name;
}
