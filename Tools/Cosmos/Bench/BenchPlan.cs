using System.Collections.Generic;

namespace CosmosNvme.Cosmos;

/// <summary>What is to be measured.</summary>
internal sealed record BenchPlan
{
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
}
