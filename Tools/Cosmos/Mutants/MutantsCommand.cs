using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos mutants</c>: breaks the product on purpose, patch by patch, and sees whether the tests notice.</summary>
internal static class MutantsCommand
{
    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Argument<string[]> names = new("NAME") { Description = "Mutants to try; all of Tests/Mutants if none is named.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> list = new("--list") { Description = "Say which there are, and try none." };
        Command command = new("mutants", "Break the product on purpose, patch by patch, and see whether its tests notice.\n\nWorks on a copy in artifacts/mutants. Exit status: 0 all were noticed, 1 one was not or is broken, 2 usage.");
        command.Arguments.Add(names);
        command.Options.Add(list);
        command.SetAction(parsed => Run(parsed.GetValue(names) ?? [], parsed.GetValue(list)));
        return command;
    }

    private static int Run(string[] names, bool list)
    {
        IReadOnlyList<Mutant> all = Mutant.FindAll(RepositoryPaths.Root);
        string[] unknown = [.. names.Where(name => all.All(mutant => mutant.Name != name))];
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"There is no mutant {string.Join(", ", unknown)}. './cosmos mutants --list' names them.");
            return ExitStatus.Unusable;
        }

        Mutant[] chosen = [.. all.Where(mutant => names.Length == 0 || names.Contains(mutant.Name))];
        if (list)
        {
            foreach (Mutant mutant in chosen)
            {
                Console.WriteLine($"{mutant.Name,-28} {mutant.Suite,-16} {mutant.Title}");
            }

            return ExitStatus.Success;
        }

        if (!Packages.Ensure(Packages.All))
        {
            return ExitStatus.Unusable;
        }

        MutantTree tree = MutantTree.Open(RepositoryPaths.Root, Path.Combine(RepositoryPaths.Artifacts, "mutants"));
        return IsGreenWithout(chosen, tree) && TryAll(chosen, tree) ? ExitStatus.Success : ExitStatus.Failure;
    }

    // Tests that fail anyway would notice everything.
    private static bool IsGreenWithout(Mutant[] mutants, MutantTree tree)
    {
        foreach (Mutant mutant in mutants.DistinctBy(mutant => (mutant.Suite, mutant.Filter, mutant.Kernel)))
        {
            Console.Error.WriteLine($"Without a mutant: {mutant.Suite}, {mutant.Filter} ...");
            (MutantVerdict verdict, string detail) = tree.RunTests(mutant);
            if (verdict != MutantVerdict.Survived)
            {
                Console.Error.WriteLine($"{mutant.Suite} must pass without a mutant first, but {(verdict == MutantVerdict.Caught ? $"this fails: {detail}" : detail)}");
                return false;
            }
        }

        return true;
    }

    private static bool TryAll(Mutant[] mutants, MutantTree tree)
    {
        List<MutantResult> results = [];
        foreach (Mutant mutant in mutants)
        {
            Console.Error.WriteLine($"{results.Count + 1} of {mutants.Length}: {mutant.Title} ...");
            MutantResult result = tree.Try(mutant);
            results.Add(result);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(result.Verdict == MutantVerdict.Caught ? "caught" : result.Verdict.ToString().ToUpperInvariant()),-9} {mutant.Name,-28} {result.Duration.TotalSeconds,6:0.0} s  {result.Detail}"));
        }

        int caught = results.Count(result => result.Verdict == MutantVerdict.Caught);
        Console.WriteLine($"{caught} of {results.Count} mutants caught");
        return caught == results.Count;
    }
}
