using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>The PCI Express capability (PCI Express 6.0 §7.5.3).</summary>
public sealed class PciExpressCapability : PciCapability
{
    internal const int Bytes = 0x14;
    internal const int FlagsRegister = 0x02;
    internal const int DeviceCapabilitiesRegister = 0x04;
    internal const int DeviceControlRegister = 0x08;
    internal const int DeviceStatusRegister = 0x0a;
    internal const int LinkCapabilitiesRegister = 0x0c;
    internal const int LinkControlRegister = 0x10;
    internal const int LinkStatusRegister = 0x12;
    internal const int DeviceControl2Register = 0x28;

    internal static readonly BitField VersionField = new(0, 4);
    internal static readonly BitField PortKindField = new(4, 4);
    internal static readonly BitField SlotField = new(8, 1);
    internal static readonly BitField MessageField = new(9, 5);
    internal static readonly BitField LargestPayloadField = new(0, 3);
    internal static readonly BitField FunctionResetField = new(28, 1);
    internal static readonly BitField PayloadField = new(5, 3);
    internal static readonly BitField ReadRequestField = new(12, 3);
    internal static readonly BitField SpeedField = new(0, 4);
    internal static readonly BitField WidthField = new(4, 6);
    internal static readonly BitField PortNumberField = new(24, 8);
    internal static readonly BitField AriForwardingField = new(5, 1);

    // The second set of registers came with the second layout.
    private const int SecondLayout = 2;

    internal PciExpressCapability(PciFunction function, int offset)
        : base(function, CapabilityId.PciExpress, offset, version: 0)
    {
    }

    /// <summary>Version of the capability's layout, 1 or 2.</summary>
    public int LayoutVersion => (int)VersionField.Get(Flags);

    /// <summary>What the function is on its link.</summary>
    public PciExpressPortKind PortKind => (PciExpressPortKind)PortKindField.Get(Flags);

    /// <summary>True if a link with one device hangs below the function.</summary>
    public bool IsDownstreamPort => PortKind is PciExpressPortKind.RootPort or PciExpressPortKind.DownstreamPort or PciExpressPortKind.FromPciBridge;

    /// <summary>True if the link below leads to a slot.</summary>
    public bool HasSlot => IsDownstreamPort && SlotField.Get(Flags) != 0;

    /// <summary>Entry of MSI or MSI-X that the capability's own interrupts use.</summary>
    public int MessageNumber => (int)MessageField.Get(Flags);

    /// <summary>True if the function is at an end of a link, so that the link properties say something.</summary>
    public bool HasLink => PortKind is not (PciExpressPortKind.IntegratedEndpoint or PciExpressPortKind.EventCollector);

    /// <summary>Device Capabilities register.</summary>
    public uint DeviceCapabilities => Read32(DeviceCapabilitiesRegister);

    /// <summary>Device Control register.</summary>
    public ushort DeviceControl => Read16(DeviceControlRegister);

    /// <summary>Device Status register.</summary>
    public ushort DeviceStatus => Read16(DeviceStatusRegister);

    /// <summary>Link Capabilities register.</summary>
    public uint LinkCapabilities => Read32(LinkCapabilitiesRegister);

    /// <summary>Link Control register.</summary>
    public ushort LinkControl => Read16(LinkControlRegister);

    /// <summary>Link Status register.</summary>
    public ushort LinkStatus => Read16(LinkStatusRegister);

    /// <summary>Largest payload the function can take, in bytes.</summary>
    public int LargestPayload => 128 << (int)LargestPayloadField.Get(DeviceCapabilities);

    /// <summary>Largest payload it may send now, in bytes.</summary>
    public int Payload => 128 << (int)PayloadField.Get(DeviceControl);

    /// <summary>Largest read it may request now, in bytes.</summary>
    public int ReadRequest => 128 << (int)ReadRequestField.Get(DeviceControl);

    /// <summary>True if the function can be reset on its own.</summary>
    public bool CanResetFunction => FunctionResetField.Get(DeviceCapabilities) != 0;

    /// <summary>Fastest generation that the link can do: 1 for 2.5 GT/s, 2 for 5, 3 for 8, 4 for 16, 5 for 32, 6 for 64.</summary>
    public int FastestSpeed => (int)SpeedField.Get(LinkCapabilities);

    /// <summary>Lanes that the link can have.</summary>
    public int WidestWidth => (int)WidthField.Get(LinkCapabilities);

    /// <summary>Number of the port.</summary>
    public int PortNumber => (int)PortNumberField.Get(LinkCapabilities);

    /// <summary>Generation that the link runs at; numbers as in <see cref="FastestSpeed"/>.</summary>
    public int Speed => (int)SpeedField.Get(LinkStatus);

    /// <summary>Lanes that the link uses.</summary>
    public int Width => (int)WidthField.Get(LinkStatus);

    /// <summary>
    /// True if the port passes requests to all 256 functions of an ARI device (PCI Express 6.0 §6.13); else only functions 0 to 7 of
    /// the device below can be reached.
    /// </summary>
    public bool ForwardsAri => IsDownstreamPort
        && LayoutVersion >= SecondLayout
        && Offset + DeviceControl2Register < ConfigurationSpace.ConventionalBytes
        && AriForwardingField.Get(Read16(DeviceControl2Register)) != 0;

    /// <summary>
    /// Resets the function on its own (Function Level Reset, PCI Express 6.0 §6.6.2): it forgets everything, its configuration too
    /// (<see cref="PciFunctionState"/>). Nobody uses it, and it is allowed no access to memory. Takes a tenth of a second, or longer if the function is slow.
    /// </summary>
    /// <param name="clock">Waits.</param>
    /// <returns>False if it cannot be done, or the function does not come back.</returns>
    public bool TryResetFunction(IClock clock)
    {
        System.ArgumentNullException.ThrowIfNull(clock);
        const int TransactionsPending = 1 << 5;
        const int InitiateReset = 1 << 15;
        const long Step = 10_000_000;
        const long PendingTimeout = 1_000_000_000;
        const long ResetTime = 100_000_000;
        const long ReadyTimeout = 5_000_000_000;
        if (!CanResetFunction)
        {
            return false;
        }

        // Answers on their way would reach the function after its reset. One that hangs is reset all the same.
        for (long waited = 0; (DeviceStatus & TransactionsPending) != 0 && waited < PendingTimeout; waited += Step)
        {
            clock.Delay(Step);
        }

        SetDeviceControl((ushort)(DeviceControl | InitiateReset));
        clock.Delay(ResetTime);
        for (long waited = 0; waited < ReadyTimeout; waited += Step)
        {
            if (Function.IsPresent)
            {
                return true;
            }

            clock.Delay(Step);
        }

        return false;
    }

    /// <summary>Writes the Device Control register.</summary>
    internal void SetDeviceControl(ushort value) => Function.Write16(Offset + DeviceControlRegister, value);

    private ushort Flags => Read16(FlagsRegister);

    /// <summary>A speed as people write it, like <c>8GT/s</c>.</summary>
    /// <param name="speed">1 to 6.</param>
    public static string FormatSpeed(int speed) => speed switch
    {
        1 => "2.5GT/s",
        2 => "5GT/s",
        3 => "8GT/s",
        4 => "16GT/s",
        5 => "32GT/s",
        6 => "64GT/s",
        _ => "unknown",
    };
}
