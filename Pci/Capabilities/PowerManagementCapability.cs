using System;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>Power management (PCI Bus Power Management 1.2 §3.2).</summary>
public sealed class PowerManagementCapability : PciCapability
{
    internal const int Bytes = 8;
    internal const int CapabilitiesRegister = 2;
    internal const int ControlRegister = 4;

    internal static readonly BitField SpecificationVersionField = new(0, 3);
    internal static readonly BitField StateField = new(0, 2);
    internal static readonly BitField NoSoftResetField = new(3, 1);
    internal static readonly BitField EnableEventField = new(8, 1);
    internal static readonly BitField EventStatusField = new(15, 1);

    // §5.4: after leaving D3hot a function may take 10 ms.
    private const long RecoveryNanoseconds = 10_000_000;
    private const int HeaderDwords = 16;

    internal PowerManagementCapability(PciFunction function, int offset)
        : base(function, CapabilityId.PowerManagement, offset, version: 0)
    {
    }

    /// <summary>Version of the specification that it follows.</summary>
    public int SpecificationVersion => (int)SpecificationVersionField.Get(Read16(CapabilitiesRegister));

    /// <summary>The Power Management Capabilities register.</summary>
    public ushort Flags => Read16(CapabilitiesRegister);

    /// <summary>The Power Management Control/Status register.</summary>
    public ushort ControlStatus => Read16(ControlRegister);

    /// <summary>Its state now.</summary>
    public PciPowerState State => (PciPowerState)StateField.Get(ControlStatus);

    /// <summary>True if it keeps its registers over D3hot.</summary>
    public bool KeepsStateInD3Hot => NoSoftResetField.Get(ControlStatus) != 0;

    /// <summary>Brings the function to D0 if it sleeps. Thread context; blocks for 10 ms then.</summary>
    /// <param name="clock">Waits.</param>
    /// <returns>False if it did not wake up.</returns>
    public bool TryEnterD0(IClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (State == PciPowerState.D0)
        {
            return true;
        }

        Span<uint> header = stackalloc uint[HeaderDwords];
        for (int index = 0; index < header.Length; index++)
        {
            header[index] = Function.Read32(index * sizeof(uint));
        }

        // The event status bit is cleared by writing one: write zero.
        uint control = EventStatusField.Set(StateField.Set(ControlStatus, (uint)PciPowerState.D0), 0);
        Write16(ControlRegister, (ushort)control);
        clock.Delay(RecoveryNanoseconds);
        if (State != PciPowerState.D0)
        {
            return false;
        }

        RestoreHeader(header);
        return true;
    }

    // A function without No_Soft_Reset wakes up as after a reset: without addresses. The Command register comes last, when the
    // addresses are right; Status, which shares its dword, must not be written.
    private void RestoreHeader(ReadOnlySpan<uint> header)
    {
        for (int index = header.Length - 1; index > 1; index--)
        {
            if (Function.Read32(index * sizeof(uint)) != header[index])
            {
                Function.Write32(index * sizeof(uint), header[index]);
            }
        }

        Function.Command = (PciCommand)(ushort)header[1];
    }
}
