using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Fuzz;

/// <summary>
/// Runs the worker as a process of its own and takes note if an input kills it: an access to a guard page, an endless recursion.
/// </summary>
internal static class Supervisor
{
    // What a shell reports for Ctrl-C and kill.
    private const int Interrupted = 130;
    private const int Terminated = 143;

    /// <summary>Runs a worker to its end.</summary>
    /// <param name="target">What to feed.</param>
    /// <param name="request">For how long.</param>
    /// <param name="store">Where inputs that show faults go.</param>
    /// <param name="workerWord">The argument that makes this program the worker.</param>
    /// <returns>A status of <see cref="Program"/>.</returns>
    internal static int Run(FuzzTarget target, FuzzRequest request, FindingStore store, string workerWord)
    {
        store.Prepare();
        ProcessStartInfo start = new("dotnet",
        [
            typeof(Supervisor).Assembly.Location, workerWord, target.Name, store.Folder,
            request.Seed.ToString(CultureInfo.InvariantCulture),
            request.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            request.Executions.ToString(CultureInfo.InvariantCulture),
        ]);

        // No dump of a process whose death is the expected way to fail.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process worker = Process.Start(start)!;
        worker.WaitForExit();
        string current = store.CurrentFile(worker.Id);
        byte[]? input = CurrentInput.Load(current);
        File.Delete(current);
        if (worker.ExitCode is Program.NothingFound or Program.SomethingFound or Interrupted or Terminated)
        {
            return worker.ExitCode;
        }

        string what = $"the process ended with status {worker.ExitCode}";
        if (input is null)
        {
            Console.WriteLine($"{target.Name}: {what} before it tried an input");
            return Program.Usage;
        }

        string path = store.Save(input, $"{target.Name}, seed {request.Seed}: {what}");
        Console.WriteLine($"{target.Name}: FOUND {what} ({input.Length} bytes)");
        Console.WriteLine($"base64 {Convert.ToBase64String(input)}");
        Console.WriteLine($"See it again with: ./cosmos fuzz {target.Name} --replay {path}");
        return Program.SomethingFound;
    }
}
