using System;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Usb.Tests;

/// <summary>The driver on a controller that is watched.</summary>
internal sealed class XhciTests
{
    private const int Port = 2;
    private static readonly byte[] s_a = [0, 0, 4, 0, 0, 0, 0, 0];
    private static readonly byte[] s_nothing = new byte[8];

    private readonly TypedKeys _typed = new();
    private SimulatedMemory _memory = null!;
    private SimulatedDma _dma = null!;
    private ListLog _log = null!;

    [SetUp]
    public void Begin()
    {
        _memory = new SimulatedMemory();
        _dma = new SimulatedDma(_memory);
        _log = new ListLog();
        _typed.TakeAll();
    }

    [TestCase(1u, 8, 32)]
    [TestCase(1u, 64, 32)]
    [TestCase(2u, 8, 64)]
    [TestCase(3u, 64, 64)]
    public void Keyboard_AtAPort_Types(uint speed, int packet, int contextBytes)
    {
        FakeXhci device = new(_memory) { ContextBytes = contextBytes };
        FakeKeyboardDevice keyboard = new() { ControlPacketBytes = (byte)packet };
        device.Plug(Port, keyboard, speed);
        using XhciController controller = Start(device);
        controller.Poll();
        Assert.That(keyboard.Requests, Is.EqualTo(new[] { "00 09 1 0", "21 0b 0 0", "21 0a 0 0" }), "Configured, boot protocol, no repetition.");
        Assert.That(device.ControlPacketOf(1), Is.EqualTo(packet));
        Assert.That(device.Report(Port, s_a), Is.True);
        controller.Poll();
        Assert.That(_typed.TakeAll(), Is.EqualTo("1e"));
        Check(device);
    }

    [Test]
    public void Keyboard_ThatTypesALot_IsUnderstoodToTheEnd()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        using XhciController controller = Start(device);
        controller.Poll();
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(device.Report(Port, i % 2 == 0 ? s_a : s_nothing), Is.True, $"report {i}");
            controller.Poll();
        }

        Assert.That(_typed.TakeAll(), Is.EqualTo(string.Join(' ', Enumerable.Repeat("1e 9e", 500))));
        Check(device);
    }

    [Test]
    public void Keyboard_PluggedInLater_IsFound()
    {
        FakeXhci device = new(_memory);
        int found = 0;
        using XhciController controller = Start(device, port => found = port);
        controller.Poll();
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        controller.Poll();
        Assert.That(found, Is.EqualTo(Port));
        Check(device);
    }

    [Test]
    public void Keyboard_PulledOutWithAKeyDown_LetsItGoAndGivesItsMemoryBack()
    {
        FakeXhci device = new(_memory);
        using XhciController controller = Start(device);
        controller.Poll();
        int before = _dma.Outstanding;
        for (int round = 0; round < 20; round++)
        {
            device.Plug(Port, new FakeKeyboardDevice(), 1);
            controller.Poll();
            device.Report(Port, s_a);
            controller.Poll();
            Assert.That(_typed.TakeAll(), Is.EqualTo("1e"), $"round {round}");
            device.Unplug(Port);
            controller.Poll();
            Assert.That(_typed.TakeAll(), Is.EqualTo("9e"));
            Assert.That((device.SlotCount, _dma.Outstanding), Is.EqualTo((0, before)));
        }

        Check(device);
    }

    [Test]
    public void Keyboard_TwoOfThem_BothType()
    {
        FakeXhci device = new(_memory);
        device.Plug(1, new FakeKeyboardDevice(), 1);
        device.Plug(3, new FakeKeyboardDevice(), 3);
        using XhciController controller = Start(device);
        controller.Poll();
        device.Report(3, s_a);
        device.Report(1, 0, 0, 5, 0, 0, 0, 0, 0);
        controller.Poll();
        Assert.That(_typed.TakeAll(), Is.EqualTo("1e 30"));
        Check(device);
    }

    [Test]
    public void Keyboard_ThatRefusesIdle_TypesAllTheSame()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice { RefusesIdle = true }, 1);
        using XhciController controller = Start(device);
        controller.Poll();
        Assert.That(device.Report(Port, s_a), Is.True);
        Check(device);
    }

    [Test]
    public void Device_ThatIsNoKeyboard_IsLeftAlone()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice { Interfaces = [9, 4, 0, 0, 1, 8, 6, 80, 0, 7, 5, 0x81, 2, 0, 2, 0] }, 3);
        using XhciController controller = Start(device);
        for (int i = 0; i < 10; i++)
        {
            controller.Poll();
        }

        Assert.That(device.SlotCount, Is.Zero);
        Assert.That(device.Resets, Is.EqualTo(1), "It is not tried again and again.");
        Check(device);
    }

    [Test]
    public void Keyboard_ExchangedBetweenTwoLooks_IsStartedAnew()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        using XhciController controller = Start(device);
        controller.Poll();
        FakeKeyboardDevice other = new();
        device.Unplug(Port);
        device.Plug(Port, other, 2);
        controller.Poll();
        Assert.That(other.Requests, Is.Not.Empty);
        Assert.That(device.SlotCount, Is.EqualTo(1));
        Check(device);
    }

    [Test]
    public void Device_ThatDoesNotAnswer_IsReportedOnce()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice { IsSilent = true }, 1);
        using XhciController controller = Start(device);
        controller.Poll();
        controller.Poll();
        Assert.That(_log.Lines, Has.Count.EqualTo(1));
        Assert.That(_log.Lines[0], Does.StartWith("Warning: usb: port 2: "));
        Assert.That(device.SlotCount, Is.Zero);
    }

    [Test]
    public void Events_WithoutEnd_HoldUpNeitherALookNorAWait()
    {
        FakeXhci device = new(_memory);
        using XhciController controller = Start(device);
        device.IgnoresCommands = true;
        device.FloodsWithEvents = true;
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        controller.Poll();
        Assert.That(_log.Lines, Has.Some.Contains("does not end"));
    }

    [Test]
    public void Controller_ThatHangsInItsReset_IsGivenUp() =>
        Assert.That(() => Start(new FakeXhci(_memory) { HangsInReset = true }), Throws.TypeOf<UsbException>().With.Message.Contains("reset"));

    [Test]
    public void Controller_ThatIgnoresCommands_IsReported()
    {
        FakeXhci device = new(_memory) { IgnoresCommands = true };
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        XhciController controller = Start(device);
        controller.Poll();
        Assert.That(_log.Lines, Has.Some.Contains("does not end"));
    }

    [Test]
    public void Controller_OfTheFirmware_IsTakenOver()
    {
        FakeXhci device = new(_memory);
        using XhciController controller = Start(device);
        Assert.That(device.IsOwnedByFirmware, Is.False);
        Check(device);
    }

    [Test]
    public void Dispose_AtTheEnd_LeavesNoMemoryBehind()
    {
        FakeXhci device = new(_memory);
        device.Plug(Port, new FakeKeyboardDevice(), 1);
        using (XhciController controller = Start(device))
        {
            controller.Poll();
        }

        Assert.That(_dma.Outstanding, Is.Zero);
    }

    private XhciController Start(FakeXhci device, Action<int>? found = null) => new(device, new UsbHost
    {
        Memory = new NoMemory(),
        Dma = _dma,
        Clock = new StepClock(),
        Log = _log,
        Keyboard = _typed,
    })
    {
        Found = found ?? (static _ => { }),
    };

    private void Check(FakeXhci device)
    {
        Assert.That(device.Violations, Is.Empty);
        Assert.That(_memory.Violations, Is.Empty);
        Assert.That(_log.Lines, Is.Empty);
    }

    private sealed class NoMemory : IPhysicalMemory
    {
        public RegisterWindow? TryMapRegisters(PhysicalAddress address, uint length) => null;
    }
}
