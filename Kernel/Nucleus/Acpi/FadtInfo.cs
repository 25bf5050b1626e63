namespace CosmosNvme.Nucleus;

/// <summary>A register in memory or I/O space (generic address structure, ACPI 6.4 §5.2.3.2). Absent while <see cref="Address"/> is 0.</summary>
internal struct AcpiRegister
{
    /// <summary>Space number of memory.</summary>
    internal const byte Memory = 0;

    /// <summary>Space number of I/O ports.</summary>
    internal const byte Ports = 1;

    /// <summary>
    /// Space number of configuration space of bus 0: device in bits 47:32, function in 31:16, offset in 15:0. For the reset register only.
    /// </summary>
    internal const byte Configuration = 2;

    /// <summary>Address in its space.</summary>
    internal ulong Address;

    /// <summary><see cref="Memory"/>, <see cref="Ports"/> or <see cref="Configuration"/>; nothing else is kept.</summary>
    internal byte Space;

    /// <summary>Width in bits as the table gives it.</summary>
    internal byte Width;
}

/// <summary>What the FADT says, in the form the rest of the nucleus uses. Reached by pointer only.</summary>
internal struct FadtInfo
{
    /// <summary>Physical address of the DSDT, 0 if none.</summary>
    internal ulong Dsdt;

    /// <summary>Power management timer; absent on some machines.</summary>
    internal AcpiRegister PmTimer;

    /// <summary>PM1a control: sleep type and sleep enable.</summary>
    internal AcpiRegister Pm1aControl;

    /// <summary>PM1b control; absent on most machines.</summary>
    internal AcpiRegister Pm1bControl;

    /// <summary>Reset register, absent unless the flags say that it works.</summary>
    internal AcpiRegister Reset;

    /// <summary>Sleep control of machines without the fixed hardware (hardware-reduced ACPI); absent elsewhere.</summary>
    internal AcpiRegister SleepControl;

    /// <summary>Fixed feature flags as they stand in the table.</summary>
    internal uint Flags;

    /// <summary>Port that switches between legacy and ACPI mode, 0 if the machine knows ACPI mode only.</summary>
    internal uint SmiCommandPort;

    /// <summary>ISA interrupt or global system interrupt of the system control interrupt.</summary>
    internal ushort SciInterrupt;

    /// <summary>IA-PC boot flags; 0 for tables of ACPI 1.0.</summary>
    internal ushort BootFlags;

    /// <summary>Value to write to the reset register.</summary>
    internal byte ResetValue;

    /// <summary>Value for <see cref="SmiCommandPort"/> that enters ACPI mode.</summary>
    internal byte AcpiEnable;

    /// <summary>CMOS index of the century, 0 if the clock has none.</summary>
    internal byte CenturyIndex;

    /// <summary>Valid bits of the PM timer: 24 or 32.</summary>
    internal byte PmTimerBits;
}
