using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Carries out a <see cref="BenchPlan"/>. What fails is noted and does not keep the rest from being measured.</summary>
/// <param name="plan">What is to be measured.</param>
/// <param name="progress">Told how far it is.</param>
/// <param name="stop">Ends it behind the slice that is being measured; the result then has what was measured until then.</param>
internal sealed class BenchSession(BenchPlan plan, BenchProgress progress, CancellationToken stop)
{
    private readonly List<BenchFailure> _failures = [];

    /// <summary>Measures everything.</summary>
    /// <exception cref="LabException">Linux cannot be fetched.</exception>
    internal async Task<BenchResult> RunAsync()
    {
        progress.Begin();
        BootTimes? boots = plan.HasLinux ? await BootAsync() : null;
        InstructionCount instructions = stop.IsCancellationRequested ? InstructionCount.None(plan.Cases) : await InstructionCount.TakeAsync(plan.Cases, progress.Counting);
        if (!stop.IsCancellationRequested)
        {
            instructions.Failures.ForEach(Note);
        }

        List<BenchRow> rows = [];
        foreach (BenchConfiguration configuration in plan.Configurations)
        {
            List<BenchRound>[] rounds = await MeasureAsync(configuration);
            rows.AddRange(plan.Cases
                .Select((row, index) => new BenchRow(row, configuration, rounds[index], configuration == BenchConfiguration.Reference ? instructions.PerRequest[index] : null))
                .Where(row => row.All.Count > 0));
        }

        progress.End();
        return new BenchResult(plan, rows, boots, _failures);
    }

    private async Task<BootTimes?> BootAsync()
    {
        LinuxFiles.WithFio.Prepare();
        LinuxFiles.Bare.Prepare();
        progress.Say($"Booting, {plan.Rounds} times ...");
        try
        {
            return await BootTimes.MeasureAsync(plan.Rounds);
        }
        catch (LabException e)
        {
            Note(new BenchFailure("booting", e.Message));
            return null;
        }
    }

    // Whole rounds of all rows, one after the other: what slows the host down for a while falls on all alike.
    private async Task<List<BenchRound>[]> MeasureAsync(BenchConfiguration configuration)
    {
        List<BenchRound>[] rounds = [.. plan.Cases.Select(_ => new List<BenchRound>())];
        HashSet<BenchCase> failed = [];
        await using BenchMachines machines = new(plan, configuration);
        for (int round = 1; round <= plan.Rounds; round++)
        {
            progress.Round(configuration, round);
            foreach ((BenchCase row, List<BenchRound> found) in plan.Cases.Zip(rounds))
            {
                if (stop.IsCancellationRequested)
                {
                    return rounds;
                }

                progress.Measurement(configuration, row);
                try
                {
                    // What failed once may take a minute to fail again.
                    if (!failed.Contains(row))
                    {
                        found.Add(await machines.MeasureAsync(row));
                    }
                }
                catch (BenchException) when (stop.IsCancellationRequested)
                {
                    // Who types Ctrl-C stops the machines with it.
                    return rounds;
                }
                catch (BenchException e)
                {
                    failed.Add(row);
                    Note(new BenchFailure($"{row.Name} ({configuration.Name})", e.Message));
                }
            }
        }

        return rounds;
    }

    private void Note(BenchFailure failure)
    {
        _failures.Add(failure);
        progress.Say($"FAILED  {failure.Summary}");
    }
}
