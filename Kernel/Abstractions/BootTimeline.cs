namespace CosmosNvme.Abstractions;

/// <summary>When each boot stage was reached, in nanoseconds since reset; 0 for a stage not reached yet.</summary>
/// <param name="Nucleus">See <see cref="BootStage.Nucleus"/>.</param>
/// <param name="Runtime">See <see cref="BootStage.Runtime"/>.</param>
/// <param name="Main">See <see cref="BootStage.Main"/>.</param>
/// <param name="Shell">See <see cref="BootStage.Shell"/>.</param>
public readonly record struct BootTimeline(ulong Nucleus, ulong Runtime, ulong Main, ulong Shell);
