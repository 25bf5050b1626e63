using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class MutantTests
{
    [TestCaseSource(nameof(Mutants))]
    public void Patch_OfEveryMutant_AppliesToTheTree(string name)
    {
        Mutant mutant = Mutant.FindAll(RepositoryPaths.Root).Single(candidate => candidate.Name == name);
        (int code, _, string complaint) = ToolRunner.Run("git", "-C", RepositoryPaths.Root, "apply", "--check", mutant.File);
        Assert.That(code, Is.Zero, complaint);
        Assert.That(File.Exists(Path.Combine(RepositoryPaths.Root, "Tests", mutant.Suite, mutant.Suite + ".csproj")), Is.True, mutant.Suite);
        Assert.That(mutant.Kernel is null || File.Exists(Path.Combine(RepositoryPaths.Root, mutant.Kernel)), Is.True, mutant.Kernel);
    }

    [Test]
    public void FindAll_FileWithoutAHeader_SaysWhichIsMissing()
    {
        using TemporaryFolder folder = new();
        string mutants = folder["Tests/Mutants"];
        Directory.CreateDirectory(mutants);
        File.WriteAllText(Path.Combine(mutants, "one.patch"), "Title: something\nSuite: Pci.Tests\n---\n");
        Assert.That(() => Mutant.FindAll(folder["."]), Throws.TypeOf<FormatException>().With.Message.Contains("'Filter: ...'"));
    }

    private static IEnumerable<string> Mutants() => Mutant.FindAll(RepositoryPaths.Root).Select(mutant => mutant.Name);
}
