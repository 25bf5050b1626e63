using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos bench</c>: the standard measurements, on an emulated controller, alone or in turn with Linux.</summary>
internal static class BenchCommand
{
    private const int MostCpus = 16;
    private const int MostRounds = 100;
    private const int UsualRounds = 3;
    private const int UsualRoundsWithLinux = 5;
    private const double UsualSeconds = 1;
    private const double QuickSeconds = 0.3;
    private const double WarmUp = 0.3;
    private const string NullDisk = "null";
    private const string FileDisk = "file";

    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Option<string?> versus = new("--vs") { Description = "Measure Linux too, with fio, in turn on the same machine: linux.", HelpName = "SYSTEM" };
        Option<string?> cpus = new("--cpus") { Description = "Machines with these numbers of CPUs, and as many jobs, each with a queue; 1,2,4 if not said, with Linux 1.", HelpName = "N[,N...]" };
        Option<string?> disk = new("--disk") { Description = $"{NullDisk}: takes no time, {FileDisk}: a file in the host's memory; both if not said, with Linux {NullDisk}.", HelpName = "KIND[,KIND]" };
        Option<int?> rounds = new("--repeat") { Description = $"How often everything is measured; medians are shown. {UsualRounds} if not said, with Linux {UsualRoundsWithLinux}.", HelpName = "N" };
        Option<double?> seconds = new("--runtime") { Description = $"Seconds of each measurement; {UsualSeconds} if not said.", HelpName = "S" };
        Option<string?> filter = new("--filter") { Description = "Only rows whose name contains this.", HelpName = "X" };
        Option<bool> bars = new("--bars") { Description = "Only rows for which it was promised how many times as fast as Linux they are, and the same jobs awaited." };
        Option<bool> quick = new("--quick") { Description = string.Create(CultureInfo.InvariantCulture, $"Once, {QuickSeconds} s, one CPU, the disk that takes no time.") };
        Option<string?> output = new("--output-format", "-o") { Description = "normal or json.", HelpName = "FORMAT" };
        Option<bool> noBuild = new("--no-build") { Description = "Measure the kernel as it was built last." };
        Command command = new("bench", "Build what is stale and measure how fast the driver is in QEMU.\n\n"
            + $"Everything takes about {UsualTime(false, false)}, with Linux {UsualTime(true, false)}, of that the bars alone {UsualTime(true, true)}; on a host with other work longer. "
            + "What fails is reported and does not keep the rest from being measured; behind Ctrl-C there is a report of what was measured until then.\n\n"
            + "The report goes to artifacts/bench too, with charts (report.md, report.json). Exit status: 0 measured, 1 a measurement failed, 2 usage or build failed.");
        foreach (Option option in new Option[] { versus, cpus, disk, rounds, seconds, filter, bars, quick, output, noBuild })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            Check(result.GetValue(versus) is null or "linux", "--vs takes linux.");
            Check(TryParseCpus(result.GetValue(cpus) ?? "1") is not null, $"--cpus takes numbers from 1 to {MostCpus}, as in 1,2,4.");
            Check((result.GetValue(disk) ?? NullDisk).Split(',').All(kind => kind is NullDisk or FileDisk), $"--disk takes {NullDisk}, {FileDisk} or both.");
            Check(result.GetValue(rounds) is null or >= 1 and <= MostRounds, $"--repeat is from 1 to {MostRounds}.");
            Check(result.GetValue(seconds) is null or > 0 and <= 3600, "--runtime is above 0, up to 3600.");
            Check(result.GetValue(output) is null or "normal" or "json", "--output-format takes normal or json.");
            Check(Choose(result.GetValue(filter), result.GetValue(bars)).Count > 0, $"No row's name contains '{result.GetValue(filter)}'. Rows: {string.Join("; ", BenchCase.Standard.Select(row => row.Name))}");

            void Check(bool isGood, string message)
            {
                if (!isGood)
                {
                    result.AddError(message);
                }
            }
        });
        command.SetAction((parsed, _) => RunAsync(Plan(parsed), parsed.GetValue(output) == "json", !parsed.GetValue(noBuild)));
        return command;

        BenchPlan Plan(ParseResult parsed)
        {
            bool isQuick = parsed.GetValue(quick);
            BenchPlan usual = UsualPlan(parsed.GetValue(versus) is not null, isQuick, parsed.GetValue(cpus), parsed.GetValue(disk));
            return usual with
            {
                Cases = Choose(parsed.GetValue(filter), parsed.GetValue(bars)),
                Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : usual.Rounds),
                Seconds = parsed.GetValue(seconds) ?? (isQuick ? QuickSeconds : usual.Seconds),
            };
        }
    }

    private static BenchPlan UsualPlan(bool hasLinux, bool isSingle, string? cpus, string? disk)
    {
        IReadOnlyList<int> counts = TryParseCpus(cpus ?? (isSingle || hasLinux ? "1" : "1,2,4"))!;
        string[] disks = (disk ?? (isSingle || hasLinux ? NullDisk : $"{NullDisk},{FileDisk}")).Split(',');
        return new BenchPlan
        {
            Cases = BenchCase.Standard,
            Configurations = [.. disks.SelectMany(kind => counts.Select(count => new BenchConfiguration(count, kind == FileDisk)))],
            Rounds = hasLinux ? UsualRoundsWithLinux : UsualRounds,
            Seconds = UsualSeconds,
            WarmUp = WarmUp,
            HasLinux = hasLinux,
        };
    }

    private static string UsualTime(bool hasLinux, bool bars) =>
        BenchProgress.Duration((UsualPlan(hasLinux, isSingle: false, cpus: null, disk: null) with { Cases = Choose(filter: null, bars) }).ExpectedSeconds);

    private static IReadOnlyList<BenchCase> Choose(string? filter, bool bars) =>
        [.. BenchCase.Standard.Where(row => (filter is null || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)) && (!bars || row.BelongsToBars))];

    private static IReadOnlyList<int>? TryParseCpus(string text)
    {
        List<int> counts = [];
        foreach (string word in text.Split(','))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > MostCpus)
            {
                return null;
            }

            counts.Add(count);
        }

        return counts;
    }

    // Behind Ctrl-C there is a report of what was measured until then.
    private static async Task<int> RunAsync(BenchPlan plan, bool json, bool build)
    {
        if (!Packages.Ensure(Packages.ForBench(build)) || (build && !KernelBuild.Run()))
        {
            return ExitStatus.Unusable;
        }

        using CancellationTokenSource stop = new();
        int signal = 0;
        void Stop(PosixSignalContext context)
        {
            // The second time it ends at once.
            context.Cancel = Interlocked.CompareExchange(ref signal, context.Signal == PosixSignal.SIGTERM ? 15 : 2, 0) == 0;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        BenchProgress progress = new(Console.Error, !Console.IsErrorRedirected, plan);
        BenchResult result = await new BenchSession(plan, progress, stop.Token).RunAsync();
        int status = signal != 0 ? 128 + signal : result.Failures.Count > 0 ? ExitStatus.Failure : ExitStatus.Success;
        if (result.Rows.Count == 0)
        {
            return status;
        }

        IReadOnlyList<BenchTable> tables = BenchTable.Of(result);
        string text = BenchReport.Write(result, tables);
        if (json)
        {
            Console.WriteLine(text);
            return status;
        }

        foreach (BenchTable table in tables)
        {
            table.Print();
        }

        Console.Error.WriteLine($"All columns, and charts: {Path.Combine(BenchReport.Folder, "report.md")}");
        return status;
    }
}
