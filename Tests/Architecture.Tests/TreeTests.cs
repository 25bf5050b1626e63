using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>Rules about the tree that a compiler does not see.</summary>
[TestFixture]
internal sealed partial class TreeTests
{
    /// <summary>A file is about one thing; one that grows beyond this is about two.</summary>
    private const int MaximumLines = 400;

    /// <summary>Built by tests or by strangers, not with the rest.</summary>
    private static readonly string[] s_outsideTheSolution = ["Samples/Outside/", "Tests/Nucleus.Proof/BadSample/"];

    [Test]
    public void Solution_EveryProject_IsInIt()
    {
        string solution = Repository.Read("CosmosNvme.sln").Replace('\\', '/');
        IEnumerable<string> missing = Projects()
            .Where(project => !s_outsideTheSolution.Any(folder => project.StartsWith(folder, StringComparison.Ordinal)))
            .Where(project => !solution.Contains($"\"{project}\""));

        Assert.That(missing, Is.Empty, "Add these with: dotnet sln CosmosNvme.sln add <project>");
    }

    [Test]
    public void Solution_EveryEntry_Exists()
    {
        IEnumerable<string> stale = SolutionEntry().Matches(Repository.Read("CosmosNvme.sln"))
            .Select(match => match.Groups[1].Value.Replace('\\', '/'))
            .Where(project => !File.Exists(Path.Combine(Repository.Root, project)));

        Assert.That(stale, Is.Empty, "Remove these with: dotnet sln CosmosNvme.sln remove <project>");
    }

    [Test]
    public void Solution_Platforms_AreOne() =>
        Assert.That(Repository.Read("CosmosNvme.sln"), Does.Not.Contain("|x64").And.Not.Contain("|x86"), "dotnet sln adds these; remove them with: sed -i '/|x64\\|x86/d' CosmosNvme.sln");

    [Test]
    public void Layers_EveryProject_IsListed()
    {
        HashSet<string> listed = Layers().Select(layer => $"{layer.Folder}/{layer.Name}.csproj").ToHashSet();
        IEnumerable<string> missing = Projects()
            .Where(project => !project.StartsWith("Samples/Outside/", StringComparison.Ordinal))
            .Where(project => !listed.Contains(project));

        Assert.That(missing, Is.Empty, "Add these to Kernel/Build/Layers.props.");
    }

    [Test]
    public void Layers_EveryReference_NamesALayer()
    {
        HashSet<string> names = Layers().Select(layer => layer.Name).ToHashSet();
        Assert.That(Layers().SelectMany(layer => layer.References).Where(reference => !names.Contains(reference)), Is.Empty);
    }

    [Test]
    public void Layers_References_FormNoCycle()
    {
        Dictionary<string, string[]> remaining = Layers().ToDictionary(layer => layer.Name, layer => layer.References);
        while (remaining.FirstOrDefault(layer => !layer.Value.Any(remaining.ContainsKey)).Key is string leaf)
        {
            remaining.Remove(leaf);
        }

        Assert.That(remaining.Keys, Is.Empty, "These reference one another in a circle.");
    }

    [Test]
    public void Source_EveryFile_IsShort()
    {
        IEnumerable<string> tooLong = Repository.Files(".cs", ".S", ".inc")
            .Select(path => (Path: path, Lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.Lines > MaximumLines)
            .Select(file => $"{file.Path}: {file.Lines} lines");

        Assert.That(tooLong, Is.Empty, $"More than {MaximumLines} lines: split these by subject.");
    }

    [Test]
    public void Source_NoFile_SwitchesASafetyRuleOff()
    {
        IEnumerable<string> offenders = Repository.Files(".cs", ".csproj", ".props", ".targets")
            .Where(path => Path.GetFileName(path) != nameof(TreeTests) + ".cs")
            .Where(path => SuppressedRule().IsMatch(Repository.Read(path)));

        Assert.That(offenders, Is.Empty, "RS0030 and the COSMOS rules are not to be suppressed.");
    }

    [Test]
    public void SafetyPage_EveryUnsafePlace_IsListed() => Assert.That(UnsafePlaces().Except(ListedPlaces()), Is.Empty, "Add these to docs/safety.md with their invariant.");

    [Test]
    public void SafetyPage_EveryEntry_IsStillUnsafe() => Assert.That(ListedPlaces().Except(UnsafePlaces()), Is.Empty, "Remove these from docs/safety.md.");

    [Test]
    public void SafetyPage_EveryEntry_StatesAnInvariant() =>
        Assert.That(SafetyEntries().Where(entry => entry.Invariant.Length < 20).Select(entry => entry.Place), Is.Empty);

    [Test]
    public void Tests_WhereMachinesAreStarted_FailedMachinesAreSaved()
    {
        string[] projects = [.. Projects().Where(project => project.EndsWith(".Tests.csproj", StringComparison.Ordinal)).Select(project => Path.GetDirectoryName(project) + "/")];
        ILookup<string?, string> sources = Repository.Files(".cs").ToLookup(path => projects.FirstOrDefault(project => path.StartsWith(project, StringComparison.Ordinal)), Repository.Read);
        string[] starting = [.. projects.Where(project => sources[project].Any(text => MachineStart().IsMatch(text)))];

        Assert.That(starting, Is.Not.Empty);
        Assert.That(starting.Where(project => !sources[project].Any(text => text.Contains("[assembly: SavesFailedMachines]"))), Is.Empty, "Add [assembly: SavesFailedMachines] of Lab.Testing to these.");
    }

    [Test]
    public void Tests_ThatAreNotRun_AreDeclaredInAProfile()
    {
        string[] offenders = [.. Repository.Files(".cs").Where(path => path.StartsWith("Tests/", StringComparison.Ordinal) && LeftOutTest().IsMatch(Repository.Read(path)))];

        // The second leaves tests out for a profile's reason; the first are what the test runner's own tests run and look at.
        string[] allowed = ["Tests/Kernel.Tests/Runner/OutcomeTests.cs", "Tests/Lab.Testing/ProfileMatrix.cs"];
        Assert.That(offenders, Is.EqualTo(allowed), "Tests are left out only on a machine whose profile says why (Exclusion).");
    }

    /// <summary>Folders of the nucleus, files of every other layer that may be unsafe and is not a test.</summary>
    private static IEnumerable<string> UnsafePlaces()
    {
        return Repository.Files(".cs", ".S")
            .Where(path => path.StartsWith("Kernel/", StringComparison.Ordinal))
            .Where(path => Path.GetExtension(path) == ".S" || UnsafeKeyword().IsMatch(Repository.Read(path)))
            .Select(path => path.StartsWith("Kernel/Nucleus/", StringComparison.Ordinal) ? Path.GetDirectoryName(path) + "/" : path)
            .Distinct();
    }

    private static IEnumerable<string> ListedPlaces() => SafetyEntries().Select(entry => entry.Place);

    private static IEnumerable<(string Place, string Invariant)> SafetyEntries() => SafetyRow()
        .Matches(Repository.Read("docs/safety.md"))
        .Select(match => (match.Groups[1].Value, match.Groups[2].Value.Trim()));

    private static IEnumerable<string> Projects() => Repository.Files(".csproj");

    private static IEnumerable<(string Name, string Folder, string[] References)> Layers() => XDocument
        .Parse(Repository.Read("Kernel/Build/Layers.props"))
        .Descendants("CosmosLayer")
        .Select(layer => (
            (string)layer.Attribute("Include")!,
            (string)layer.Attribute("Folder")!,
            ((string?)layer.Attribute("References") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex("= \"[^\"]+\", \"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionEntry();

    [GeneratedRegex(@"^\| `(Kernel/[^`]+)` \|(.*)\|\s*$", RegexOptions.Multiline)]
    private static partial Regex SafetyRow();

    // The keyword, or a helper that does the same without it; not in a comment or a string.
    [GeneratedRegex(@"^[^/""]*\b(unsafe\b|(Unsafe|MemoryMarshal|Marshal|NativeMemory|GCHandle)[.<])", RegexOptions.Multiline)]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex(@"[^\w.]Machine\.(Run|Start)\(")]
    private static partial Regex MachineStart();

    [GeneratedRegex(@"^\s*\[(Ignore|Explicit)\b|\bAssert\.(Ignore|Inconclusive)\(|\bAssume\.That|\bdata\.(Ignore|Explicit)\(|\)\.(Ignore|Explicit)\(", RegexOptions.Multiline)]
    private static partial Regex LeftOutTest();

    [GeneratedRegex("pragma warning disable (RS0030|COSMOS)|SuppressMessage\\([^)]*RS0030|<NoWarn>[^<]*(RS0030|COSMOS)")]
    private static partial Regex SuppressedRule();
}
