namespace CosmosNvme.Nucleus;

/// <summary>CPU features the nucleus asks for or shows, numbered as the bits of <see cref="CpuFeatures.All"/>.</summary>
internal enum CpuFeature : byte
{
    /// <summary>Local APIC.</summary>
    LocalApic,

    /// <summary>Model-specific registers.</summary>
    Msr,

    /// <summary>Time-stamp counter.</summary>
    Tsc,

    /// <summary>Machine-check exception.</summary>
    MachineCheck,

    /// <summary>Global pages.</summary>
    GlobalPages,

    /// <summary>Machine-check banks.</summary>
    MachineCheckArchitecture,

    /// <summary>Conditional moves.</summary>
    ConditionalMove,

    /// <summary>Page attribute table.</summary>
    PageAttributeTable,

    /// <summary>CMPXCHG8B.</summary>
    CompareExchange8,

    /// <summary>FXSAVE and FXRSTOR.</summary>
    Fxsr,

    /// <summary>SSE.</summary>
    Sse,

    /// <summary>SSE2.</summary>
    Sse2,

    /// <summary>SSE3.</summary>
    Sse3,

    /// <summary>Carry-less multiplication.</summary>
    Pclmul,

    /// <summary>MONITOR and MWAIT.</summary>
    Monitor,

    /// <summary>SSSE3.</summary>
    Ssse3,

    /// <summary>Fused multiply-add.</summary>
    Fma,

    /// <summary>CMPXCHG16B.</summary>
    CompareExchange16,

    /// <summary>Process-context identifiers.</summary>
    Pcid,

    /// <summary>SSE4.1.</summary>
    Sse41,

    /// <summary>SSE4.2.</summary>
    Sse42,

    /// <summary>x2APIC mode.</summary>
    X2Apic,

    /// <summary>MOVBE.</summary>
    Movbe,

    /// <summary>POPCNT.</summary>
    Popcnt,

    /// <summary>APIC timer that compares with the TSC.</summary>
    TscDeadline,

    /// <summary>AES instructions.</summary>
    Aes,

    /// <summary>XSAVE and XRSTOR.</summary>
    Xsave,

    /// <summary>AVX.</summary>
    Avx,

    /// <summary>RDRAND.</summary>
    Rdrand,

    /// <summary>The CPU is virtual.</summary>
    Hypervisor,

    /// <summary>FSGSBASE instructions.</summary>
    FsGsBase,

    /// <summary>BMI1.</summary>
    Bmi1,

    /// <summary>AVX2.</summary>
    Avx2,

    /// <summary>Supervisor-mode execution prevention.</summary>
    Smep,

    /// <summary>BMI2.</summary>
    Bmi2,

    /// <summary>Fast REP MOVSB and STOSB.</summary>
    FastStrings,

    /// <summary>INVPCID.</summary>
    Invpcid,

    /// <summary>AVX-512 foundation.</summary>
    Avx512,

    /// <summary>RDSEED.</summary>
    Rdseed,

    /// <summary>Supervisor-mode access prevention.</summary>
    Smap,

    /// <summary>SHA instructions.</summary>
    Sha,

    /// <summary>RDPID.</summary>
    Rdpid,

    /// <summary>XSAVEOPT.</summary>
    XsaveOpt,

    /// <summary>LAHF and SAHF in long mode.</summary>
    Lahf,

    /// <summary>LZCNT.</summary>
    Lzcnt,

    /// <summary>SYSCALL and SYSRET.</summary>
    Syscall,

    /// <summary>No-execute pages.</summary>
    NoExecute,

    /// <summary>1 GiB pages.</summary>
    GigabytePages,

    /// <summary>RDTSCP.</summary>
    Rdtscp,

    /// <summary>64-bit mode.</summary>
    LongMode,

    /// <summary>The TSC runs at a constant rate in all power states.</summary>
    InvariantTsc,

    /// <summary>The register that is added to the TSC of one CPU.</summary>
    TscAdjust,

    /// <summary>Number of features: not a feature.</summary>
    Count,
}
