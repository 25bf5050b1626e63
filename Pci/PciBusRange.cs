namespace CosmosNvme.Pci;

/// <summary>Buses of a segment that configuration space may be asked for.</summary>
/// <param name="Segment">Segment group.</param>
/// <param name="FirstBus">First bus, inclusive: the root bus.</param>
/// <param name="LastBus">Last bus, inclusive.</param>
public readonly record struct PciBusRange(ushort Segment, byte FirstBus, byte LastBus)
{
    /// <summary>Tells whether a function lies in the range.</summary>
    public bool Contains(PciAddress address) => address.Segment == Segment && address.Bus >= FirstBus && address.Bus <= LastBus;
}
