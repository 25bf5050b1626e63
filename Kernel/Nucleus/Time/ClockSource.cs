using System;

namespace CosmosNvme.Nucleus;

/// <summary>Where a frequency comes from.</summary>
internal enum ClockSource : byte
{
    /// <summary>Nowhere: a guess.</summary>
    None,

    /// <summary>CPUID leaf 0x15.</summary>
    CpuId15,

    /// <summary>CPUID leaf 0x16: the nominal frequency only.</summary>
    CpuId16,

    /// <summary>The hypervisor's leaf 0x40000010.</summary>
    Hypervisor,

    /// <summary>High precision event timer.</summary>
    Hpet,

    /// <summary>ACPI power management timer.</summary>
    PmTimer,

    /// <summary>8254 interval timer.</summary>
    Pit,

    /// <summary>The time-stamp counter itself, as what time comes from.</summary>
    Tsc,
}

/// <summary>Names of <see cref="ClockSource"/>.</summary>
internal static class ClockSourceText
{
    /// <summary>A short name for messages.</summary>
    internal static ReadOnlySpan<byte> Of(ClockSource source) => WordList.Get(
        "guess|CPUID 15h|CPUID 16h|hypervisor|HPET|PM timer|PIT|TSC|unknown"u8,
        (int)source);
}
