using System;
using System.CommandLine;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Fuzz;

/// <summary>The fuzzer as a program; <c>./cosmos fuzz</c> and the tests start it.</summary>
internal static class Program
{
    /// <summary>Nothing was found.</summary>
    internal const int NothingFound = 0;

    /// <summary>Something was found.</summary>
    internal const int SomethingFound = 1;

    /// <summary>The command line says nothing that can be done.</summary>
    internal const int Usage = 2;

    private const string WorkerWord = "worker";

    private static readonly double s_longest = TimeSpan.FromDays(365).TotalSeconds;

    internal static int Main(string[] arguments)
    {
        if (arguments is [WorkerWord, .. string[] rest])
        {
            return InstrumentedCode.RunWorker(rest);
        }

        Argument<string?> name = new("TARGET") { Description = "What to feed.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "Say which targets there are." };
        Option<double> seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => s_longest };
        Option<long> executions = new("--executions") { Description = "How many inputs at most.", DefaultValueFactory = _ => long.MaxValue };
        Option<int> seed = new("--seed") { Description = "Where the random numbers start.", DefaultValueFactory = _ => 1 };
        Option<string?> replay = new("--replay") { Description = "A file with one input to try instead." };
        Option<string> folder = new("--folder") { Description = "Where inputs that show faults go.", DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Artifacts, "fuzz") };
        Command root = new("CosmosNvme.Fuzz") { name, list, seconds, executions, seed, replay, folder };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(parsed.Errors[0].Message);
            return Usage;
        }

        if (parsed.GetValue(list))
        {
            FuzzTargets.Write(Console.Out);
            return NothingFound;
        }

        FuzzTarget? target = FuzzTargets.Find(parsed.GetValue(name) ?? string.Empty);
        if (target is null)
        {
            Console.Error.WriteLine($"There is no target '{parsed.GetValue(name)}'. There are:");
            FuzzTargets.Write(Console.Error);
            return Usage;
        }

        FindingStore store = new(Path.Combine(parsed.GetValue(folder)!, target.Name));
        if (parsed.GetValue(replay) is string file)
        {
            return Replay.Run(target, file);
        }

        FuzzRequest request = new(parsed.GetValue(seed), TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 0, s_longest)), parsed.GetValue(executions));
        return Supervisor.Run(target, request, store, WorkerWord);
    }
}
