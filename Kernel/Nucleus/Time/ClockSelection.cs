using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>Settles what time comes from, when all CPUs are up and before there are threads. Boot CPU, once.</summary>
internal static unsafe class ClockSelection
{
    private static TscSkew s_skew;

    /// <summary>How far the time-stamp counters of the other CPUs are from the boot CPU's, as far as these were compared.</summary>
    internal static TscSkew* Skew => (TscSkew*)Unsafe.AsPointer(ref s_skew);

    /// <summary>Keeps the time-stamp counter, or moves the clock to a counter that all CPUs share.</summary>
    internal static void Settle()
    {
        bool isSteady = ClockChoice.IsSteady(CpuFeatures.All);
        ReferenceCounter* hpet = TscCalibration.FindCounter(ClockSource.Hpet);
        ReferenceCounter* pmTimer = TscCalibration.FindCounter(ClockSource.PmTimer);
        ClockSource source = ClockChoice.Choose(KernelOptions.WantedClock, isSteady && !s_skew.IsSkewed, hpet != null, pmTimer != null);
        Report(Skew, isSteady, source);
        if (source != ClockSource.Tsc)
        {
            ReferenceCounter* counter = source == ClockSource.Hpet ? hpet : pmTimer;
            Clock.Share(counter);
            LocalApic.UseCountdown();
            LocalApic.SetTimerFrequency(TscCalibration.LocalApicTimerHertz, counter->Hertz);
            RestartIdleTimes();
        }
    }

    private static void Report(TscSkew* skew, bool isSteady, ClockSource source)
    {
        // A virtual machine's counters may be compared under any load of the host; nobody needs to hear of what works.
        LogLevel level = source == ClockSource.Tsc && (skew->IsSkewed || !isSteady) ? LogLevel.Warning : LogLevel.Info;
        LogLine* line = Log.Begin(level);
        if (skew->IsSkewed)
        {
            line->Text("the time-stamp counters of the CPUs differ (behind by "u8)->Decimal(skew->Behind)->Text(", ahead by "u8)
                ->Decimal(skew->Ahead)->Text(" ticks); "u8);
        }
        else if (!isSteady)
        {
            line->Text("the time-stamp counter may change its rate; "u8);
        }

        line->Text("time comes from "u8)->Text(ClockSourceText.Of(source))->End();
    }

    // They began to count by counters that are not the clock any more.
    private static void RestartIdleTimes()
    {
        for (int i = 0; i < Cpus.Count; i++)
        {
            Cpus.Get(i)->SwitchedAt = Clock.Monotonic();
        }
    }
}
