using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// When booting reached its milestones, in nanoseconds since reset; the first of them lies before the clock runs and is kept as a
/// time-stamp count, which is 0 at reset.
/// </summary>
internal static class Timeline
{
    private static ulong s_nucleus;
    private static ulong s_runtime;
    private static ulong s_main;
    private static ulong s_shell;

    /// <summary>Records the present for a stage that has none yet.</summary>
    internal static void Mark(TimelineStage stage) =>
        Interlocked.CompareExchange(ref Slot(stage), stage == TimelineStage.Nucleus ? Asm.ReadTsc() : Clock.Monotonic(), 0);

    /// <summary>Nanoseconds from reset to a stage; 0 if it was not reached.</summary>
    internal static ulong When(TimelineStage stage)
    {
        ulong value = Volatile.Read(ref Slot(stage));
        return stage == TimelineStage.Nucleus ? Clock.TscToNanoseconds(value) : value;
    }

    private static ref ulong Slot(TimelineStage stage)
    {
        switch (stage)
        {
            case TimelineStage.Nucleus:
                return ref s_nucleus;
            case TimelineStage.Runtime:
                return ref s_runtime;
            case TimelineStage.Main:
                return ref s_main;
            default:
                return ref s_shell;
        }
    }
}
