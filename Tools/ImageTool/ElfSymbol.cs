namespace CosmosNvme.ImageTool;

/// <summary>One entry of an ELF symbol table.</summary>
internal readonly record struct ElfSymbol(string Name, byte Info, ushort SectionIndex, ulong Value, ulong Size)
{
    internal const byte NoType = 0;
    internal const byte Function = 2;
    internal const byte IndirectFunction = 10;

    internal const byte Local = 0;

    internal byte Type => (byte)(Info & 15);

    internal byte Binding => (byte)(Info >> 4);
}
