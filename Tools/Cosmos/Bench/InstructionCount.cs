using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Instructions per request, counted on a machine whose clock is the number of its instructions; the emulated device takes none.</summary>
/// <param name="PerRequest">Those of each measurement; null where counting failed.</param>
/// <param name="Failures">What failed.</param>
internal sealed record InstructionCount(IReadOnlyList<double?> PerRequest, List<BenchFailure> Failures)
{
    private const string Between = "--- next ---";

    // Of the machine's time: an instruction takes a nanosecond, idling what it takes on the host. Who polls never idles, and needs less: only its own work is counted.
    private const double Seconds = 0.2;
    private const double PolledSeconds = 0.05;
    private const double WarmUp = 0.05;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patiencePerCase = TimeSpan.FromSeconds(20);

    /// <summary>Nothing was counted.</summary>
    internal static InstructionCount None(IReadOnlyList<BenchCase> cases) => new(new double?[cases.Count], []);

    /// <summary>Counts.</summary>
    /// <param name="cases">The measurements.</param>
    /// <param name="told">Told how many are done: 0 first, then whenever there are more.</param>
    internal static async Task<InstructionCount> TakeAsync(IReadOnlyList<BenchCase> cases, Action<int> told)
    {
        using BenchDisk disk = new(BenchConfiguration.Reference);
        MachineProfile profile = BenchConfiguration.Reference.Profile(disk.Backing) with
        {
            CountsInstructions = true,
            IdlesInHostTime = true,
            KernelArguments = "nvme.direct_queues=1",
            Exec = string.Join($"; echo '{Between}'; ", cases.Select(row => $"{row.Command(row.Engine == "poll" ? PolledSeconds : Seconds, WarmUp, 1)} --exclude_looks")),
            TimeLimit = s_patience + (cases.Count * s_patiencePerCase),
        };
        try
        {
            await using Machine machine = Machine.Start(profile);
            Task<MachineResult> ended = machine.WaitForExitAsync();
            int done = -1;
            do
            {
                int found = machine.ConsoleText.Split(Between).Length - 1;
                if (found > done)
                {
                    told(done = found);
                }
            }
            while (await Task.WhenAny(ended, Task.Delay(s_look)) != ended);

            MachineResult result = await ended;
            return Read(cases, result.Console, result.Reason is ExitReason.Orderly or ExitReason.CommandFailed ? null : result.ToString());
        }
        catch (LabException e)
        {
            return None(cases) with { Failures = [new BenchFailure("counting instructions", e.Message)] };
        }
    }

    /// <summary>Reads what the measurements printed.</summary>
    /// <param name="cases">The measurements.</param>
    /// <param name="console">What they printed.</param>
    /// <param name="trouble">What became of the machine, if it did not power off behind the last one.</param>
    internal static InstructionCount Read(IReadOnlyList<BenchCase> cases, string console, string? trouble)
    {
        string[] outputs = console.Split(Between, StringSplitOptions.TrimEntries);
        List<BenchFailure> failures = [];
        double?[] counts = [.. cases.Select((row, index) => index < outputs.Length ? Parse(row, outputs[index]) : null)];
        if (trouble is not null)
        {
            failures.Add(new BenchFailure("counting instructions", trouble));
        }

        return new InstructionCount(counts, failures);

        double? Parse(BenchCase row, string output)
        {
            try
            {
                return BenchFigures.Parse(output).WorkNanoseconds;
            }
            catch (JsonException e)
            {
                failures.Add(new BenchFailure($"{row.Name} (counting instructions)", output.Length > 0 ? output : e.Message));
                return null;
            }
        }
    }
}
