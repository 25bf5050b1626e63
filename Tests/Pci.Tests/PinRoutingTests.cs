using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Where interrupt pins arrive on the chipsets that are known, and elsewhere.</summary>
internal sealed class PinRoutingTests
{
    private const ulong RootComplex = 0xfed1_c000;

    private FakeSpace _space = null!;
    private FakeMemory _memory = null!;

    [SetUp]
    public void SetUp()
    {
        _space = new FakeSpace();
        _memory = new FakeMemory();
    }

    // Device behind the bridge, pin: INTA# is 0.
    [TestCase(0, 0, 0)]
    [TestCase(0, 3, 3)]
    [TestCase(1, 0, 1)]
    [TestCase(2, 3, 1)]
    [TestCase(3, 1, 0)]
    [TestCase(31, 0, 3)]
    public void Cross_DeviceAndPin_FollowTheSpecification(int device, int pin, int expected) =>
        Assert.That(PinSwizzle.Cross(device, pin), Is.EqualTo(expected));

    [Test]
    public void ToRoot_TwoBridges_AreCrossedFromTheInside()
    {
        _space.Add("00:04.0", new FakeFunction(kind: PciHeaderKind.Bridge).Behind(1, 2));
        _space.Add("01:03.0", new FakeFunction(kind: PciHeaderKind.Bridge).Behind(2, 2));
        AddDevice("02:05.0", pin: 2, line: 0);
        Assert.That(PinSwizzle.ToRoot(Find("02:05.0")), Is.EqualTo((4, (1 + 5 + 3) % 4)));
    }

    // Slots of QEMU's pc: the PIIX3 is slot 1, its INTA# wire A.
    [TestCase("00:01.0", 1, 0)]
    [TestCase("00:02.0", 1, 1)]
    [TestCase("00:04.0", 1, 3)]
    [TestCase("00:05.0", 1, 0)]
    [TestCase("00:04.0", 2, 0)]
    [TestCase("00:06.0", 4, 0)]
    public void Piix_SlotAndPin_ShiftByOne(string address, int pin, int wire)
    {
        AddPiix(0x7000, 0x0a, 0x0b, 0x05, 0x09);
        AddDevice(address.Replace(".0", ".1", System.StringComparison.Ordinal), pin, line: 0);
        int input = new[] { 0x0a, 0x0b, 0x05, 0x09 }[wire];
        Assert.That(Inputs(address.Replace(".0", ".1", System.StringComparison.Ordinal), PinInputKind.GlobalSystemInterrupt), Is.EqualTo([input]));
        Assert.That(Inputs(address.Replace(".0", ".1", System.StringComparison.Ordinal), PinInputKind.Legacy), Is.EqualTo([input]));
    }

    [Test]
    public void Piix_WireThatLeadsNowhere_LeavesTheRegisterOfTheFirmware()
    {
        AddPiix(0x7110, 0x8a, 0x80, 0x80, 0x80);
        AddDevice("00:05.0", pin: 1, line: 11);
        PinRoute route = Routing().Find(Find("00:05.0"), PinInputKind.GlobalSystemInterrupt).Single();
        Assert.That(route, Is.EqualTo(new PinRoute(11, "the Interrupt Line register")));
    }

    // QEMU's q35: devices below 25 get PIRQE# to PIRQH#, shifted by one for each slot.
    [TestCase("00:01.0", 1, 21)]
    [TestCase("00:02.0", 1, 22)]
    [TestCase("00:03.0", 1, 23)]
    [TestCase("00:04.0", 1, 20)]
    [TestCase("00:04.0", 4, 23)]
    [TestCase("00:18.0", 2, 21)]
    [TestCase("00:1e.0", 1, 20)]
    [TestCase("00:1e.0", 3, 22)]
    public void Ich_DevicesOfTheBoard_GoToWiresEToH(string address, int pin, int input)
    {
        AddIch();
        AddDevice(address, pin, line: 0);
        Assert.That(Inputs(address, PinInputKind.GlobalSystemInterrupt), Is.EqualTo([input]));
        Assert.That(_memory.Requests, Is.Empty);
    }

    // D26IR, D27IR and D31IR have a gap between them.
    [TestCase("00:19.0", 0x3150u)]
    [TestCase("00:1a.0", 0x314cu)]
    [TestCase("00:1b.0", 0x3148u)]
    [TestCase("00:1c.0", 0x3146u)]
    [TestCase("00:1d.0", 0x3144u)]
    [TestCase("00:1f.2", 0x3140u)]
    public void Ich_DevicesOfTheChipset_HaveRegisters(string address, uint register)
    {
        AddIch().Set32(0xf0, (uint)RootComplex | 1);
        AddDevice(address, pin: 3, line: 0);
        FakeRegisters window = (FakeRegisters)_memory.TryMapRegisters(new PhysicalAddress(RootComplex + 0x3140), 0x14)!;
        window.Write16(register - 0x3140, 0x0560);
        Assert.That(Inputs(address, PinInputKind.GlobalSystemInterrupt), Is.EqualTo([16 + 5]));
    }

    [Test]
    public void Ich_RegistersOff_CountAsAtReset()
    {
        AddIch().Set32(0xf0, (uint)RootComplex);
        AddDevice("00:1d.0", pin: 4, line: 0);
        Assert.That(Inputs("00:1d.0", PinInputKind.GlobalSystemInterrupt), Is.EqualTo([16 + 3]));
        Assert.That(_memory.Requests, Is.Empty);
    }

    // PIRQE# to PIRQH# have their 8259 registers at 68h.
    [TestCase("00:04.0", 1, 10)]
    [TestCase("00:05.0", 1, 11)]
    [TestCase("00:1d.0", 1, 5)]
    public void Ich_LegacyInputs_AreInTheRegistersOfTheBridge(string address, int pin, int input)
    {
        AddIch().Set8(0x60, 5).Set8(0x68, 10).Set8(0x69, 11);
        AddDevice(address, pin, line: 0);
        Assert.That(Inputs(address, PinInputKind.Legacy), Is.EqualTo([input]));
    }

    [Test]
    public void Find_TableAndRegisterDiffer_GivesBothTableFirst()
    {
        AddIch();
        AddDevice("00:04.0", pin: 1, line: 11);
        Assert.That(Inputs("00:04.0", PinInputKind.GlobalSystemInterrupt), Is.EqualTo([20, 11]));
    }

    [TestCase((byte)0, 0)]
    [TestCase((byte)11, 1)]
    [TestCase((byte)16, 0)]
    [TestCase((byte)255, 0)]
    public void Find_UnknownChipset_HasOnlyAPlausibleRegister(byte line, int count)
    {
        _space.Add("00:1f.0", new FakeFunction(0x1022, 0x790e).WithClass(6, 1));
        AddDevice("00:04.0", pin: 1, line);
        Assert.That(Inputs("00:04.0", PinInputKind.GlobalSystemInterrupt), Has.Length.EqualTo(count));
    }

    [TestCase((byte)0)]
    [TestCase((byte)5)]
    public void Find_WithoutAPin_IsNothing(byte pin)
    {
        AddIch();
        AddDevice("00:04.0", pin, line: 11);
        Assert.That(Inputs("00:04.0", PinInputKind.GlobalSystemInterrupt), Is.Empty);
    }

    private void AddPiix(ushort id, params byte[] registers)
    {
        FakeFunction bridge = new FakeFunction(0x8086, id).WithClass(6, 1).MultiFunction();
        for (int wire = 0; wire < registers.Length; wire++)
        {
            bridge.Set8(0x60 + wire, registers[wire]);
        }

        _space.Add("00:01.0", bridge);
    }

    private FakeFunction AddIch()
    {
        FakeFunction bridge = new FakeFunction(0x8086, 0x2918).WithClass(6, 1).MultiFunction();
        for (int register = 0x60; register < 0x6c; register++)
        {
            bridge.Set8(register, 0x80);
        }

        return _space.Add("00:1f.0", bridge);
    }

    private void AddDevice(string address, int pin, byte line)
    {
        // Function 0 of the device makes the scan look at the others.
        string first = address[..^1] + "0";
        if (address != first && first is not ("00:01.0" or "00:1f.0"))
        {
            _space.Add(first, new FakeFunction().MultiFunction());
        }

        _space.Add(address, new FakeFunction().Set8(0x3c, line).Set8(0x3d, (byte)pin));
    }

    private PciFunction Find(string address)
    {
        PciAddress.TryParse(address, out PciAddress parsed);
        return PciDevices.Scan(_space).Find(parsed)!;
    }

    private PinRouting Routing() => new(PciDevices.Scan(_space), _memory);

    private int[] Inputs(string address, PinInputKind inputs) => [.. Routing().Find(Find(address), inputs).Select(route => route.Input)];
}
