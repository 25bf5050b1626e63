using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Cards that come and go. PCI Express 6.0 §6.7.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HotPlugTests : IHotPlugClient
{
    private readonly FakeSpace _space = new();
    private readonly FakeClock _clock = new();
    private readonly List<string> _told = [];
    private FakeSlot _slot = null!;
    private HotPlugSlot _hotPlug = null!;

    [TestCase(true)]
    [TestCase(false)]
    public void Button_WithACardInUse_LetsItGoAfterFiveSeconds(bool answersCommands)
    {
        Start(isOccupied: true, answersCommands: answersCommands);
        _slot.PressButton();
        Look(seconds: 4);
        Assert.That(_told, Is.Empty);
        Assert.That(_slot.Indicator, Is.EqualTo(SlotIndicator.Blinking));
        Look(seconds: 2);
        Assert.That(_told, Is.EqualTo(new[] { "asked to go: 01:00.0, powered" }));
        Assert.That((_slot.IsPowered, _slot.Indicator), Is.EqualTo((false, SlotIndicator.Off)));
        Look(seconds: 10);
        Assert.That(_told, Has.Count.EqualTo(1), "it may stay in the slot as long as it likes");
    }

    [Test]
    public void Button_PressedAgain_IsTakenBack()
    {
        Start(isOccupied: true);
        _slot.PressButton();
        Look(seconds: 2);
        _slot.PressButton();
        Look(seconds: 10);
        Assert.That(_told, Is.Empty);
        Assert.That((_slot.IsPowered, _slot.Indicator), Is.EqualTo((true, SlotIndicator.On)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Card_PluggedIn_GetsPowerAndAddresses(bool hasButton)
    {
        Start(isOccupied: false, hasButton);
        Look(seconds: 1);
        _slot.Insert();
        if (hasButton)
        {
            Look(seconds: 2);
            Assert.That(_told, Is.Empty, "it waits for the button");
            _slot.PressButton();
        }

        Look(seconds: 7);
        Assert.That(_told, Is.EqualTo(new[] { "came: 01:00.0" }));
        Assert.That((_slot.IsPowered, _slot.Indicator), Is.EqualTo((true, SlotIndicator.On)));
        Assert.That(_slot.CardAddress, Is.InRange(0xf000_0000u, 0xf01f_c000u), "an address that the port lets pass");
    }

    [Test]
    public void Card_PulledOut_IsTakenAwayAtOnce()
    {
        Start(isOccupied: true);
        _slot.PullOut();
        Look(seconds: 1);
        Assert.That(_told, Is.EqualTo(new[] { "pulled out: 01:00.0" }));
        Assert.That(_slot.IsPowered, Is.False);
        Look(seconds: 10);
        Assert.That(_told, Has.Count.EqualTo(1));
    }

    // Where firmware keeps hot-plug to itself, as QEMU's does unless it is told otherwise.
    [Test]
    public void Card_InASlotThatSaysItIsEmpty_Stays()
    {
        Start(isOccupied: true);
        _slot.SaysEmpty = true;
        Look(seconds: 10);
        Assert.That(_told, Is.Empty);
        _slot.PressButton();
        Look(seconds: 7);
        Assert.That(_told, Is.EqualTo(new[] { "asked to go: 01:00.0, powered" }));
    }

    [TestCase(2, 0)]
    [TestCase(8, 1)]
    public void Card_SilentInItsSlot_IsGoneWhenNoResetCanBeTheReason(int seconds, int told)
    {
        Start(isOccupied: true);
        _slot.IsCardSilent = true;
        Look(seconds);
        _slot.IsCardSilent = false;
        Look(seconds: 2);
        Assert.That(_told, Has.Count.EqualTo(told));
    }

    [Test]
    public void Card_PulledOutWhileTheLampBlinks_IsTakenAwayOnce()
    {
        Start(isOccupied: true);
        _slot.PressButton();
        Look(seconds: 1);
        _slot.PullOut();
        Look(seconds: 10);
        Assert.That(_told, Is.EqualTo(new[] { "pulled out: 01:00.0" }));
    }

    [Test]
    public void Card_ComingAndGoing_IsDrivenEachTime()
    {
        Start(isOccupied: false);
        for (int round = 0; round < 3; round++)
        {
            _slot.Insert();
            _slot.PressButton();
            Look(seconds: 7);
            _slot.PullOut();
            Look(seconds: 1);
        }

        Assert.That(_told, Is.EqualTo(Enumerable.Repeat(new[] { "came: 01:00.0", "pulled out: 01:00.0" }, 3).SelectMany(pair => pair)));
    }

    [Test]
    public void Slot_OfAPortWithoutHotPlug_IsNone()
    {
        FakeSpace space = new();
        FakeFunction port = space.Add("00:01.0", new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 1));
        port.WithCapability(0x10, 0x40, new byte[0x26]);
        port.Set16(0x42, 2 | (4 << 4) | (1 << 8));
        Assert.That(PciSlot.Of(PciDevices.Scan(space)[0], _clock), Is.Null);
    }

    public void OnPlugged(IReadOnlyList<PciFunction> functions) => _told.Add($"came: {functions.Single().Address.ToShortString()}");

    public void OnUnplugged(IReadOnlyList<PciFunction> functions, bool isPresent) => _told.Add(isPresent
        ? $"asked to go: {functions.Single().Address.ToShortString()}, {(_slot.IsPowered ? "powered" : "without power")}"
        : $"pulled out: {functions.Single().Address.ToShortString()}");

    private void Start(bool isOccupied, bool hasButton = true, bool answersCommands = true)
    {
        _slot = new FakeSlot(_space, isOccupied, hasButton, answersCommands);
        PciDevices devices = PciDevices.Scan(_space);
        PciFunction port = devices.First(function => function.Bridge is not null);
        _hotPlug = new HotPlugSlot(
            PciSlot.Of(port, _clock)!,
            [.. devices.Where(function => function.Parent == port)],
            this,
            above =>
            {
                List<string> notes = [];
                IReadOnlyList<PciFunction> found = BusScanner.FindBehind(above, _clock, notes);
                new AddressAssigner([.. devices.Where(function => function.Parent != above), .. found], [], 40, notes).Run(found);
                return found;
            },
            _clock,
            new SilentLog());
    }

    private void Look(int seconds)
    {
        for (long end = _clock.Nanoseconds + (seconds * 1_000_000_000L); _clock.Nanoseconds < end;)
        {
            _hotPlug.Look();
            _clock.Delay(250_000_000);
        }
    }

    private sealed class SilentLog : IKernelLog
    {
        public void Write(LogLevel level, string text)
        {
        }

        public IReadOnlyList<LogEntry> Read() => [];
    }
}
