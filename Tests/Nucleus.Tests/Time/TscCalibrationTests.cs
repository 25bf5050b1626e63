using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class TscCalibrationTests
{
    private const double OneInTenThousand = 0.0001;

    [SetUp]
    public void Reset() => FakeClocks.Reset();

    [TestCase(1_000_000_000UL)]
    [TestCase(2_893_202_000UL)]
    [TestCase(5_700_000_000UL)]
    public void Choose_HpetAndPmTimer_MeasuresWithBoth(ulong hertz)
    {
        FakeClocks.TscHertz = hertz;
        CalibrationResult result = Choose(0, 0, ClockSource.Hpet, ClockSource.PmTimer, ClockSource.Pit);
        ExpectClose(result.Hertz, hertz, OneInTenThousand);
        ExpectClose(result.Second, hertz, OneInTenThousand);
        Assert.That((result.Source, result.SecondSource, result.Disagreed), Is.EqualTo((ClockSource.Hpet, ClockSource.PmTimer, (byte)0)));
        Assert.That(Elapsed, Is.LessThan(12));
    }

    [Test]
    public void Choose_DisturbedReads_AreNotUsed()
    {
        FakeClocks.DisturbEvery = 3;
        CalibrationResult result = Choose(0, 0, ClockSource.Hpet, ClockSource.PmTimer);
        ExpectClose(result.Hertz, FakeClocks.TscHertz, OneInTenThousand);
        Assert.That(result.Disagreed, Is.Zero);
    }

    [Test]
    public void Choose_PitAlone_IsEnough()
    {
        CalibrationResult result = Choose(0, 0, ClockSource.Pit);
        Assert.That(result.Source, Is.EqualTo(ClockSource.Pit));
        ExpectClose(result.Hertz, FakeClocks.TscHertz, 0.0005);
        Assert.That(result.Disagreed, Is.Zero);
    }

    [Test]
    public void Choose_DeadFirstCounter_UsesTheOthers()
    {
        CalibrationResult result = Choose(0, 0, ClockSource.None, ClockSource.PmTimer, ClockSource.Pit);
        Assert.That((result.Source, result.SecondSource), Is.EqualTo((ClockSource.PmTimer, ClockSource.Pit)));
        ExpectClose(result.Hertz, FakeClocks.TscHertz, OneInTenThousand);
    }

    [Test]
    public void Choose_DeadSecondCounter_BelievesTheFirst()
    {
        CalibrationResult result = Choose(0, 0, ClockSource.Hpet, ClockSource.None);
        Assert.That((result.Source, result.Second, result.Disagreed), Is.EqualTo((ClockSource.Hpet, 0UL, (byte)0)));
    }

    [Test]
    public void Choose_PassingDisagreement_IsSettledByTheLongerWindow()
    {
        FakeClocks.PmErrorPermille = 30;
        FakeClocks.PmErrorReads = 16;
        CalibrationResult result = Choose(0, 0, ClockSource.Hpet, ClockSource.PmTimer);
        Assert.That(result.Disagreed, Is.EqualTo(1));
        ExpectClose(result.Hertz, FakeClocks.TscHertz, OneInTenThousand);
        Assert.That(Elapsed, Is.LessThan(30));
    }

    [Test]
    public void Choose_LastingDisagreement_KeepsTheFirstCounter()
    {
        FakeClocks.PmErrorPermille = 30;
        CalibrationResult result = Choose(0, 0, ClockSource.Hpet, ClockSource.PmTimer);
        Assert.That((result.Source, result.Disagreed), Is.EqualTo((ClockSource.Hpet, (byte)1)));
        ExpectClose(result.Hertz, FakeClocks.TscHertz, OneInTenThousand);
        Assert.That(result.Second, Is.LessThan(FakeClocks.TscHertz * 0.99));
        Assert.That(Elapsed, Is.LessThan(30));
    }

    [Test]
    public void Choose_StatedFrequencyThatFits_IsTakenAfterAShortCheck()
    {
        CalibrationResult result = Choose(2_893_000_000, 0, ClockSource.Hpet, ClockSource.PmTimer);
        Assert.That((result.Hertz, result.Source), Is.EqualTo((2_893_000_000UL, ClockSource.CpuId15)));
        Assert.That(Elapsed, Is.LessThan(4));
    }

    [Test]
    public void Choose_StatedFrequencyThatIsWrong_IsMeasuredInstead()
    {
        CalibrationResult result = Choose(2_000_000_000, 0, ClockSource.Hpet, ClockSource.PmTimer);
        Assert.That((result.Source, result.Disagreed), Is.EqualTo((ClockSource.Hpet, (byte)1)));
        ExpectClose(result.Hertz, FakeClocks.TscHertz, OneInTenThousand);
    }

    [TestCase(2_893_000_000UL, 2_900_000_000UL, 2_893_000_000UL, ClockSource.CpuId15)]
    [TestCase(0UL, 2_900_000_000UL, 2_900_000_000UL, ClockSource.CpuId16)]
    [TestCase(0UL, 0UL, 2_000_000_000UL, ClockSource.None)]
    public void Choose_NothingRuns_UsesWhatIsStated(ulong exact, ulong nominal, ulong expected, object source)
    {
        CalibrationResult result = Choose(exact, nominal, ClockSource.None, ClockSource.None);
        Assert.That(result.Hertz, Is.EqualTo(expected));
        Assert.That(result.Source, Is.EqualTo(source));
    }

    [Test]
    public void Choose_JitteringCounter_DoesNotHang()
    {
        CalibrationInput input = default;
        Add(&input, &FakeClocks.ReadJitter, FakeClocks.Hpet, uint.MaxValue, ClockSource.Hpet);
        input.Tsc = &FakeClocks.ReadTsc;
        CalibrationResult result;
        TscCalibration.Choose(&input, &result);
        Assert.That(result.Source, Is.EqualTo(ClockSource.None));
    }

    [TestCase(2u, 216u, 24_000_000u, 2_592_000_000UL)]
    [TestCase(1u, 100u, 0u, 0UL, TestName = "Describe_UnknownCrystal_StatesNothing")]
    [TestCase(0u, 100u, 24_000_000u, 0UL, TestName = "Describe_ZeroDenominator_StatesNothing")]
    [TestCase(1u, 1u, 24_000_000u, 0UL, TestName = "Describe_ImplausiblyLow_StatesNothing")]
    [TestCase(1u, uint.MaxValue, uint.MaxValue, 0UL, TestName = "Describe_ImplausiblyHigh_StatesNothing")]
    public void Describe_Leaf15_GivesTheRatio(uint eax, uint ebx, uint ecx, ulong expected)
    {
        CpuIdLeaves cpu = default;
        cpu.Eax15 = eax;
        cpu.Ebx15 = ebx;
        cpu.Ecx15 = ecx;
        CalibrationInput input;
        TscCalibration.Describe(&cpu, &input);
        Assert.That(input.Exact, Is.EqualTo(expected));
        Assert.That(input.ExactSource, Is.EqualTo(expected == 0 ? ClockSource.None : ClockSource.CpuId15));
    }

    [TestCase("VMwareVMware", 2_800_000_000UL)]
    [TestCase("KVMKVMKVM", 2_800_000_000UL)]
    [TestCase("Microsoft Hv", 0UL)]
    [TestCase("", 0UL)]
    public void Describe_HypervisorLeaf_CountsForThoseThatDefineIt(string vendor, ulong expected)
    {
        CpuIdLeaves cpu = default;
        CpuIdText.Write(cpu.HypervisorVendor, vendor);
        cpu.HypervisorTscKilohertz = 2_800_000;
        cpu.Eax16 = 2_900;
        CalibrationInput input;
        TscCalibration.Describe(&cpu, &input);
        Assert.That(input.Exact, Is.EqualTo(expected));
        Assert.That(input.Nominal, Is.EqualTo(2_900_000_000UL));
    }

    [TestCase(uint.MaxValue - 2_000_000, 5_786_404UL, 1_000_000_000UL)]
    [TestCase(uint.MaxValue, 5_786_404UL, 0UL, TestName = "TimerHertz_TimerThatStands_IsZero")]
    [TestCase(0u, 5_786_404UL, 0UL, TestName = "TimerHertz_TimerThatRanOut_IsZero")]
    [TestCase(1000u, 0UL, 0UL, TestName = "TimerHertz_NoTime_IsZero")]
    public void TimerHertz_CountsPerTicks_GiveTheFrequency(uint remaining, ulong tscTicks, ulong expected) =>
        ExpectClose(TscCalibration.TimerHertz(remaining, tscTicks, 2_893_202_000), expected, 1e-6);

    [Test]
    public void Frequency_Nonsense_IsZero()
    {
        Assert.That(TscMeasure.Frequency(1000, 0, FakeClocks.Hpet), Is.Zero);
        Assert.That(TscMeasure.Frequency(ulong.MaxValue, 1, FakeClocks.Hpet), Is.Zero);
        Assert.That(TscMeasure.Frequency(10, 10, FakeClocks.Hpet), Is.Zero, "14 MHz is no TSC");
        Assert.That(TscMeasure.Frequency(1_000_000, 1, FakeClocks.Hpet), Is.Zero, "14 THz neither");
    }

    [TestCase(1_000_000UL, 1_010_000UL, true)]
    [TestCase(1_000_000UL, 990_000UL, true)]
    [TestCase(1_000_000UL, 1_010_001UL, false)]
    [TestCase(1_000_000UL, 989_999UL, false)]
    public void Agree_OnePercent_IsTheLimit(ulong a, ulong b, bool expected) => Assert.That(TscMeasure.Agree(a, b), Is.EqualTo(expected));

    [TestCase(69_841_279u, 14_318_180UL)]
    [TestCase(10_000_000u, 100_000_000UL)]
    [TestCase(100_000_000u, 10_000_000UL)]
    [TestCase(100_000_001u, 0UL)]
    [TestCase(0u, 0UL)]
    [TestCase(uint.MaxValue, 0UL)]
    public void HertzFromPeriod_Femtoseconds_AreConverted(uint period, ulong expected) =>
        Assert.That(Hpet.HertzFromPeriod(period), Is.EqualTo(expected));

    [TestCase(0u, 0u)]
    [TestCase(0xFFFFu, 1u)]
    [TestCase(1u, 0xFFFFu)]
    public void PitElapsed_DownwardCount_BecomesUpward(uint count, uint expected) => Assert.That(Pit.Elapsed(count), Is.EqualTo(expected));

    [TestCase(24u, 0xFF_FFFFu)]
    [TestCase(32u, uint.MaxValue)]
    public void PmTimerMask_Bits_AreOnes(uint bits, uint expected) => Assert.That(PmTimer.MaskOf(bits), Is.EqualTo(expected));

    [TestCase(ClockSource.None, "guess")]
    [TestCase(ClockSource.CpuId15, "CPUID 15h")]
    [TestCase(ClockSource.PmTimer, "PM timer")]
    [TestCase(ClockSource.Pit, "PIT")]
    public void SourceText_EverySource_HasAName(object source, string expected) =>
        Assert.That(Encoding.ASCII.GetString(ClockSourceText.Of((ClockSource)source)), Is.EqualTo(expected));

    [Test]
    public void Storage_FixedBuffer_HoldsTheCounters() => Assert.That(sizeof(ReferenceCounter), Is.EqualTo(24));

    private static ulong Elapsed => FakeClocks.Milliseconds - 299_969;

    private static void ExpectClose(ulong actual, ulong expected, double tolerance) =>
        Assert.That((double)actual, Is.EqualTo((double)expected).Within(expected * tolerance));

    private static CalibrationResult Choose(ulong exact, ulong nominal, params ClockSource[] counters)
    {
        CalibrationInput input = default;
        input.Tsc = &FakeClocks.ReadTsc;
        input.Exact = exact;
        input.ExactSource = exact == 0 ? ClockSource.None : ClockSource.CpuId15;
        input.Nominal = nominal;
        foreach (ClockSource source in counters)
        {
            switch (source)
            {
                case ClockSource.Hpet:
                    Add(&input, &FakeClocks.ReadHpet, FakeClocks.Hpet, uint.MaxValue, source);
                    break;
                case ClockSource.PmTimer:
                    Add(&input, &FakeClocks.ReadPm, PmTimer.Hertz, 0xFF_FFFF, source);
                    break;
                case ClockSource.Pit:
                    Add(&input, &FakeClocks.ReadPit, Pit.Hertz, Pit.Mask, source);
                    break;
                default:
                    Add(&input, &FakeClocks.ReadDead, FakeClocks.Hpet, uint.MaxValue, source);
                    break;
            }
        }

        CalibrationResult result;
        TscCalibration.Choose(&input, &result);
        return result;
    }

    private static void Add(CalibrationInput* input, delegate*<uint> read, ulong hertz, uint mask, ClockSource source)
    {
        ReferenceCounter* counter = CalibrationInput.Counter(input, input->CounterCount);
        counter->Read = read;
        counter->Hertz = hertz;
        counter->Mask = mask;
        counter->Source = source;
        input->CounterCount++;
    }
}
