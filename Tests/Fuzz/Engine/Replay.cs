using System;
using System.IO;

namespace CosmosNvme.Fuzz;

/// <summary>Tries one input from a file, on code that is not instrumented: stack traces then have their line numbers.</summary>
internal static class Replay
{
    /// <summary>Does it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="file">The file.</param>
    /// <returns>A status of <see cref="Program"/>.</returns>
    internal static int Run(FuzzTarget target, string file)
    {
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"There is no file '{file}'.");
            return Program.Usage;
        }

        byte[] input = File.ReadAllBytes(file);
        Finding? finding = new InputRunner(target, null).RunTwice(input);
        Console.WriteLine(finding is null ? $"{target.Name}: {input.Length} bytes, nothing found" : $"{target.Name}: FOUND {finding.Signature}\n{finding.Message}");
        return finding is null ? Program.NothingFound : Program.SomethingFound;
    }
}
