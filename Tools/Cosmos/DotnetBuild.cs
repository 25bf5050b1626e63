using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Runs <c>dotnet build</c>: a line of progress on standard error, and the errors if it fails.</summary>
internal static class DotnetBuild
{
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(2);

    /// <summary>Builds a project or solution in its Release configuration.</summary>
    /// <param name="name">What it is, for people.</param>
    /// <param name="project">Path of the project or solution.</param>
    /// <returns>Whether it succeeded.</returns>
    internal static bool Run(string name, string project)
    {
        Console.Error.WriteLine($"Building {name} ...");
        Stopwatch clock = Stopwatch.StartNew();
        ProcessStartInfo start = new("dotnet", ["build", project, "-c", "Release", "-v", "q", "-nologo", "-nodeReuse:false", "-clp:NoSummary"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = RepositoryPaths.Root,
        };
        List<string> lines = [];
        Lock gate = new();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task output = CollectAsync(process.StandardOutput, lines, gate);
        Task errors = CollectAsync(process.StandardError, lines, gate);

        // Compiler servers that outlive the build keep its output pipes open, so their end says nothing.
        process.WaitForExitAsync().GetAwaiter().GetResult();
        Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(s_outputGrace)).GetAwaiter().GetResult();
        if (process.ExitCode == 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Built {name} in {clock.Elapsed.TotalSeconds:0.0} s."));
            return true;
        }

        lock (gate)
        {
            string[] wrong = [.. lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];
            foreach (string line in wrong.Length > 0 ? wrong : [.. lines])
            {
                Console.Error.WriteLine(line);
            }
        }

        Console.Error.WriteLine($"Building {name} failed. 'dotnet build {Path.GetRelativePath(RepositoryPaths.Root, project)} -c Release' shows everything.");
        return false;
    }

    private static async Task CollectAsync(StreamReader reader, List<string> lines, Lock gate)
    {
        while (await reader.ReadLineAsync() is string line)
        {
            lock (gate)
            {
                lines.Add(line);
            }
        }
    }
}
