namespace CosmosNvme.ImageAnalysis;

/// <summary>A symbol table entry as the file has it.</summary>
internal readonly record struct ElfSymbol(string Name, ulong Value, ulong Size, byte Type, int SectionIndex)
{
    internal const byte NoType = 0;
    internal const byte Object = 1;
    internal const byte Function = 2;
    internal const byte IndirectFunction = 10;

    internal bool IsCode => Type is Function or IndirectFunction;
}
