namespace CosmosNvme.Nucleus;

/// <summary>Table signatures as the little-endian 32-bit words that stand at offset 0 of a table (ACPI 6.4 §5.2.6).</summary>
internal static class AcpiSignature
{
    /// <summary>"RSDT".</summary>
    internal const uint Rsdt = 0x54445352;

    /// <summary>"XSDT".</summary>
    internal const uint Xsdt = 0x54445358;

    /// <summary>"APIC": the MADT, interrupt controllers.</summary>
    internal const uint Madt = 0x43495041;

    /// <summary>"FACP": the FADT, fixed hardware.</summary>
    internal const uint Fadt = 0x50434146;

    /// <summary>"MCFG": PCI Express configuration space.</summary>
    internal const uint Mcfg = 0x4746434D;

    /// <summary>"HPET".</summary>
    internal const uint Hpet = 0x54455048;

    /// <summary>"DSDT".</summary>
    internal const uint Dsdt = 0x54445344;

    /// <summary>"SSDT".</summary>
    internal const uint Ssdt = 0x54445353;
}
