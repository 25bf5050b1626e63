using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>Each rule of the build fires. All samples are built in one go, once.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Self)]
[Category("Long")]
internal sealed class BuildRuleTests
{
    private readonly ScratchRepository _repository = new();
    private string[] _lines = [];

    [OneTimeSetUp]
    public void BuildSamples()
    {
        foreach (RuleSample sample in RuleSamples.All)
        {
            _repository.Write(sample.Project + ".csproj", sample.ProjectFile);
            _repository.Write($"{Path.GetDirectoryName(sample.Project)}/{Path.GetFileName(sample.Project)}.cs", sample.Source);
        }

        IEnumerable<string> projects = RuleSamples.All.Select(sample => $"  <Project Path=\"{sample.Project}.csproj\" />");
        _repository.Write("Samples.slnx", $"<Solution>\n{string.Join('\n', projects)}\n</Solution>");

        (int _, string output) = Dotnet.Run(_repository.Root, "build", "Samples.slnx", "-nologo", "-v:quiet", "-clp:NoSummary", "-m:2");
        _lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
    }

    [OneTimeTearDown]
    public void RemoveSamples() => _repository.Dispose();

    [TestCase("Kernel/Abstractions/Abstractions")]
    [TestCase("Kernel/Nucleus/Nucleus")]
    [TestCase("Kernel/Hal/Hal")]
    public void Build_ProjectKeepsTheRules_Succeeds(string project) => Assert.That(ErrorsOf(project), Is.Empty);

    [TestCase("Stray/Stranger/Stranger", "COSMOS001", "Kernel/Build/Layers.props", TestName = "Build_UnknownProject_Fails")]
    [TestCase("Stray/Nucleus.Tests/Nucleus.Tests", "COSMOS002", "places it in Tests/Nucleus.Tests", TestName = "Build_LayerNameInAnotherFolder_Fails")]
    [TestCase("Tests/Shell.Tests/Shell.Tests", "COSMOS003", "Innocent", TestName = "Build_AssemblyUnderAnotherName_Fails")]
    [TestCase("Kernel/Image/Image", "COSMOS004", "AllowUnsafeBlocks", TestName = "Build_UnsafeSwitchOutsideItsLayers_Fails")]
    [TestCase("Tests/Boot.Tests/Boot.Tests", "CS0227", "/unsafe", TestName = "Build_UnsafeKeywordOutsideItsLayers_Fails")]
    [TestCase("Drivers/Nvme/Nvme", "COSMOS005", "references Hal", TestName = "Build_ForbiddenReference_Fails")]
    [TestCase("Kernel/Shell/Shell", "COSMOS005", "references Nucleus", TestName = "Build_ReferenceThroughAnotherLayer_Fails")]
    [TestCase("Kernel/System/System", "CS0246", "'Nucleus'", TestName = "Build_TypeOfAnotherLayersReference_IsNotSeen")]
    [TestCase("Drivers/Nvme.Pci/Nvme.Pci", "COSMOS005", "references Nucleus", TestName = "Build_ReferenceToAFile_Fails")]
    [TestCase("Storage/Storage", "COSMOS006", "references Iced", TestName = "Build_UnlistedPackageInTheKernel_Fails")]
    [TestCase("Pci/Pci", "COSMOS007", "Kernel/Hal/Hal.cs", TestName = "Build_SourceOfAnotherLayer_Fails")]
    public void Build_LayerRuleBroken_Fails(string project, string code, string text) =>
        Assert.That(ErrorsOf(project), Has.Some.Contains($"error {code}").And.Some.Contains(text));

    [TestCase("CS1591", TestName = "Build_PublicMemberWithoutDocumentation_Fails")]
    [TestCase("IDE0161", TestName = "Build_BlockNamespace_Fails")]
    [TestCase("IDE0011", TestName = "Build_MissingBraces_Fails")]
    [TestCase("IDE0008", TestName = "Build_VarHidesTheType_Fails")]
    [TestCase("IDE0005", TestName = "Build_UnusedUsing_Fails")]
    [TestCase("IDE0040", TestName = "Build_MissingAccessibility_Fails")]
    [TestCase("IDE1006", TestName = "Build_FieldWithoutUnderscore_Fails")]
    [TestCase("CA1852", TestName = "Build_TypeNotSealed_Fails")]
    [TestCase("CA2201", TestName = "Build_BareException_Fails")]
    public void Build_StyleRuleBroken_Fails(string code) => Assert.That(ErrorsOf("Tools/Cosmos/Cosmos"), Has.Some.Contains($"error {code}"));

    [Test]
    public void Build_BannedSymbolUsed_FailsForEverySymbol()
    {
        List<string> errors = [.. ErrorsOf("Tools/ImageTool/ImageTool").Where(line => line.Contains("error RS0030"))];
        string[] missing = BannedSymbols().Where(symbol => !errors.Any(error => error.Contains($"'{symbol}'"))).ToArray();

        Assert.That(missing, Is.Empty, "No error for these. The build said:\n" + string.Join('\n', ErrorsOf("Tools/ImageTool/ImageTool")));
    }

    /// <summary>The symbols as the analyzer names them: the last part of the name, with its type parameters.</summary>
    private static IEnumerable<string> BannedSymbols()
    {
        foreach (string line in Repository.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = line[2..line.IndexOf(';')];
            yield return line.StartsWith("M:", StringComparison.Ordinal)
                ? name["System.".Length..].Replace("`1", "<T>") + "()"
                : name[(name.LastIndexOf('.') + 1)..].Replace("`1", "<T>");
        }
    }

    private IEnumerable<string> ErrorsOf(string project)
    {
        string suffix = $"[{Path.Combine(_repository.Root, project)}.csproj]";
        return _lines.Where(line => line.Contains(": error ") && line.EndsWith(suffix, StringComparison.Ordinal));
    }
}
