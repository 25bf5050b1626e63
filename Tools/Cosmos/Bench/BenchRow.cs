using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>What was found for one measurement.</summary>
/// <param name="Case">The measurement.</param>
/// <param name="Configuration">The machine.</param>
/// <param name="All">All its rounds, at least one.</param>
/// <param name="Instructions">Instructions per request without looks that find nothing; null if they were not counted.</param>
internal sealed record BenchRow(BenchCase Case, BenchConfiguration Configuration, IReadOnlyList<BenchRound> All, double? Instructions)
{
    /// <summary>The rounds that count: the undisturbed ones; all if there is none.</summary>
    internal IReadOnlyList<BenchRound> Rounds { get; } = All.Any(round => round.IsUndisturbed) ? [.. All.Where(round => round.IsUndisturbed)] : All;

    /// <summary>Rounds that were disturbed.</summary>
    internal int Disturbed => All.Count(round => !round.IsUndisturbed);

    /// <summary>The medians.</summary>
    internal BenchFigures Figures => BenchFigures.MedianOf([.. Rounds.Select(round => round.Cosmos.Figures)]);

    /// <summary>(Most - least) / median of the requests per second.</summary>
    internal double Spread => SpreadOf(Rounds.Select(round => round.Cosmos));

    /// <summary>CPU time that the emulated CPUs took of the host for each request, in nanoseconds.</summary>
    internal double CpuNanoseconds => BenchFigures.Median(Rounds.Select(round => round.Cosmos.Host.CpuNanoseconds));

    /// <summary>Requests per second that the emulated device could do at what it took for each.</summary>
    internal double Ceiling => BenchFigures.Median(Rounds.Select(round => round.Cosmos.Host.Ceiling));

    /// <summary>How many times as fast as Linux it is to be; null where nothing was promised.</summary>
    internal double? Bar => Configuration == BenchConfiguration.Reference ? Case.Bar : null;

    /// <summary>Whether Linux did the same.</summary>
    internal bool HasLinux => All[0].Linux.Count > 0;

    /// <summary>Which of Linux's ways was the fastest, by its median.</summary>
    internal int BestWay => Enumerable.Range(0, All[0].Linux.Count).MaxBy(way => LinuxFiguresOf(way).RequestsPerSecond);

    /// <summary>Linux's medians in that way.</summary>
    internal BenchFigures LinuxFigures => LinuxFiguresOf(BestWay);

    /// <summary>(Most - least) / median of Linux's requests per second in that way.</summary>
    internal double LinuxSpread => SpreadOf(Rounds.Select(round => round.Linux[BestWay]));

    /// <summary>How many times as fast as Linux, round by round, in rising order.</summary>
    internal IReadOnlyList<double> Ratios =>
        [.. Rounds.Select(round => round.Cosmos.Figures.RequestsPerSecond / Math.Max(round.Linux[BestWay].Figures.RequestsPerSecond, 1)).Order()];

    /// <summary>The middle of them.</summary>
    internal double Ratio => BenchFigures.Median(Ratios);

    private BenchFigures LinuxFiguresOf(int way) => BenchFigures.MedianOf([.. Rounds.Select(round => round.Linux[way].Figures)]);

    private static double SpreadOf(IEnumerable<BenchSlice> slices)
    {
        double[] rates = [.. slices.Select(slice => slice.Figures.RequestsPerSecond)];
        double median = BenchFigures.Median(rates);
        return median == 0 ? 0 : (rates.Max() - rates.Min()) / median;
    }
}
