using System;
using System.Globalization;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Fuzz.Tests;

/// <summary>The fuzzer as a process: an input may kill it, and instrumented code counts in static memory.</summary>
internal static class FuzzProgram
{
    /// <summary>Runs it.</summary>
    internal static (int Status, string Output) Run(params string[] arguments)
    {
        (int status, string output, string errors) = ToolRunner.Run("dotnet", [typeof(Program).Assembly.Location, .. arguments]);
        return (status, output + errors);
    }

    /// <summary>Fuzzes a target until enough inputs were tried, or until it takes too long on a busy machine.</summary>
    internal static (int Status, string Output) Fuzz(string target, string folder, long executions, int seconds, int seed) => Run(
        target, "--folder", folder, "--executions", Text(executions), "--seconds", Text(seconds), "--seed", Text(seed));

    /// <summary>A number out of the last line of a run, by the word in front of it or behind it.</summary>
    internal static long Number(string output, string word)
    {
        string[] words = output.Split('\n').Last(line => line.Contains("; done", StringComparison.Ordinal)).Split(' ', ',');
        int place = Array.IndexOf(words, word);
        return long.TryParse(words[place - 1], NumberStyles.None, CultureInfo.InvariantCulture, out long before)
            ? before
            : long.Parse(words[place + 1], CultureInfo.InvariantCulture);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
