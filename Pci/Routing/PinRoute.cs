namespace CosmosNvme.Pci;

/// <summary>Where a function's interrupt pin arrives, as somebody says.</summary>
/// <param name="Input">The interrupt controller's input.</param>
/// <param name="Source">Who says so, for people: "the ICH9's routing".</param>
public readonly record struct PinRoute(int Input, string Source);
