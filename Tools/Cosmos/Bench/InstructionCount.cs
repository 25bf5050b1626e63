using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Counts instructions per request, on a machine whose clock is the number of its instructions.</summary>
internal static class InstructionCount
{
    private const string Between = "--- next ---";

    // Of the machine's time: an instruction takes a nanosecond.
    private const double Seconds = 0.1;
    private const double WarmUp = 0.05;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_patiencePerCase = TimeSpan.FromSeconds(20);

    /// <summary>Counts.</summary>
    /// <param name="cases">The measurements.</param>
    /// <returns>Instructions per request of each; the emulated device takes none.</returns>
    /// <exception cref="BenchException">A measurement failed.</exception>
    internal static async Task<IReadOnlyList<double>> TakeAsync(IReadOnlyList<BenchCase> cases)
    {
        BenchConfiguration configuration = new(1, IsFile: false);
        MachineProfile profile = configuration.Profile(configuration.MakeDisk().Backing) with
        {
            CountsInstructions = true,
            KernelArguments = "nvme.direct_queues=1",
            Exec = string.Join($"; echo '{Between}'; ", cases.Select(row => $"{row.Command(Seconds, WarmUp, 1)} --exclude_looks")),
            TimeLimit = s_patience + (cases.Count * s_patiencePerCase),
        };
        await using Machine machine = Machine.Start(profile);
        MachineResult result = await machine.WaitForExitAsync();
        string[] outputs = result.Console.Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (result.Reason != ExitReason.Orderly || outputs.Length != cases.Count)
        {
            throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"Counting instructions failed.\n{result}"));
        }

        try
        {
            return [.. outputs.Select(output => BenchFigures.Parse(output).WorkNanoseconds)];
        }
        catch (JsonException e)
        {
            throw new BenchException($"Counting instructions failed.\n{result}", e);
        }
    }
}
