namespace CosmosNvme.Abstractions;

/// <summary>Memory-mapped configuration space of a range of PCI buses, as the ACPI table MCFG gives it (PCI Firmware 3.3 §4.1.2).</summary>
/// <param name="Base">Address that bus 0 of the segment would have: bus b lies at Base + (b &lt;&lt; 20), from the first bus of the range on.</param>
/// <param name="Segment">PCI segment group.</param>
/// <param name="FirstBus">First bus, inclusive.</param>
/// <param name="LastBus">Last bus, inclusive.</param>
public readonly record struct EcamRange(PhysicalAddress Base, ushort Segment, byte FirstBus, byte LastBus);
