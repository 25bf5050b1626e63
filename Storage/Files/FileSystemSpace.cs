namespace CosmosNvme.Storage;

/// <summary>How large and how full a file system is, as statfs tells it.</summary>
/// <param name="BlockBytes">Bytes of a block: what a file takes at least.</param>
/// <param name="Blocks">Blocks there are for files and directories.</param>
/// <param name="FreeBlocks">Blocks that nothing uses.</param>
/// <param name="Files">Files it can have; 0 where there is no such limit.</param>
/// <param name="FreeFiles">Files it can have beyond those there are; 0 where there is no such limit.</param>
/// <param name="MostNameBytes">Longest name in bytes of UTF-8.</param>
public readonly record struct FileSystemSpace(uint BlockBytes, ulong Blocks, ulong FreeBlocks, ulong Files, ulong FreeFiles, uint MostNameBytes);
