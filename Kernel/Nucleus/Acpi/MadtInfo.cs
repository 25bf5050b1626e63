namespace CosmosNvme.Nucleus;

/// <summary>One processor of the MADT (ACPI 6.4 §5.2.12.2, §5.2.12.12).</summary>
internal struct MadtCpu
{
    /// <summary>Local APIC id; sparse, may exceed 254 with x2APIC.</summary>
    internal uint ApicId;

    /// <summary>ACPI processor UID: what the NMI entries refer to.</summary>
    internal uint AcpiUid;

    /// <summary>1 if the firmware enabled it: it can be started now.</summary>
    internal byte Enabled;

    /// <summary>1 if it is absent now but may be plugged in later.</summary>
    internal byte OnlineCapable;
}

/// <summary>One I/O APIC (ACPI 6.4 §5.2.12.3).</summary>
internal struct MadtIoApic
{
    /// <summary>Physical address of its registers.</summary>
    internal uint Address;

    /// <summary>Global system interrupt of its first pin.</summary>
    internal uint GsiBase;

    /// <summary>Its I/O APIC id.</summary>
    internal byte Id;
}

/// <summary>Where an ISA interrupt really goes (ACPI 6.4 §5.2.12.5).</summary>
internal struct MadtIsaIrq
{
    /// <summary>Global system interrupt.</summary>
    internal uint Gsi;

    /// <summary>1 if the line is active low.</summary>
    internal byte ActiveLow;

    /// <summary>1 if it is level triggered.</summary>
    internal byte LevelTriggered;
}

/// <summary>A local interrupt pin wired to NMI (ACPI 6.4 §5.2.12.7, §5.2.12.13).</summary>
internal struct MadtLocalNmi
{
    /// <summary>UID that means every processor.</summary>
    internal const uint AllProcessors = 0xFFFF_FFFF;

    /// <summary>ACPI processor UID or <see cref="AllProcessors"/>.</summary>
    internal uint AcpiUid;

    /// <summary>0 = LINT0, 1 = LINT1.</summary>
    internal byte Pin;

    /// <summary>1 if the pin is active low.</summary>
    internal byte ActiveLow;

    /// <summary>1 if it is level triggered.</summary>
    internal byte LevelTriggered;
}

/// <summary>What the MADT says, in fixed storage. Reached by pointer only: it is far too large to copy.</summary>
internal unsafe struct MadtInfo
{
    /// <summary>Most processors that are used.</summary>
    internal const uint MaximumCpus = 64;

    /// <summary>Most I/O APICs that are used.</summary>
    internal const uint MaximumIoApics = 16;

    /// <summary>ISA interrupts.</summary>
    internal const uint IsaIrqs = 16;

    /// <summary>Most NMI entries: one per processor and pin.</summary>
    internal const uint MaximumNmis = 128;

    /// <summary>Physical address of the local APICs' registers, override applied.</summary>
    internal ulong LocalApicAddress;

    /// <summary>1 if the machine also has two 8259 interrupt controllers, which must then be masked.</summary>
    internal uint HasLegacyPic;

    /// <summary>Processors in <see cref="Cpu"/>.</summary>
    internal uint CpuCount;

    /// <summary>Processors beyond <see cref="MaximumCpus"/>, which stay unused.</summary>
    internal uint CpusLeftOut;

    /// <summary>Controllers in <see cref="IoApic"/>.</summary>
    internal uint IoApicCount;

    /// <summary>Entries in <see cref="Nmi"/>.</summary>
    internal uint NmiCount;

    private fixed uint _cpus[(int)MaximumCpus * 3];
    private fixed uint _ioApics[(int)MaximumIoApics * 3];
    private fixed uint _isa[(int)IsaIrqs * 2];
    private fixed uint _nmis[(int)MaximumNmis * 2];

    /// <summary>The processor at an index below <see cref="CpuCount"/>.</summary>
    internal static MadtCpu* Cpu(MadtInfo* info, uint index) => (MadtCpu*)info->_cpus + index;

    /// <summary>The I/O APIC at an index below <see cref="IoApicCount"/>.</summary>
    internal static MadtIoApic* IoApic(MadtInfo* info, uint index) => (MadtIoApic*)info->_ioApics + index;

    /// <summary>The route of an ISA interrupt, 0 to 15.</summary>
    internal static MadtIsaIrq* Isa(MadtInfo* info, uint irq) => (MadtIsaIrq*)info->_isa + irq;

    /// <summary>The NMI entry at an index below <see cref="NmiCount"/>.</summary>
    internal static MadtLocalNmi* Nmi(MadtInfo* info, uint index) => (MadtLocalNmi*)info->_nmis + index;
}
