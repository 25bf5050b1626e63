using System.Collections.Generic;

namespace CosmosNvme.Abstractions;

/// <summary>What the CPUID instruction says about the processor.</summary>
/// <param name="Vendor">Twelve-letter vendor string, for example <c>GenuineIntel</c>.</param>
/// <param name="ModelName">Marketing name; empty when the processor has none.</param>
/// <param name="Family">Effective family number.</param>
/// <param name="Model">Effective model number.</param>
/// <param name="Stepping">Stepping number.</param>
/// <param name="Flags">Features under the names that Linux gives them, those this kernel cares about.</param>
/// <param name="PhysicalAddressBits">Width of physical addresses.</param>
/// <param name="VirtualAddressBits">Width of linear addresses.</param>
/// <param name="Hypervisor">Hypervisor signature, for example <c>TCGTCGTCGTCG</c>; empty on real hardware.</param>
public sealed record ProcessorIdentity(
    string Vendor,
    string ModelName,
    int Family,
    int Model,
    int Stepping,
    IReadOnlyList<string> Flags,
    int PhysicalAddressBits,
    int VirtualAddressBits,
    string Hypervisor);
