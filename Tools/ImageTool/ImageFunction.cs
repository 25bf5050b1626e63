namespace CosmosNvme.ImageTool;

/// <summary>A function of the image: its range of addresses and the name a person reads.</summary>
internal readonly record struct ImageFunction(ulong Address, ulong Size, string Name)
{
    internal ulong End => Address + Size;
}
