using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class ApicArithmeticTests
{
    // Command words as in SDM vol 3 figures 10-12 and 10-28.
    [Test]
    public void Commands_XApic_PutTheIdIntoTheTopByte()
    {
        Assert.That(ApicCommand.Fixed(6, 0xF1, x2: false), Is.EqualTo(0x0600_0000_0000_40F1UL));
        Assert.That(ApicCommand.Nmi(6, x2: false), Is.EqualTo(0x0600_0000_0000_4400UL));
        Assert.That(ApicCommand.Init(6, x2: false), Is.EqualTo(0x0600_0000_0000_4500UL));
        Assert.That(ApicCommand.Startup(6, 8, x2: false), Is.EqualTo(0x0600_0000_0000_4608UL));
    }

    [Test]
    public void Commands_X2Apic_PutTheWideIdIntoTheHighWord()
    {
        Assert.That(ApicCommand.Fixed(0x1234, 0x30, x2: true), Is.EqualTo(0x0000_1234_0000_4030UL));
        Assert.That(ApicCommand.Nmi(0x1234, x2: true), Is.EqualTo(0x0000_1234_0000_4400UL));
        Assert.That(ApicCommand.Init(0x1234, x2: true), Is.EqualTo(0x0000_1234_0000_4500UL));
        Assert.That(ApicCommand.Startup(0x1234, 8, x2: true), Is.EqualTo(0x0000_1234_0000_4608UL));
    }

    [Test]
    public void Commands_NmiToAllOthers_UsesTheShorthand() => Assert.That(ApicCommand.NmiToAllOthers(), Is.EqualTo(0x000C_4400UL));

    [Test]
    public void TimerEntry_Modes_AreOneShotAndDeadline()
    {
        Assert.That(ApicCommand.TimerEntry(0xF0, deadline: false), Is.EqualTo(0x0_00F0u));
        Assert.That(ApicCommand.TimerEntry(0xF0, deadline: true), Is.EqualTo(0x4_00F0u));
    }

    [TestCase(false, false, 0x0400u)]
    [TestCase(true, false, 0x2400u)]
    [TestCase(true, true, 0xA400u)]
    public void NmiPinEntry_Flags_AreInPlace(bool activeLow, bool levelTriggered, uint expected) =>
        Assert.That(ApicCommand.NmiPinEntry(activeLow, levelTriggered), Is.EqualTo(expected));

    [TestCase(ApicRegister.Id, 0x802u)]
    [TestCase(ApicRegister.EndOfInterrupt, 0x80Bu)]
    [TestCase(ApicRegister.SpuriousVector, 0x80Fu)]
    [TestCase(ApicRegister.ErrorStatus, 0x828u)]
    [TestCase(ApicRegister.CommandLow, 0x830u)]
    [TestCase(ApicRegister.TimerEntry, 0x832u)]
    [TestCase(ApicRegister.InitialCount, 0x838u)]
    [TestCase(ApicRegister.CurrentCount, 0x839u)]
    [TestCase(ApicRegister.DivideConfiguration, 0x83Eu)]
    public void Msr_Register_IsItsX2ApicNumber(uint offset, uint msr) => Assert.That(ApicRegister.Msr(offset), Is.EqualTo(msr));

    [TestCase(1_000_000_000UL, 2_893_202_000UL)]
    [TestCase(1_000_000_000UL, 1_000_000_000UL)]
    [TestCase(24_000_000UL, 5_700_000_000UL)]
    [TestCase(1_000_000_000UL, 100_000_000UL)]
    public void Counts_Intervals_AreNeitherEarlyNorMuchTooLate(ulong timer, ulong tsc)
    {
        ulong factor = ApicTimer.Factor(timer, tsc);
        ulong longest = ApicTimer.LongestInterval(factor);
        foreach (ulong microseconds in (ulong[])[1, 10, 1000, 50_000, 1_000_000, 3_000_000])
        {
            ulong interval = tsc / 1_000_000 * microseconds;
            decimal exact = (decimal)interval * timer / tsc;
            uint counts = ApicTimer.Counts(interval, factor, longest);
            Assert.That((decimal)counts, Is.GreaterThanOrEqualTo(exact).And.LessThanOrEqualTo((exact * 1.00002m) + 1), $"{microseconds} us");
        }
    }

    [Test]
    public void Counts_Extremes_StayInTheRegister()
    {
        ulong factor = ApicTimer.Factor(1_000_000_000, 2_000_000_000);
        ulong longest = ApicTimer.LongestInterval(factor);
        Assert.That(ApicTimer.Counts(0, factor, longest), Is.EqualTo(1), "0 would stop the timer");
        Assert.That(ApicTimer.Counts(longest - 1, factor, longest), Is.GreaterThan(uint.MaxValue - 4));
        Assert.That(ApicTimer.Counts(ulong.MaxValue, factor, longest), Is.EqualTo(uint.MaxValue));
        Assert.That(longest, Is.EqualTo(2UL * uint.MaxValue));
        Assert.That(ApicTimer.Factor(1, 0), Is.Zero);
        Assert.That(ApicTimer.LongestInterval(0), Is.Zero);
    }

    [TestCase(0x0017_0011u, 24u)]
    [TestCase(0x0077_0020u, 120u)]
    public void PinCount_Version_GivesTheNumberOfEntries(uint version, uint pins) => Assert.That(IoApicEntry.PinCount(version), Is.EqualTo(pins));

    [Test]
    public void IoApicEntry_Bits_AreInPlace()
    {
        Assert.That(IoApicEntry.Fixed(0x31, 3, activeLow: false, levelTriggered: false, masked: false), Is.EqualTo(0x0300_0000_0000_0031UL));
        Assert.That(IoApicEntry.Fixed(0x31, 0xFE, activeLow: true, levelTriggered: true, masked: true), Is.EqualTo(0xFE00_0000_0001_A031UL));
        Assert.That(IoApicEntry.Index(0), Is.EqualTo(0x10));
        Assert.That(IoApicEntry.Index(23), Is.EqualTo(0x3E));
    }

    [TestCase(0xFEE0_0900UL, true, false, false, TestName = "WantsX2_FirmwareLeftXApic_StaysThere")]
    [TestCase(0xFEE0_0D00UL, true, false, true, TestName = "WantsX2_FirmwareLeftX2Apic_StaysThere")]
    [TestCase(0xFEE0_0900UL, true, true, true, TestName = "WantsX2_WideIds_TakeIt")]
    [TestCase(0xFEE0_0900UL, false, true, false, TestName = "WantsX2_CpuWithoutIt_CannotTakeIt")]
    public void WantsX2(ulong apicBase, bool hasX2, bool wideIds, bool expected) =>
        Assert.That(LocalApic.WantsX2(apicBase, hasX2, wideIds), Is.EqualTo(expected));
}
