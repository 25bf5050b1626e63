using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Finds the frequency of the TSC and of the local APIC timer. Boot CPU, once, interrupts off, after <see cref="AcpiTables.Initialize"/>
/// and <see cref="LocalApic.Enable"/>; takes 10 to 30 ms when it has to measure.
/// </summary>
[SkipLocalsInit]
internal static unsafe class TscCalibration
{
    private const uint CheckMicroseconds = 2_000;
    private const uint FirstMicroseconds = 8_000;
    private const uint SecondMicroseconds = 16_000;
    private const uint TimerMicroseconds = 2_000;

    // Without any clock the machine still runs, only its seconds are wrong.
    private const ulong GuessedHertz = 2_000_000_000;

    private static CalibrationInput s_input;
    private static CalibrationResult s_result;
    private static ulong s_timerHertz;

    /// <summary>TSC ticks per second.</summary>
    internal static ulong TscHertz => s_result.Hertz;

    /// <summary>Counts per second of the local APIC timer (divider 1).</summary>
    internal static ulong LocalApicTimerHertz => s_timerHertz;

    /// <summary>Where <see cref="TscHertz"/> comes from; <see cref="ClockSourceText.Of"/> names it.</summary>
    internal static ClockSource Source => s_result.Source;

    /// <summary>Calibrates both clocks and sets <see cref="LocalApic.SetTimerFrequency"/>.</summary>
    internal static void Run()
    {
        CalibrationInput* input = (CalibrationInput*)Unsafe.AsPointer(ref s_input);
        CalibrationResult* result = (CalibrationResult*)Unsafe.AsPointer(ref s_result);
        Describe(CpuFeatures.Leaves, input);
        input->Tsc = &ReadTsc;
        Hpet.Initialize(HpetTable.Address);
        PmTimer.Initialize();
        Pit.Start();
        if (Hpet.Present)
        {
            Add(input, &ReadHpet, Hpet.Hertz, uint.MaxValue, ClockSource.Hpet);
        }

        if (PmTimer.Present)
        {
            Add(input, &ReadPmTimer, PmTimer.Hertz, PmTimer.Mask, ClockSource.PmTimer);
        }

        Add(input, &ReadPit, Pit.Hertz, Pit.Mask, ClockSource.Pit);
        Choose(input, result);
        Pit.Stop();
        Report(input, result);

        s_timerHertz = MeasureTimer(result->Hertz);
        LocalApic.SetTimerFrequency(s_timerHertz, result->Hertz);
    }

    /// <summary>One of the counters that all CPUs share; null if the machine does not have it, or it stands still.</summary>
    internal static ReferenceCounter* FindCounter(ClockSource source)
    {
        CalibrationInput* input = (CalibrationInput*)Unsafe.AsPointer(ref s_input);
        for (uint i = 0; i < input->CounterCount; i++)
        {
            ReferenceCounter* candidate = CalibrationInput.Counter(input, i);
            if (candidate->Source == source && TscMeasure.Runs(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Stores the frequencies that CPUID states, 0 where it states none or an implausible one.</summary>
    internal static void Describe(CpuIdLeaves* cpu, CalibrationInput* input)
    {
        input->CounterCount = 0;
        input->Exact = 0;
        input->ExactSource = ClockSource.None;

        // SDM vol 2, leaf 15h: TSC = crystal * EBX / EAX, if all three are given.
        ulong hertz = cpu->Eax15 == 0 ? 0 : (ulong)cpu->Ecx15 * cpu->Ebx15 / cpu->Eax15;
        if (TscMeasure.IsPlausible(hertz))
        {
            input->Exact = hertz;
            input->ExactSource = ClockSource.CpuId15;
        }

        // VMware's leaf, which KVM can show too: the frequency of the virtual TSC, which overrules that of the silicon.
        bool speaks = CpuSignature.HypervisorIs(cpu, "VMwareVMware"u8) || CpuSignature.HypervisorIs(cpu, "KVMKVMKVM"u8);
        hertz = (ulong)cpu->HypervisorTscKilohertz * 1000;
        if (speaks && TscMeasure.IsPlausible(hertz))
        {
            input->Exact = hertz;
            input->ExactSource = ClockSource.Hypervisor;
        }

        // Leaf 16h gives the nominal frequency, off by up to a percent: good enough only when nothing can measure.
        hertz = (ulong)(cpu->Eax16 & 0xFFFF) * 1_000_000;
        input->Nominal = TscMeasure.IsPlausible(hertz) ? hertz : 0;
    }

    /// <summary>
    /// Decides on the TSC's frequency: the stated one if a short measurement confirms it or nothing can measure; otherwise the measured one,
    /// checked by a second counter and measured again over a longer window if the two disagree by more than one percent.
    /// </summary>
    internal static void Choose(CalibrationInput* input, CalibrationResult* result)
    {
        result->Disagreed = 0;
        if (input->Exact != 0)
        {
            ulong check = MeasureWithAny(input, CheckMicroseconds, result);
            if (check == 0 || TscMeasure.Agree(input->Exact, check))
            {
                result->Hertz = input->Exact;
                result->Source = input->ExactSource;
                return;
            }

            result->Disagreed = 1;
        }

        if (Measure(input, FirstMicroseconds, result))
        {
            return;
        }

        result->Disagreed = 1;
        if (Measure(input, SecondMicroseconds, result) || result->Hertz != 0)
        {
            return;
        }

        result->Hertz = input->Exact != 0 ? input->Exact : input->Nominal != 0 ? input->Nominal : GuessedHertz;
        result->Source = input->Exact != 0 ? input->ExactSource : input->Nominal != 0 ? ClockSource.CpuId16 : ClockSource.None;
    }

    /// <summary>
    /// Measures with the first counter that runs, and checks with the next one that runs. True if both agree or there is only one;
    /// the first one's frequency is stored in any case, 0 if no counter runs.
    /// </summary>
    internal static bool Measure(CalibrationInput* input, uint microseconds, CalibrationResult* result)
    {
        result->Hertz = 0;
        result->Second = 0;
        result->Source = ClockSource.None;
        result->SecondSource = ClockSource.None;
        for (uint i = 0; i < input->CounterCount; i++)
        {
            ReferenceCounter* counter = CalibrationInput.Counter(input, i);
            ReferenceCounter* second = i + 1 < input->CounterCount ? CalibrationInput.Counter(input, i + 1) : null;
            ulong hertz;
            ulong secondHertz;
            TscMeasure.Run(input->Tsc, counter, second, microseconds, &hertz, &secondHertz);
            if (hertz == 0)
            {
                continue;
            }

            result->Hertz = hertz;
            result->Source = counter->Source;
            if (secondHertz == 0)
            {
                return true;
            }

            result->Second = secondHertz;
            result->SecondSource = second->Source;
            return TscMeasure.Agree(hertz, secondHertz);
        }

        return false;
    }

    /// <summary>Counts of the APIC timer per second from counts per TSC ticks; 0 if it did not run or ran out.</summary>
    internal static ulong TimerHertz(uint remaining, ulong tscTicks, ulong tscHertz)
    {
        ulong counted = uint.MaxValue - remaining;
        if (counted == 0 || remaining == 0 || tscTicks == 0 || counted > ulong.MaxValue / tscHertz)
        {
            return 0;
        }

        return ((counted * tscHertz) + (tscTicks / 2)) / tscTicks;
    }

    private static ulong MeasureWithAny(CalibrationInput* input, uint microseconds, CalibrationResult* result)
    {
        Measure(input, microseconds, result);
        return result->Hertz;
    }

    private static ulong MeasureTimer(ulong tscHertz)
    {
        ulong window = tscHertz / 1_000_000 * TimerMicroseconds;
        LocalApic.StartCounting();
        ulong startTsc;
        uint start;
        TscMeasure.Sample(&ReadTsc, &ReadTimer, &startTsc, &start);
        while (Asm.ReadTsc() - startTsc < window)
        {
        }

        ulong endTsc;
        uint end;
        TscMeasure.Sample(&ReadTsc, &ReadTimer, &endTsc, &end);
        LocalApic.StopCounting();
        ulong hertz = TimerHertz(uint.MaxValue - (start - end), endTsc - startTsc, tscHertz);
        if (hertz == 0 && !LocalApic.HasDeadlineTimer)
        {
            Log.Begin(LogLevel.Error)->Text("The local APIC timer does not run; sleeping threads will not wake in time"u8)->End();
        }

        return hertz;
    }

    private static void Report(CalibrationInput* input, CalibrationResult* result)
    {
        if (result->Source == ClockSource.None)
        {
            Log.Begin(LogLevel.Error)->Text("No clock measures the TSC; it is taken for "u8)->Decimal(result->Hertz / 1_000_000)
                ->Text(" MHz and times will be wrong"u8)->End();
            return;
        }

        if (result->Disagreed != 0)
        {
            LogLine* line = Log.Begin(LogLevel.Warning)->Text("clocks disagreed about the TSC by more than 1 %: "u8);
            if (input->Exact != 0)
            {
                line->Text(ClockSourceText.Of(input->ExactSource))->Text(" states "u8)->Decimal(input->Exact / 1000)->Text(" kHz, "u8);
            }

            line->Text(ClockSourceText.Of(result->Source))->Text(" measures "u8)->Decimal(result->Hertz / 1000)->Text(" kHz, "u8)
                ->Text(ClockSourceText.Of(result->SecondSource))->Text(" measures "u8)->Decimal(result->Second / 1000)->Text(" kHz"u8)->End();
            return;
        }

        Log.Begin(LogLevel.Info)->Text("TSC runs at "u8)->Decimal(result->Hertz / 1000)->Text(" kHz by "u8)
            ->Text(ClockSourceText.Of(result->Source))->End();
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

    private static ulong ReadTsc() => Asm.ReadTsc();

    private static uint ReadHpet() => Hpet.Read();

    private static uint ReadPmTimer() => PmTimer.Read();

    private static uint ReadPit() => Pit.Read();

    private static uint ReadTimer() => LocalApic.CurrentCount();
}
