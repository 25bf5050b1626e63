namespace CosmosNvme.ImageTool;

/// <summary>The fields of a section header that the tool uses.</summary>
internal readonly record struct SectionHeader(
    string Name,
    uint Type,
    ulong Flags,
    ulong Address,
    ulong Offset,
    ulong Size,
    uint Link)
{
    internal const uint SymbolTable = 2;
    internal const uint NoBits = 8;

    internal const ulong Executable = 4;
}
