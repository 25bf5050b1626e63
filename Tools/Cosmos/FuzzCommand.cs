using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos fuzz</c>: feeds a parser changed inputs for a while. The fuzzer is the program of Tests/Fuzz.</summary>
internal static class FuzzCommand
{
    private const double DefaultMinutes = 5;
    private const double MostMinutes = 100_000;

    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Argument<string?> target = new("TARGET") { Description = "What to feed; '--list' names the targets.", Arity = ArgumentArity.ZeroOrOne };
        Option<double?> minutes = new("--minutes") { Description = $"For how long; {DefaultMinutes} if not said.", HelpName = "N" };
        Option<int?> seed = new("--seed") { Description = "Where the random numbers start; somewhere else each time if not said.", HelpName = "S" };
        Option<string?> replay = new("--replay") { Description = "Try the input in this file, once.", HelpName = "FILE" };
        Option<bool> list = new("--list") { Description = "Say which targets there are." };
        Command command = new("fuzz", "Feed a parser changed inputs and see whether it throws, hangs, hoards or lies.\n\n"
            + "Inputs that show a fault are made small and kept in artifacts/fuzz/TARGET. Exit status: 0 nothing was found, 1 something was found, 2 usage or build failed.");
        command.Arguments.Add(target);
        command.Options.Add(minutes);
        command.Options.Add(seed);
        command.Options.Add(replay);
        command.Options.Add(list);
        command.Validators.Add(result =>
        {
            if (result.GetValue(target) is null && !result.GetValue(list))
            {
                result.AddError("Say which target to feed; './cosmos fuzz --list' names them.");
            }

            if (result.GetValue(minutes) is double given and not (> 0 and <= MostMinutes))
            {
                result.AddError($"--minutes is a number above 0, up to {MostMinutes}, not {given}.");
            }
        });
        command.SetAction(parsed => Run(Arguments(
            parsed.GetValue(list) ? null : parsed.GetValue(target),
            parsed.GetValue(minutes) ?? DefaultMinutes,
            parsed.GetValue(seed) ?? Random.Shared.Next(),
            parsed.GetValue(replay) is string file ? Path.GetFullPath(file) : null)));
        return command;
    }

    /// <summary>What the fuzzer is told.</summary>
    /// <param name="target">The target; null for their list.</param>
    /// <param name="minutes">For how long.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="replay">An input to try; null for none.</param>
    internal static IReadOnlyList<string> Arguments(string? target, double minutes, int seed, string? replay) => (target, replay) switch
    {
        (null, _) => ["--list"],
        (_, null) => [target, "--seconds", (minutes * 60).ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture)],
        _ => [target, "--replay", replay],
    };

    private static int Run(IReadOnlyList<string> arguments)
    {
        string folder = Path.Combine(RepositoryPaths.Root, "Tests", "Fuzz");
        if (!DotnetBuild.Run("the fuzzer", Path.Combine(folder, "Fuzz.csproj")))
        {
            return ExitStatus.Unusable;
        }

        string? program = new DirectoryInfo(Path.Combine(folder, "bin", "Release")).EnumerateFiles("CosmosNvme.Fuzz.dll", SearchOption.AllDirectories).MaxBy(file => file.LastWriteTimeUtc)?.FullName;
        if (program is null)
        {
            Console.Error.WriteLine("The build left no fuzzer.");
            return ExitStatus.Unusable;
        }

        using Process fuzzer = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]))!;
        fuzzer.WaitForExit();
        return fuzzer.ExitCode;
    }
}
