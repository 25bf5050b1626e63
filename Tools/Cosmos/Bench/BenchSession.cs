using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Carries out a <see cref="BenchPlan"/>.</summary>
internal static class BenchSession
{
    /// <summary>Measures everything.</summary>
    /// <exception cref="BenchException">A measurement failed.</exception>
    /// <exception cref="LabException">A machine failed.</exception>
    internal static async Task<BenchResult> RunAsync(BenchPlan plan)
    {
        BootTimes? boots = null;
        if (plan.HasLinux)
        {
            LinuxFiles.WithFio.Prepare();
            LinuxFiles.Bare.Prepare();
            Console.Error.WriteLine($"Booting, {plan.Rounds} times ...");
            boots = await BootTimes.MeasureAsync(plan.Rounds);
        }

        Console.Error.WriteLine("Counting instructions ...");
        IReadOnlyList<double> instructions = await InstructionCount.TakeAsync(plan.Cases);
        List<BenchRow> rows = [];
        foreach (BenchConfiguration configuration in plan.Configurations)
        {
            List<BenchRound>[] rounds = await MeasureAsync(plan, configuration);
            rows.AddRange(plan.Cases.Select((row, index) => new BenchRow(row, configuration, rounds[index], configuration is { Cpus: 1, IsFile: false } ? instructions[index] : null)));
        }

        return new BenchResult(plan, rows, boots);
    }

    // Both systems run all the time, and idle while the other one is measured. Whole rounds of all rows, one after the other, and all systems of a row right
    // after each other: what slows the host down for a while falls on all alike.
    private static async Task<List<BenchRound>[]> MeasureAsync(BenchPlan plan, BenchConfiguration configuration)
    {
        List<BenchRound>[] rounds = [.. plan.Cases.Select(_ => new List<BenchRound>())];
        (Backing backing, string? file) = configuration.MakeDisk();
        try
        {
            MachineProfile profile = configuration.Profile(backing);
            await using CosmosGuest cosmos = await CosmosGuest.StartAsync(profile);
            await using LinuxGuest? linux = plan.HasLinux ? await LinuxGuest.StartAsync(profile) : null;
            for (int round = 1; round <= plan.Rounds; round++)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{configuration.Name}: round {round} of {plan.Rounds}, {plan.Cases.Count} measurements of {plan.Seconds:0.##} s ..."));
                foreach ((BenchCase row, List<BenchRound> found) in plan.Cases.Zip(rounds))
                {
                    found.Add(await MeasureAsync(plan, row, cosmos, linux, configuration.Cpus));
                }
            }
        }
        finally
        {
            if (file is not null)
            {
                File.Delete(file);
            }
        }

        return rounds;
    }

    private static async Task<BenchRound> MeasureAsync(BenchPlan plan, BenchCase row, CosmosGuest cosmos, LinuxGuest? linux, int jobs)
    {
        BenchSlice own = await cosmos.MeasureAsync(row.Command(plan.Seconds, plan.WarmUp, jobs), plan.Seconds);
        List<BenchSlice> others = [];
        if (linux is not null)
        {
            foreach (LinuxJob job in row.LinuxJobs)
            {
                others.Add(await linux.MeasureAsync(job.Command(plan.Seconds, plan.WarmUp, jobs), plan.Seconds));
            }
        }

        return new BenchRound(own, others);
    }
}
