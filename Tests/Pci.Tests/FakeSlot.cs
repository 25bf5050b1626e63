namespace CosmosNvme.Pci.Tests;

/// <summary>A root port at 00:01.0 with a hot-plug slot, and a card at 01:00.0 that can come and go.</summary>
internal sealed class FakeSlot
{
    private const int Express = 0x40;
    private const int Control = Express + PciSlot.ControlRegister;
    private const int Status = Express + PciSlot.StatusRegister;
    private const ushort Vendor = 0x1234;

    private readonly FakeFunction _port;
    private readonly FakeFunction _card;
    private SlotEvents _status;
    private bool _saysEmpty;

    internal FakeSlot(FakeSpace space, bool isOccupied, bool hasButton = true, bool answersCommands = true)
    {
        space.BusRanges.Clear();
        space.BusRanges.Add(new PciBusRange(0, 0, 3));
        uint capabilities = (hasButton ? 1u : 0) | (1u << 1) | (1u << 4) | (1u << 6) | (answersCommands ? 0 : 1u << 18) | (5u << 19);
        AnswersCommands = answersCommands;
        _port = space.Add("00:01.0", new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1));
        _port.WithCapability(0x10, Express, new byte[0x26]);
        _port.Set16(Express + 2, 2 | (4 << 4) | (1 << 8)).Set32(Express + PciSlot.CapabilitiesRegister, capabilities);
        _port.SetWritable(Control, 0x1fff, 2).SetWritable(Status, 0xffff, 2);

        // Memory from f0000000 to f01fffff passes.
        _port.Set16(0x20, 0xf000).Set16(0x22, 0xf010);
        _port.Written = OnWritten;
        _card = space.Add("01:00.0", new FakeFunction(Vendor).WithClass(1, 8, 2).WithBar(0x10, 0, 0xffff_c000));
        SetPresent(isOccupied);
        _port.Set16(Control, (ushort)(isOccupied ? (uint)SlotIndicator.On << 8 : ((uint)SlotIndicator.Off << 8) | (1u << 10)));
    }

    internal bool AnswersCommands { get; }

    internal bool IsPowered => (_port.Get(Control, 2) & (1 << 10)) == 0;

    internal SlotIndicator Indicator => (SlotIndicator)((_port.Get(Control, 2) >> 8) & 3);

    /// <summary>Where the card's registers are; 0: nowhere.</summary>
    internal uint CardAddress => _card.Get(0x10, 4);

    /// <summary>True: nobody has connected what would tell that a card is there.</summary>
    internal bool SaysEmpty
    {
        get => _saysEmpty;
        set
        {
            _saysEmpty = value;
            Show();
        }
    }

    /// <summary>True: the card is there but does not answer, as while it is being reset.</summary>
    internal bool IsCardSilent
    {
        get => _card.Get(0, 2) == ushort.MaxValue;
        set => _card.Set16(0, value ? ushort.MaxValue : Vendor);
    }

    internal void PressButton() => Raise(SlotEvents.ButtonPressed);

    internal void Insert()
    {
        _card.Set32(0x10, 0).Set16(0x04, 0);
        SetPresent(true);
        Raise(SlotEvents.PresenceChanged);
    }

    internal void PullOut()
    {
        SetPresent(false);
        Raise(SlotEvents.PresenceChanged);
    }

    private void SetPresent(bool isPresent)
    {
        _card.Set16(0, isPresent ? Vendor : ushort.MaxValue);
        _status = isPresent ? _status | SlotEvents.Present : _status & ~SlotEvents.Present;
        Show();
    }

    private void Raise(SlotEvents events)
    {
        _status |= events;
        Show();
    }

    private void Show() => _port.Set16(Status, (ushort)(_saysEmpty ? _status & ~SlotEvents.Present : _status));

    private void OnWritten(int offset)
    {
        if (offset == Status)
        {
            _status &= ~((SlotEvents)_port.Get(Status, 2) & SlotEvents.All);
        }
        else if (offset == Control && AnswersCommands)
        {
            _status |= SlotEvents.CommandCompleted;
        }

        Show();
    }
}
