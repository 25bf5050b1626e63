using CosmosNvme.Abstractions;

namespace CosmosNvme.Pci;

/// <summary>The registers of a slot that cards come into and go out of while the machine runs (PCI Express 6.0 §6.7, §7.5.3.9 to §7.5.3.11). One thread at a time.</summary>
internal sealed class PciSlot
{
    internal const int CapabilitiesRegister = 0x14;
    internal const int ControlRegister = 0x18;
    internal const int StatusRegister = 0x1a;

    internal static readonly BitField ButtonField = new(0, 1);
    internal static readonly BitField PowerControllerField = new(1, 1);
    internal static readonly BitField PowerIndicatorField = new(4, 1);
    internal static readonly BitField HotPlugField = new(6, 1);
    internal static readonly BitField NumberField = new(19, 13);
    internal static readonly BitField NoCommandCompletedField = new(18, 1);
    internal static readonly BitField IndicatorField = new(8, 2);
    internal static readonly BitField PowerOffField = new(10, 1);
    internal static readonly BitField LinkActiveReportingField = new(20, 1);
    internal static readonly BitField LinkActiveField = new(13, 1);

    private const long CommandTimeout = 1_000_000_000;
    private const long LinkTimeout = 1_000_000_000;
    private const long Step = 10_000_000;

    // From a link that is up to the first request (PCI Express 6.0 §6.6.1).
    private const long LinkSettling = 100_000_000;

    private readonly PciFunction _port;
    private readonly PciExpressCapability _express;
    private readonly IClock _clock;
    private readonly uint _capabilities;

    private PciSlot(PciFunction port, PciExpressCapability express, IClock clock)
    {
        _port = port;
        _express = express;
        _clock = clock;
        _capabilities = port.Read32(express.Offset + CapabilitiesRegister);
    }

    /// <summary>The port above the slot.</summary>
    internal PciFunction Port => _port;

    /// <summary>Number of the slot, as its maker or firmware gave it.</summary>
    internal int Number => (int)NumberField.Get(_capabilities);

    /// <summary>True if it has a button that asks for power to go or come.</summary>
    internal bool HasButton => ButtonField.Get(_capabilities) != 0;

    /// <summary>What has happened, and whether a card is there. All bits set: the port itself is gone.</summary>
    internal SlotEvents Status => (SlotEvents)_port.Read16(_express.Offset + StatusRegister);

    /// <summary>True if the power is on, or nobody can switch it.</summary>
    internal bool IsPowered => PowerControllerField.Get(_capabilities) == 0 || PowerOffField.Get(Control) == 0;

    private ushort Control => _port.Read16(_express.Offset + ControlRegister);

    /// <summary>The slot of a port; null if it has none for hot-plug.</summary>
    internal static PciSlot? Of(PciFunction port, IClock clock)
    {
        if (port.FindCapability<PciExpressCapability>() is not { HasSlot: true } express)
        {
            return null;
        }

        PciSlot slot = new(port, express, clock);
        return HotPlugField.Get(slot._capabilities) != 0 ? slot : null;
    }

    /// <summary>Takes events away.</summary>
    internal void Clear(SlotEvents events)
    {
        if (events != SlotEvents.None)
        {
            _port.Write16(_express.Offset + StatusRegister, (ushort)events);
        }
    }

    /// <summary>Switches the power, if that can be done, and the indicator.</summary>
    internal void SetPower(bool isOn, SlotIndicator indicator)
    {
        uint control = (uint)IndicatorField.Set(Control, (uint)indicator);
        Command((ushort)(PowerControllerField.Get(_capabilities) != 0 ? PowerOffField.Set(control, isOn ? 0u : 1u) : control));
    }

    /// <summary>Sets the power indicator.</summary>
    internal void SetIndicator(SlotIndicator indicator)
    {
        if (PowerIndicatorField.Get(_capabilities) != 0)
        {
            Command((ushort)IndicatorField.Set(Control, (uint)indicator));
        }
    }

    /// <summary>Waits until the link below is up, as long as that may take.</summary>
    internal void WaitForLink()
    {
        if (LinkActiveReportingField.Get(_express.LinkCapabilities) != 0)
        {
            for (long waited = 0; LinkActiveField.Get(_express.LinkStatus) == 0 && waited < LinkTimeout; waited += Step)
            {
                _clock.Delay(Step);
            }
        }

        _clock.Delay(LinkSettling);
    }

    // A slot takes its time to do what was written, and the next command must wait for it, unless it says that it never reports (§7.5.3.9).
    private void Command(ushort value)
    {
        Clear(SlotEvents.CommandCompleted);
        _port.Write16(_express.Offset + ControlRegister, value);
        if (NoCommandCompletedField.Get(_capabilities) != 0)
        {
            return;
        }

        for (long waited = 0; (Status & SlotEvents.CommandCompleted) == 0 && waited < CommandTimeout; waited += Step)
        {
            _clock.Delay(Step);
        }

        Clear(SlotEvents.CommandCompleted);
    }
}
