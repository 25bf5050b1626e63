using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>What is to be measured.</summary>
internal sealed record BenchPlan
{
    // Seen on a host with two cores and nothing else to do. Between two slices: samples of the host, typing the command, threads and buffers.
    private const double SecondsBetween = 0.1;
    private const double SecondsToCount = 1;
    private const double SecondsToBoot = 2.5;

    /// <summary>The measurements.</summary>
    internal required IReadOnlyList<BenchCase> Cases { get; init; }

    /// <summary>The machines on which each is made.</summary>
    internal required IReadOnlyList<BenchConfiguration> Configurations { get; init; }

    /// <summary>How often.</summary>
    internal required int Rounds { get; init; }

    /// <summary>Seconds of each.</summary>
    internal required double Seconds { get; init; }

    /// <summary>Seconds of the same before each.</summary>
    internal required double WarmUp { get; init; }

    /// <summary>Whether Linux does the same in turn.</summary>
    internal required bool HasLinux { get; init; }

    /// <summary>How many measurements are made, all machines and rounds together.</summary>
    internal int Measurements => Cases.Count * Configurations.Count * Rounds;

    /// <summary>How long everything takes, in seconds.</summary>
    internal double ExpectedSeconds => MeasuringSeconds + (Cases.Count * SecondsToCount) + (HasLinux ? Rounds * SecondsToBoot : 0);

    /// <summary>How long measuring takes, without booting and counting instructions, in seconds.</summary>
    internal double MeasuringSeconds => Cases.Sum(row => 1 + (HasLinux ? row.LinuxJobs.Count() : 0)) * Configurations.Count * Rounds * (Seconds + WarmUp + SecondsBetween);
}
