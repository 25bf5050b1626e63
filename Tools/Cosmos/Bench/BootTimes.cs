using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>How long it takes from QEMU's start to the shell, and to the first program of as small a Linux as there is; in turn, in rising order.</summary>
/// <param name="Cosmos">Seconds to the shell's prompt.</param>
/// <param name="Linux">Seconds to the first line of the first program.</param>
internal sealed record BootTimes(IReadOnlyList<double> Cosmos, IReadOnlyList<double> Linux)
{
    /// <summary>How many times as fast it is to be.</summary>
    internal const double Bar = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>How many times as fast it is.</summary>
    internal double Ratio => BenchFigures.Median(Linux) / BenchFigures.Median(Cosmos);

    /// <summary>Boots both a number of times.</summary>
    /// <param name="rounds">How often.</param>
    internal static async Task<BootTimes> MeasureAsync(int rounds)
    {
        using BenchDisk disk = new(BenchConfiguration.Reference);
        MachineProfile profile = BenchConfiguration.Reference.Profile(disk.Backing);
        MachineProfile linux = LinuxGuest.Profile(profile, LinuxFiles.Bare, "");
        List<double> cosmosTimes = [];
        List<double> linuxTimes = [];
        for (int round = 0; round < rounds; round++)
        {
            cosmosTimes.Add(await BootAsync(profile, CosmosGuest.Prompt));
            linuxTimes.Add(await BootAsync(linux, LinuxGuest.FirstWord));
        }

        return new BootTimes([.. cosmosTimes.Order()], [.. linuxTimes.Order()]);
    }

    private static async Task<double> BootAsync(MachineProfile profile, string word)
    {
        Stopwatch clock = Stopwatch.StartNew();
        await using Machine machine = Machine.Start(profile);
        await machine.ExpectAsync(word, s_patience);
        return clock.Elapsed.TotalSeconds;
    }
}
