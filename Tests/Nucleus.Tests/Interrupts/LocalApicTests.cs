using System;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class LocalApicTests
{
    private byte* _registers;

    [SetUp]
    public void Start()
    {
        FakeMsrs.Reset();
        FakeMsrs.Set(0x1B, 0xFEE0_0900);
        FakeMsrs.Set(0x802, 0x1234);
        FakeMsrs.Set(0x803, 0x0006_0015);
        _registers = (byte*)NativeMemory.AllocZeroed(0x1000);
        *(uint*)(_registers + 0x20) = 0x0700_0000;
        *(uint*)(_registers + 0x30) = 0x0005_0014;
        Madt.SetDefaults(Madt.Info);
    }

    [TearDown]
    public void End() => NativeMemory.Free(_registers);

    [Test]
    public void Enable_X2Apic_SwitchesTheModeFirst()
    {
        UseX2(deadline: false);
        LocalApic.Enable();
        Assert.That(FakeMsrs.Writes[0], Is.EqualTo((0x1Bu, 0xFEE0_0D00UL)));
        Assert.That(FakeMsrs.Read(0x80F), Is.EqualTo(0x1FFUL));
        Assert.That(FakeMsrs.Read(0x808), Is.Zero);
        Assert.That(FakeMsrs.Read(0x832), Is.EqualTo(0x1_0000UL));
        Assert.That(FakeMsrs.Read(0x835), Is.EqualTo(0x1_0000UL));
        Assert.That(FakeMsrs.Read(0x836), Is.EqualTo(0x1_0000UL));
        Assert.That(FakeMsrs.Read(0x837), Is.EqualTo(0xFEUL));
        Assert.That(FakeMsrs.Read(0x83E), Is.EqualTo(0xBUL));
    }

    [Test]
    public void Enable_ApicThatIsOff_GoesThroughXApic()
    {
        FakeMsrs.Set(0x1B, 0xFEE0_0100);
        UseX2(deadline: false);
        LocalApic.Enable();
        Assert.That(FakeMsrs.Writes.Take(2), Is.EqualTo(new[] { (0x1Bu, 0xFEE0_0900UL), (0x1Bu, 0xFEE0_0D00UL) }));
    }

    // Bits in service of vectors 20h to 3fh are in register 811h, those of e0h to ffh in 817h.
    [TestCase(0x811u, 0x27)]
    [TestCase(0x817u, 0xff)]
    public void EndIfInService_VectorThatIs_EndsIt(uint register, int vector)
    {
        UseX2(deadline: false);
        FakeMsrs.Set(register, 1ul << (vector % 32));
        Assert.That(LocalApic.EndIfInService(vector), Is.True);
        Assert.That(FakeMsrs.Writes.Count(write => write.Msr == 0x80B), Is.EqualTo(1));
    }

    [Test]
    public void EndIfInService_VectorThatIsNot_EndsNoOther()
    {
        UseX2(deadline: false);
        FakeMsrs.Set(0x811, ~(1ul << 7) & uint.MaxValue);
        FakeMsrs.Set(0x817, 1);
        Assert.That(LocalApic.EndIfInService(0x27), Is.False);
        Assert.That(LocalApic.EndIfInService(0xff), Is.False);
        Assert.That(FakeMsrs.Writes.Any(write => write.Msr == 0x80B), Is.False);
    }

    [Test]
    public void Enable_InterruptsLeftInService_AreEnded()
    {
        FakeMsrs.Set(0x811, 0b1011);
        UseX2(deadline: false);
        LocalApic.Enable();
        Assert.That(FakeMsrs.Writes.Count(write => write.Msr == 0x80B), Is.EqualTo(3));
    }

    [Test]
    public void Enable_StuckInServiceBit_DoesNotHang()
    {
        *(uint*)(_registers + 0x110) = 1;
        UseMemory(deadline: false);
        LocalApic.Enable();
        Assert.That(Register(0xF0), Is.EqualTo(0x1FF));
    }

    [Test]
    public void Enable_NmiPins_AreConnectedWhereTheyBelong()
    {
        MadtInfo* madt = Madt.Info;
        madt->CpuCount = 1;
        MadtInfo.Cpu(madt, 0)->ApicId = 7;
        MadtInfo.Cpu(madt, 0)->AcpiUid = 3;
        madt->NmiCount = 2;
        *MadtInfo.Nmi(madt, 0) = new MadtLocalNmi { AcpiUid = 3, Pin = 1 };
        *MadtInfo.Nmi(madt, 1) = new MadtLocalNmi { AcpiUid = 4, Pin = 0 };
        UseMemory(deadline: false);
        LocalApic.Enable();
        Assert.That(Register(0x360), Is.EqualTo(0x400));
        Assert.That(Register(0x350), Is.EqualTo(0x1_0000), "the other CPU's pin");
    }

    [Test]
    public void Enable_ApicWithFewEntries_HasNoPerformanceEntry()
    {
        *(uint*)(_registers + 0x30) = 0x0003_0010;
        UseMemory(deadline: false);
        LocalApic.Enable();
        Assert.That(Register(0x340), Is.Zero);
    }

    [Test]
    public void Send_X2Apic_IsOneWrite()
    {
        UseX2(deadline: false);
        LocalApic.SendFixed(0x1_0001, 0xF2);
        LocalApic.SendNmi(2);
        LocalApic.SendNmiToAllOthers();
        LocalApic.SendInit(3);
        LocalApic.SendStartup(3, 8);
        Assert.That(
            FakeMsrs.Writes,
            Is.EqualTo(new[]
            {
                (0x830u, 0x0001_0001_0000_40F2UL),
                (0x830u, 0x0000_0002_0000_4400UL),
                (0x830u, 0x0000_0000_000C_4400UL),
                (0x830u, 0x0000_0003_0000_4500UL),
                (0x830u, 0x0000_0003_0000_4608UL),
            }));
    }

    [Test]
    public void Send_XApic_FillsBothHalves()
    {
        UseMemory(deadline: false);
        LocalApic.SendFixed(5, 0xF2);
        Assert.That((Register(0x310), Register(0x300)), Is.EqualTo((0x0500_0000u, 0x40F2u)));
        LocalApic.SendStartup(6, 8);
        Assert.That((Register(0x310), Register(0x300)), Is.EqualTo((0x0600_0000u, 0x4608u)));
    }

    [Test]
    public void Send_XApicThatNeverAccepts_DoesNotHang()
    {
        UseMemory(deadline: false);
        *(uint*)(_registers + 0x300) = 1 << 12;
        LocalApic.SendNmi(5);
        Assert.That(Register(0x300), Is.EqualTo(0x4400));
    }

    [Test]
    public void Id_BothModes_IsRead()
    {
        UseX2(deadline: false);
        Assert.That((LocalApic.Id, LocalApic.IsX2), Is.EqualTo((0x1234u, true)));
        UseMemory(deadline: false);
        Assert.That((LocalApic.Id, LocalApic.IsX2), Is.EqualTo((7u, false)));
    }

    [Test]
    public void EndOfInterrupt_BothModes_WritesZero()
    {
        UseX2(deadline: false);
        LocalApic.EndOfInterrupt();
        Assert.That(FakeMsrs.Writes, Is.EqualTo(new[] { (0x80Bu, 0UL) }));
        UseMemory(deadline: false);
        *(uint*)(_registers + 0xB0) = 9;
        LocalApic.EndOfInterrupt();
        Assert.That(Register(0xB0), Is.Zero);
    }

    [Test]
    public void ArmTimer_Deadline_WritesTheTscValue()
    {
        UseX2(deadline: true);
        LocalApic.EnableTimer(0xF0);
        LocalApic.ArmTimer(123_456_789_012, 5);
        LocalApic.ArmTimer(0, 5);
        LocalApic.StopTimer();
        Assert.That(LocalApic.HasDeadlineTimer, Is.True);
        Assert.That(
            FakeMsrs.Writes,
            Is.EqualTo(new[] { (0x832u, 0x4_00F0UL), (0x6E0u, 123_456_789_012UL), (0x6E0u, 1UL), (0x6E0u, 0UL) }));
    }

    [Test]
    public void ArmTimer_DeadlineInXApicMode_UsesMemoryForTheEntryOnly()
    {
        UseMemory(deadline: true);
        LocalApic.EnableTimer(0xF0);
        LocalApic.ArmTimer(77, 5);
        Assert.That(Register(0x320), Is.EqualTo(0x4_00F0));
        Assert.That(FakeMsrs.Writes, Is.EqualTo(new[] { (0x6E0u, 77UL) }));
    }

    [Test]
    public void UseCountdown_CpuWithDeadlines_CountsDown()
    {
        UseX2(deadline: true);
        LocalApic.UseCountdown();
        LocalApic.SetTimerFrequency(1_000_000_000, 10_000_000);
        LocalApic.EnableTimer(0xF0);
        LocalApic.ArmTimer(1500, 500);
        Assert.That(LocalApic.HasDeadlineTimer, Is.False);
        Assert.That(FakeMsrs.Writes, Is.EqualTo(new[] { (0x832u, 0xF0UL), (0x838u, 100_001UL) }));
    }

    [TestCase(false, 254u, ExpectedResult = true)]
    [TestCase(false, 255u, ExpectedResult = false)]
    [TestCase(false, 256u, ExpectedResult = false)]
    [TestCase(true, 255u, ExpectedResult = true)]
    [TestCase(true, 0x1_0000u, ExpectedResult = true)]
    public bool CanReach(bool isX2, uint id)
    {
        if (isX2)
        {
            UseX2(deadline: false);
        }
        else
        {
            UseMemory(deadline: false);
        }

        return LocalApic.CanReach(id);
    }

    [Test]
    public void ArmTimer_OneShot_WritesCounts()
    {
        UseMemory(deadline: false);
        LocalApic.SetTimerFrequency(1_000_000_000, 2_000_000_000);
        LocalApic.EnableTimer(0xF0);
        LocalApic.ArmTimer(3_000_000, 1_000_000);
        Assert.That((Register(0x320), Register(0x380)), Is.EqualTo((0xF0u, 1_000_001u)));
        LocalApic.ArmTimer(1, 1_000_000);
        Assert.That(Register(0x380), Is.EqualTo(1), "a deadline that has passed fires at once");
        LocalApic.ArmTimer(ulong.MaxValue, 0);
        Assert.That(Register(0x380), Is.EqualTo(uint.MaxValue));
        LocalApic.StopTimer();
        Assert.That(Register(0x380), Is.Zero);
    }

    [Test]
    public void StartCounting_TimerIsMaskedAndFull()
    {
        UseMemory(deadline: false);
        LocalApic.StartCounting();
        Assert.That((Register(0x320), Register(0x3E0), Register(0x380)), Is.EqualTo((0x1_0000u, 0xBu, uint.MaxValue)));
        *(uint*)(_registers + 0x390) = 4711;
        Assert.That(LocalApic.CurrentCount(), Is.EqualTo(4711));
        LocalApic.StopCounting();
        Assert.That(Register(0x380), Is.Zero);
    }

    private static void UseX2(bool deadline) => LocalApic.UseMsrs(&FakeMsrs.Read, &FakeMsrs.Write, deadline);

    private void UseMemory(bool deadline) => LocalApic.UseMemory(_registers, &FakeMsrs.Read, &FakeMsrs.Write, deadline);

    private uint Register(uint offset) => *(uint*)(_registers + offset);
}
