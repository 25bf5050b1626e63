namespace CosmosNvme.Nucleus;

/// <summary>The CPUID registers that feature decoding reads; those of leaves the CPU does not have are 0.</summary>
internal unsafe struct CpuIdLeaves
{
    /// <summary>Highest basic leaf.</summary>
    internal uint MaximumBasic;

    /// <summary>Highest extended leaf, 0x80000000 and up.</summary>
    internal uint MaximumExtended;

    /// <summary>Highest hypervisor leaf, 0 without a hypervisor.</summary>
    internal uint MaximumHypervisor;

    /// <summary>Leaf 1: signature (stepping, model, family).</summary>
    internal uint Eax1;

    /// <summary>Leaf 1: brand index, cache line, initial APIC id.</summary>
    internal uint Ebx1;

    /// <summary>Leaf 1: features.</summary>
    internal uint Ecx1;

    /// <summary>Leaf 1: features.</summary>
    internal uint Edx1;

    /// <summary>Leaf 7, sub-leaf 0: features.</summary>
    internal uint Ebx7;

    /// <summary>Leaf 7, sub-leaf 0: features.</summary>
    internal uint Ecx7;

    /// <summary>Leaf 0xD, sub-leaf 1: XSAVE variants.</summary>
    internal uint EaxD1;

    /// <summary>Leaf 0x15: denominator of the TSC to crystal ratio.</summary>
    internal uint Eax15;

    /// <summary>Leaf 0x15: numerator.</summary>
    internal uint Ebx15;

    /// <summary>Leaf 0x15: crystal frequency in Hz.</summary>
    internal uint Ecx15;

    /// <summary>Leaf 0x16: base frequency in MHz.</summary>
    internal uint Eax16;

    /// <summary>Leaf 0x80000001: features.</summary>
    internal uint ExtendedEcx1;

    /// <summary>Leaf 0x80000001: features.</summary>
    internal uint ExtendedEdx1;

    /// <summary>Leaf 0x80000007: power management.</summary>
    internal uint ExtendedEdx7;

    /// <summary>Leaf 0x80000008: address widths.</summary>
    internal uint ExtendedEax8;

    /// <summary>Hypervisor leaf 0x40000010: TSC frequency in kHz.</summary>
    internal uint HypervisorTscKilohertz;

    /// <summary>Vendor, 12 characters.</summary>
    internal fixed uint Vendor[3];

    /// <summary>Brand string, 48 characters, zero-terminated if shorter.</summary>
    internal fixed uint Brand[12];

    /// <summary>Hypervisor signature, 12 characters, zeros without one.</summary>
    internal fixed uint HypervisorVendor[3];
}
