using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class FadtTests
{
    [SetUp, TearDown]
    public void Clear() => FakeMemory.Clear();

    [Test]
    public void Parse_FirstRevision_UsesPorts()
    {
        FadtInfo info;
        Assert.That(Parse(Legacy(1, flags: 0).To(116), &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Dsdt, Is.EqualTo(0x7FE0_0000UL));
        Assert.That(info.SciInterrupt, Is.EqualTo(9));
        Assert.That(info.SmiCommandPort, Is.EqualTo(0xB2));
        Assert.That(info.AcpiEnable, Is.EqualTo(2));
        Assert.That(info.PmTimer.Address, Is.EqualTo(0x608UL));
        Assert.That(info.PmTimer.Space, Is.EqualTo(AcpiRegister.Ports));
        Assert.That(info.PmTimerBits, Is.EqualTo(24));
        Assert.That(info.Pm1aControl.Address, Is.EqualTo(0x604UL));
        Assert.That(info.Pm1aControl.Width, Is.EqualTo(16));
        Assert.That(info.Pm1bControl.Address, Is.Zero);
        Assert.That(info.CenturyIndex, Is.EqualTo(0x32));
        Assert.That(info.BootFlags, Is.Zero, "revision 1 has no boot flags");
        Assert.That(info.Reset.Address, Is.Zero);
    }

    [Test]
    public void Parse_ExtendedFields_OverruleTheOldOnes()
    {
        FadtInfo info;
        TableBuilder table = Legacy(4, flags: (1 << 8) | (1 << 10));
        Address(table.To(116), AcpiRegister.Ports, 8, 0xCF9).Add(0x0F);
        table.To(140).Quad(0x1_2345_6000);
        Address(table.To(172), AcpiRegister.Memory, 16, 0xFED0_1004);
        Address(table.To(208), AcpiRegister.Ports, 32, 0xB008);
        table.To(244);

        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Dsdt, Is.EqualTo(0x1_2345_6000UL));
        Assert.That(info.PmTimer.Address, Is.EqualTo(0xB008UL));
        Assert.That(info.PmTimerBits, Is.EqualTo(32));
        Assert.That(info.Pm1aControl.Space, Is.EqualTo(AcpiRegister.Memory));
        Assert.That(info.Pm1aControl.Address, Is.EqualTo(0xFED0_1004UL));
        Assert.That(info.Reset.Address, Is.EqualTo(0xCF9UL));
        Assert.That(info.ResetValue, Is.EqualTo(0x0F));
        Assert.That(info.BootFlags, Is.EqualTo(3));
    }

    [Test]
    public void Parse_ExtendedFieldsOfUnknownSpace_AreIgnored()
    {
        FadtInfo info;
        TableBuilder table = Legacy(4, flags: 1 << 10);
        Address(table.To(116), 2, 8, 0xCF9).Add(0x0F);
        Address(table.To(172), AcpiRegister.Ports, 16, 0x1_0604);
        Address(table.To(208), 0x7F, 32, 0xB008);
        table.To(244);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Reset.Address, Is.Zero);
        Assert.That(info.Pm1aControl.Address, Is.EqualTo(0x604UL));
        Assert.That(info.PmTimer.Address, Is.EqualTo(0x608UL));
    }

    [Test]
    public void Parse_TableCutInsideAnExtendedField_UsesTheOldOne()
    {
        FadtInfo info;
        TableBuilder table = Legacy(4, flags: 0);
        Address(table.To(208), AcpiRegister.Ports, 32, 0xB008);
        Assert.That(Parse(Legacy(4, flags: 0).To(215), &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.PmTimer.Address, Is.EqualTo(0x608UL));
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.PmTimer.Address, Is.EqualTo(0xB008UL));
    }

    [Test]
    public void Parse_TooShort_IsBadLengthAndEmpty()
    {
        FadtInfo info;
        Assert.That(Parse(new TableBuilder("FACP").Skip(60), &info), Is.EqualTo(AcpiFault.BadLength));
        Assert.That(info.Dsdt, Is.Zero);
        Assert.That(info.PmTimer.Address, Is.Zero);
    }

    [TestCase(0x0000_0000_0002_0004UL, true, Description = "device 0, function 2, register 4")]
    [TestCase(0x0000_001F_0007_00FFUL, true)]
    [TestCase(0x0000_0020_0000_0004UL, false)]
    [TestCase(0x0000_0000_0008_0004UL, false)]
    [TestCase(0x0000_0000_0000_0100UL, false)]
    public void Parse_ResetInConfigurationSpace_IsTakenWhereItCanExist(ulong address, bool canExist)
    {
        ulong expected = canExist ? address : 0;
        FadtInfo info;
        TableBuilder table = Legacy(4, flags: 1 << 10);
        Address(table.To(116), AcpiRegister.Configuration, 8, address).Add(0x0F);
        table.To(244);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.Reset.Address, Is.EqualTo(expected));
        Assert.That(info.Reset.Space, Is.EqualTo(expected == 0 ? 0 : AcpiRegister.Configuration));
    }

    [TestCase(1u << 20, 0x3F0UL)]
    [TestCase(0u, 0UL)]
    public void Parse_SleepControl_IsOfHardwareReducedMachinesOnly(uint flags, ulong expected)
    {
        FadtInfo info;
        TableBuilder table = Legacy(5, flags);
        Address(table.To(244), AcpiRegister.Ports, 8, 0x3F0);
        table.To(268);
        Assert.That(Parse(table, &info), Is.EqualTo(AcpiFault.None));
        Assert.That(info.SleepControl.Address, Is.EqualTo(expected));
    }

    [TestCase(0x0000_0003_0002_0045UL, 0x8000_1A44u)]
    [TestCase(0x0000_001F_0000_00ACUL, 0x8000_F8ACu)]
    public void ConfigurationSelector_Register_IsOfBusZero(ulong address, uint expected) =>
        Assert.That(AcpiPower.ConfigurationSelector(address), Is.EqualTo(expected));

    [TestCase((byte)5, (byte)0x34)]
    [TestCase((byte)0, (byte)0x20)]
    public void SleepControlValue_HasTypeAndEnable(byte type, byte expected) =>
        Assert.That(AcpiPower.SleepControlValue(type), Is.EqualTo(expected));

    [TestCase(0x0001u, (byte)5, 0x1401u)]
    [TestCase(0x3C01u, (byte)0, 0x0001u)]
    [TestCase(0x0003u, (byte)7, 0x1C03u)]
    public void SleepValue_KeepsOtherBits(uint control, byte type, uint expected) =>
        Assert.That(AcpiPower.SleepValue(control, type), Is.EqualTo(expected));

    private static TableBuilder Legacy(byte revision, uint flags) => new TableBuilder("FACP", revision)
        .To(40).Long(0x7FE0_0000)
        .To(46).Word(9).Long(0xB2).Add(2, 3)
        .To(64).Long(0x604)
        .To(76).Long(0x608)
        .To(89).Add(2)
        .To(108).Add(0x32).Word(3)
        .To(112).Long(flags);

    private static TableBuilder Address(TableBuilder table, byte space, byte width, ulong address) =>
        table.Add(space, width, 0, 0).Quad(address);

    private static AcpiFault Parse(TableBuilder table, FadtInfo* info) => Fadt.Parse(FakeMemory.Place(0x1000, table.Build()), info);
}
