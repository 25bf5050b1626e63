using System;

namespace CosmosNvme.Nucleus;

/// <summary>Command line and timeline for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class BootServices
{
    /// <summary>The kernel command line in UTF-8; lives for ever.</summary>
    public static ReadOnlySpan<byte> CommandLine => new(BootInfo.CommandLine(), BootInfo.CommandLineLength);

    /// <summary>Nanoseconds since reset on a clock that all CPUs share.</summary>
    public static ulong Nanoseconds => Clock.Monotonic();

    /// <summary>Records that a stage is reached, if it was not yet.</summary>
    /// <param name="stage">The stage.</param>
    public static void Mark(TimelineStage stage) => Timeline.Mark(stage);

    /// <summary>When a stage was reached, in nanoseconds since reset; 0 if it was not.</summary>
    /// <param name="stage">The stage.</param>
    public static ulong When(TimelineStage stage) => Timeline.When(stage);
}
