using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos bench</c>: the standard measurements, on an emulated controller in front of a disk that takes no time.</summary>
internal static class BenchCommand
{
    private const string Between = "--- next ---";
    private const long DiskBytes = 1L << 30;
    private const int MostCpus = 16;
    private const int MostRuns = 100;
    private const int UsualRuns = 3;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Option<int?> cpus = new("--cpus") { Description = "CPUs, and jobs of each measurement, a queue each; 1 if not said.", HelpName = "N" };
        Option<int?> runs = new("--repeat") { Description = $"How often everything is measured; medians are shown. {UsualRuns} if not said.", HelpName = "N" };
        Option<double?> seconds = new("--runtime") { Description = "Seconds of each measurement; 1 if not said.", HelpName = "S" };
        Option<string?> filter = new("--filter") { Description = "Only rows whose name contains this.", HelpName = "X" };
        Option<bool> json = new("--json") { Description = "Print JSON instead of a table." };
        Option<bool> noBuild = new("--no-build") { Description = "Measure the kernel as it was built last." };
        Command command = new("bench", "Build what is stale and measure how fast the driver is in QEMU, in front of a disk that takes no time.\n\n"
            + "The report goes to artifacts/bench/report.md too. Exit status: 0 measured, 1 a measurement failed, 2 usage or build failed.");
        command.Options.Add(cpus);
        command.Options.Add(runs);
        command.Options.Add(seconds);
        command.Options.Add(filter);
        command.Options.Add(json);
        command.Options.Add(noBuild);
        command.Validators.Add(result =>
        {
            Check(result.GetValue(cpus) is null or >= 1 and <= MostCpus, $"--cpus is from 1 to {MostCpus}.");
            Check(result.GetValue(runs) is null or >= 1 and <= MostRuns, $"--repeat is from 1 to {MostRuns}.");
            Check(result.GetValue(seconds) is null or > 0 and <= 3600, "--runtime is above 0, up to 3600.");
            Check(Choose(result.GetValue(filter)).Count > 0, $"No row's name contains '{result.GetValue(filter)}'. Rows: {string.Join("; ", BenchCase.Standard.Select(row => row.Name))}");

            void Check(bool isGood, string message)
            {
                if (!isGood)
                {
                    result.AddError(message);
                }
            }
        });
        command.SetAction(parsed => Run(
            Choose(parsed.GetValue(filter)), parsed.GetValue(cpus) ?? 1, parsed.GetValue(runs) ?? UsualRuns, parsed.GetValue(seconds) ?? 1, parsed.GetValue(json), !parsed.GetValue(noBuild)));
        return command;
    }

    private static IReadOnlyList<BenchCase> Choose(string? filter) =>
        [.. BenchCase.Standard.Where(row => filter is null || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];

    private static int Run(IReadOnlyList<BenchCase> rows, int cpus, int runs, double seconds, bool json, bool build)
    {
        if (!Packages.Ensure(Packages.All) || (build && !KernelBuild.Run()))
        {
            return ExitStatus.Unusable;
        }

        // Whole runs of all rows, one after the other: what slows the host down for a while falls on all rows alike.
        List<BenchFigures>[] figures = [.. rows.Select(_ => new List<BenchFigures>())];
        for (int run = 1; run <= runs; run++)
        {
            Console.Error.WriteLine($"Run {run} of {runs}: {rows.Count} measurements of {seconds:0.##} s ...");
            MachineResult result = Machine.Run(Profile(rows, cpus, seconds));
            string[] outputs = result.Console.Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (result.Reason != ExitReason.Orderly || outputs.Length != rows.Count)
            {
                Console.Error.WriteLine($"A measurement failed.\n{result}");
                return ExitStatus.Failure;
            }

            for (int row = 0; row < rows.Count; row++)
            {
                figures[row].Add(BenchFigures.Parse(outputs[row]));
            }
        }

        BenchTable table = new(rows, figures, cpus);
        string folder = Path.Combine(RepositoryPaths.Artifacts, "bench");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.md"), table.ToMarkdown());
        string text = JsonSerializer.Serialize(table.ToRecords(), s_indented);
        File.WriteAllText(Path.Combine(folder, "report.json"), text);
        if (json)
        {
            Console.WriteLine(text);
        }
        else
        {
            table.Print();
        }

        return ExitStatus.Success;
    }

    private static MachineProfile Profile(IReadOnlyList<BenchCase> rows, int cpus, double seconds) => new()
    {
        Cpus = cpus,
        Controllers = [new() { Namespaces = [new() { Backing = new NullBacking(DiskBytes) }] }],
        KernelArguments = FormattableString.Invariant($"nvme.direct_queues={cpus}"),
        Exec = string.Join($"; echo '{Between}'; ", rows.Select(row => row.Command(seconds, cpus))),
        TimeLimit = TimeSpan.FromSeconds(60 + (rows.Count * (seconds + 5))),
    };
}
