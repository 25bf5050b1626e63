using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The table of verbs in docs/nvme.md against the shell and the tree.</summary>
internal sealed class NvmeTableTests
{
    private const string Header = "| Verb | Where | Tested |";

    private static string Root { get; } = FindRoot();

    private static IReadOnlyList<(string[] Verbs, string[] Files, string[] Tests)> Rows { get; } = Read();

    [Test]
    public void Table_Verbs_AreThoseOfTheShell()
    {
        FakeTerminal terminal = new();
        new ShellSession(terminal, new FakeMachine(), new FakeLog()).RunScript("nvme help");
        string[] verbs = Regex.Matches(terminal.Output, "(?m)^  ([a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)?)(?=  |$)").Select(match => match.Groups[1].Value).ToArray();
        Assert.That(verbs, Has.Length.GreaterThan(60).And.Unique);
        Assert.That(Rows.SelectMany(row => row.Verbs), Is.Unique.And.EquivalentTo(verbs));
    }

    [TestCaseSource(nameof(Named))]
    public void Table_Files_AreThere(string[] verbs, string[] files, string[] tests)
    {
        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(name => Find(name, "Drivers", "Kernel").Length == 0), Is.Empty);
        Assert.That(tests.Where(name => Find(name + ".cs", "Tests").Length == 0), Is.Empty);
        Assert.That(verbs, Is.Not.Empty);
    }

    // A test that never says a verb's name does not try it.
    [TestCaseSource(nameof(Named))]
    public void Table_Tests_UseTheVerbs(string[] verbs, string[] files, string[] tests)
    {
        string text = string.Concat(tests.SelectMany(name => Find(name + ".cs", "Tests")).Select(File.ReadAllText));
        text += tests.Contains("NvmeCliTests") ? string.Concat(Find("*.commands", "Tests").Select(File.ReadAllText)) : string.Empty;
        Assert.That(verbs.Where(verb => !Regex.IsMatch(text, $@"(nvme |^|"")({Regex.Escape(verb)})([ ;]|""|$)", RegexOptions.Multiline)), Is.Empty, $"{string.Join(", ", tests)} ({files.Length} files)");
    }

    private static IEnumerable<TestCaseData> Named() => Rows.Select(row => new TestCaseData(row.Verbs, row.Files, row.Tests).SetArgDisplayNames(row.Verbs[0]));

    private static string[] Find(string name, params string[] folders) =>
        [.. folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), name, SearchOption.AllDirectories))];

    private static List<(string[] Verbs, string[] Files, string[] Tests)> Read()
    {
        IEnumerable<string> rows = File.ReadLines(Path.Combine(Root, "docs", "nvme.md")).SkipWhile(line => line != Header).Skip(2).TakeWhile(line => line.StartsWith('|'));
        return [.. rows.Select(row => row.Split('|')).Select(cells => (Code(cells[1]), Code(cells[2]), Code(cells[3])))];
    }

    private static string[] Code(string cell) => [.. Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value)];

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CosmosNvme.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie in the repository.");
    }
}
