namespace CosmosNvme.Nucleus;

/// <summary>Local APIC register offsets (SDM vol 3 table 10-1) and their x2APIC numbers (SDM vol 3 §10.12.1.2).</summary>
internal static class ApicRegister
{
    internal const uint Id = 0x020;
    internal const uint Version = 0x030;
    internal const uint TaskPriority = 0x080;
    internal const uint EndOfInterrupt = 0x0B0;
    internal const uint SpuriousVector = 0x0F0;
    internal const uint InService = 0x100;
    internal const uint ErrorStatus = 0x280;
    internal const uint CommandLow = 0x300;
    internal const uint CommandHigh = 0x310;
    internal const uint TimerEntry = 0x320;
    internal const uint PerformanceEntry = 0x340;
    internal const uint Lint0Entry = 0x350;
    internal const uint Lint1Entry = 0x360;
    internal const uint ErrorEntry = 0x370;
    internal const uint InitialCount = 0x380;
    internal const uint CurrentCount = 0x390;
    internal const uint DivideConfiguration = 0x3E0;

    /// <summary>IA32_APIC_BASE.</summary>
    internal const uint BaseMsr = 0x1B;

    /// <summary>IA32_TSC_DEADLINE.</summary>
    internal const uint DeadlineMsr = 0x6E0;

    /// <summary>IA32_APIC_BASE: the local APIC is on.</summary>
    internal const ulong BaseEnabled = 1UL << 11;

    /// <summary>IA32_APIC_BASE: the local APIC is in x2APIC mode.</summary>
    internal const ulong BaseX2 = 1UL << 10;

    /// <summary>The MSR of a register in x2APIC mode: one per 16 bytes of the memory layout, from 0x800.</summary>
    internal static uint Msr(uint offset) => 0x800 + (offset >> 4);
}
