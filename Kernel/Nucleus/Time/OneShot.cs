namespace CosmosNvme.Nucleus;

/// <summary>
/// The CPU's one-shot timer: programmed for the first deadline, and for the end of the time slice only while another thread waits
/// for the CPU. There is no periodic tick. A timer that fires too early, because its deadline was taken back, does no harm.
/// </summary>
internal static unsafe class OneShot
{
    /// <summary>Programs the timer of <paramref name="cpu"/>, which must be the one that runs this.</summary>
    internal static void Program(Cpu* cpu)
    {
        ulong deadline = cpu->Timers.First();
        if (cpu->RunQueue.Count != 0 && cpu->SliceEnd < deadline)
        {
            deadline = cpu->SliceEnd;
        }

        if (Clock.LongestSilence != ulong.MaxValue && cpu->TimerProgrammed == ulong.MaxValue)
        {
            // A counter that wraps: this timer makes sure that somebody looks at it in time.
            ulong latest = Clock.Monotonic() + Clock.LongestSilence;
            deadline = deadline < latest ? deadline : latest;
        }

        if (deadline < cpu->TimerProgrammed)
        {
            cpu->TimerProgrammed = deadline;
            Arm(cpu, deadline);
        }
    }

    /// <summary>The same when another thread comes onto the CPU: for deadlines the timer is programmed already, so only its time slice may matter.</summary>
    internal static void ProgramAtSwitch(Cpu* cpu)
    {
        if (cpu->RunQueue.Count != 0 || Clock.LongestSilence != ulong.MaxValue)
        {
            Program(cpu);
        }
    }

    private static void Arm(Cpu* cpu, ulong deadline)
    {
        // Only now: what kind of timer it is depends on the clock, which is chosen when all CPUs are up.
        if (cpu->TimerEnabled == 0)
        {
            cpu->TimerEnabled = 1;
            LocalApic.EnableTimer(InterruptVectors.Timer);
        }

        LocalApic.ArmTimer(Clock.ToTicks(deadline), Clock.Ticks());
    }

    /// <summary>Interrupt: the timer fired.</summary>
    internal static void OnInterrupt(Cpu* cpu)
    {
        cpu->TimerProgrammed = ulong.MaxValue;
        ulong now = Clock.Monotonic();
        TimerQueue.Expire(cpu, now);
        if (now >= cpu->SliceEnd)
        {
            cpu->NeedReschedule = 1;
        }

        Program(cpu);
    }
}
