namespace CosmosNvme.Pci;

/// <summary>Addresses that a bridge passes on to the bus behind it.</summary>
/// <param name="Base">First address.</param>
/// <param name="Limit">Last address; below <paramref name="Base"/> if the window is closed.</param>
/// <param name="Width">Address bits that the bridge decodes: 16, 32 or 64.</param>
public readonly record struct PciBridgeWindow(ulong Base, ulong Limit, int Width)
{
    /// <summary>True if any address passes.</summary>
    public bool IsOpen => Base <= Limit;
}
