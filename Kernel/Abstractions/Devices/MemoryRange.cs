namespace CosmosNvme.Abstractions;

/// <summary>A range of physical addresses as firmware's memory map describes it.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address behind the last.</param>
/// <param name="Type">Type as ACPI numbers it (ACPI 6.4 table 15.7): 1 for RAM that anybody may use; 3 for tables.</param>
public readonly record struct MemoryRange(ulong Start, ulong End, uint Type);
