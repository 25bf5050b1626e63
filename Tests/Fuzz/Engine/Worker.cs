using System;
using System.Globalization;
using System.IO;

namespace CosmosNvme.Fuzz;

/// <summary>What runs on instrumented code, in a process that an input may kill.</summary>
internal static class Worker
{
    // The slowest sound input takes some ten milliseconds.
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(10);

    /// <summary>Fuzzes a target.</summary>
    /// <param name="arguments">Target, folder, seed, seconds, executions.</param>
    /// <returns>A status of <see cref="Program"/>.</returns>
    internal static int Run(string[] arguments)
    {
        FuzzTarget target = FuzzTargets.Find(arguments[0])!;
        FindingStore store = new(arguments[1]);
        FuzzRequest request = new(
            int.Parse(arguments[2], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(arguments[3], CultureInfo.InvariantCulture)),
            long.Parse(arguments[4], CultureInfo.InvariantCulture));
        TextWriter output = Console.Out;
        using CurrentInput current = new(store.CurrentFile(Environment.ProcessId), target.MaximumLength);
        using HangWatch watch = new(s_hang, current, input =>
        {
            string path = store.Save(input, $"{target.Name}, seed {request.Seed}: no end after {s_hang.TotalSeconds} s of processor time");
            output.WriteLine($"{target.Name}: FOUND no end after {s_hang.TotalSeconds} s of processor time ({input.Length} bytes)");
            output.WriteLine($"base64 {Convert.ToBase64String(input)}");
            output.WriteLine($"See it again with: ./cosmos fuzz {target.Name} --replay {path}");
            Environment.Exit(Program.SomethingFound);
        });
        FuzzLoop loop = new(target, request, store, watch, output);
        loop.Run();
        return loop.Findings == 0 ? Program.NothingFound : Program.SomethingFound;
    }
}
