namespace CosmosNvme.Nucleus;

/// <summary>Which counter time comes from: reasons only.</summary>
internal static class ClockChoice
{
    /// <summary>
    /// Tells whether the time-stamp counter may be the clock before the CPUs were compared: it must run at one rate in all power states.
    /// A hypervisor answers for that itself; few of them say so by the CPU's bit.
    /// </summary>
    internal static bool IsSteady(ulong features) =>
        (features & (CpuFeatures.Bit(CpuFeature.InvariantTsc) | CpuFeatures.Bit(CpuFeature.Hypervisor))) != 0;

    /// <summary>The counter to use.</summary>
    /// <param name="wanted">What the command line asks for; <see cref="ClockSource.None"/>: nothing.</param>
    /// <param name="isTscGood">The time-stamp counters are steady and agree.</param>
    /// <param name="hasHpet">There is an HPET that runs.</param>
    /// <param name="hasPmTimer">There is a PM timer.</param>
    internal static ClockSource Choose(ClockSource wanted, bool isTscGood, bool hasHpet, bool hasPmTimer)
    {
        if (wanted == ClockSource.Tsc || (wanted == ClockSource.Hpet && hasHpet) || (wanted == ClockSource.PmTimer && hasPmTimer))
        {
            return wanted;
        }

        // The HPET is faster to read and turns over less often.
        return isTscGood || (!hasHpet && !hasPmTimer) ? ClockSource.Tsc : hasHpet ? ClockSource.Hpet : ClockSource.PmTimer;
    }
}
