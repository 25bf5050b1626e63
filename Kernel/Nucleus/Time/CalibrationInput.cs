namespace CosmosNvme.Nucleus;

/// <summary>What calibration has to go on. Reached by pointer only.</summary>
internal unsafe struct CalibrationInput
{
    /// <summary>Most reference counters.</summary>
    internal const int MaximumCounters = 3;

    /// <summary>Reads the TSC.</summary>
    internal delegate*<ulong> Tsc;

    /// <summary>Exact frequency stated by CPU or hypervisor, 0 if none.</summary>
    internal ulong Exact;

    /// <summary>Nominal frequency stated by the CPU, 0 if none.</summary>
    internal ulong Nominal;

    /// <summary>Who stated <see cref="Exact"/>.</summary>
    internal ClockSource ExactSource;

    /// <summary>Number of reference counters, best first.</summary>
    internal uint CounterCount;

    private fixed ulong _counters[MaximumCounters * 3];

    /// <summary>The counter at an index below <see cref="MaximumCounters"/>.</summary>
    internal static ReferenceCounter* Counter(CalibrationInput* input, uint index) => (ReferenceCounter*)input->_counters + index;
}

/// <summary>What calibration found. Reached by pointer only.</summary>
internal struct CalibrationResult
{
    /// <summary>TSC ticks per second.</summary>
    internal ulong Hertz;

    /// <summary>What the second counter said, 0 if there was none.</summary>
    internal ulong Second;

    /// <summary>Where <see cref="Hertz"/> comes from.</summary>
    internal ClockSource Source;

    /// <summary>Where <see cref="Second"/> comes from.</summary>
    internal ClockSource SecondSource;

    /// <summary>1 if two sources disagreed on the way.</summary>
    internal byte Disagreed;
}
