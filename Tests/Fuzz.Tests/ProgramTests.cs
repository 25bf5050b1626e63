using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Fuzz.Tests;

/// <summary>The fuzzer from outside.</summary>
[TestFixture, Category("Fuzz")]
internal sealed class ProgramTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("fuzz-tests-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Run_InstrumentedCode_GuidesByCoverage()
    {
        (int status, string output) = FuzzProgram.Fuzz("mbr", _folder, 2000, 60, 1);

        Assert.That(status, Is.EqualTo(Program.NothingFound), output);
        Assert.That(FuzzProgram.Number(output, "executions"), Is.GreaterThanOrEqualTo(2000));
        Assert.That(FuzzProgram.Number(output, "coverage"), Is.GreaterThan(100), "instrumented branches are counted");
        Assert.That(FuzzProgram.Number(output, "corpus"), Is.GreaterThan(FuzzTargets.Find("mbr")!.Seeds().Count()), "inputs that go further are kept");
    }

    [TestCase("no-such-target")]
    [TestCase]
    [TestCase("gpt", "--seconds", "much")]
    [TestCase("gpt", "--replay", "/no/such/file")]
    public void Run_WrongUse_Is2AndSaysWhy(params string[] arguments)
    {
        (int status, string output) = FuzzProgram.Run(arguments);

        Assert.That(status, Is.EqualTo(Program.Usage));
        Assert.That(output, Is.Not.Empty);
    }

    [Test]
    public void List_NamesEveryTarget()
    {
        (int status, string output) = FuzzProgram.Run("--list");

        Assert.That(status, Is.EqualTo(Program.NothingFound));
        Assert.That(FuzzTargets.All.Where(target => !output.Contains(target.Name)), Is.Empty);
    }

    [Test]
    public void Replay_SoundInput_Is0()
    {
        string file = Path.Combine(_folder, "input");
        File.WriteAllBytes(file, FuzzTargets.Find("gpt")!.Seeds().First());

        (int status, string output) = FuzzProgram.Run("gpt", "--replay", file);

        Assert.That(status, Is.EqualTo(Program.NothingFound), output);
        Assert.That(output, Does.Contain("nothing found"));
    }

    [Test]
    public void Run_TwoOfOneTarget_DoNotDisturbEachOther()
    {
        (int Status, string Output)[] runs = new (int, string)[2];
        Parallel.For(0, runs.Length, run => runs[run] = FuzzProgram.Fuzz("mbr", _folder, 3000, 60, run));

        Assert.That(runs.Select(run => run.Status), Is.All.EqualTo(Program.NothingFound), string.Join('\n', runs.Select(run => run.Output)));
        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Is.Empty, "no files are left behind");
    }

    [TestCase("throw", "InvalidOperationException in PlantedTarget")]
    [TestCase("rule", "broken rule: planted")]
    [TestCase("hoard", "allocation")]
    [TestCase("unsteady", "unsteady")]
    [TestCase("fault", "the process ended with status")]
    [TestCase("hang", "no end after", Category = "Long")]
    public void Run_PlantedFault_IsFoundAndKeptForReplay(string word, string shown)
    {
        (int status, string output) = FuzzProgram.Fuzz(PlantedTarget.NamePrefix + word, _folder, 5000, 120, 1);

        Assert.That(status, Is.EqualTo(Program.SomethingFound), output);
        Assert.That(output, Does.Contain(shown).And.Contain("base64 ").And.Contain("--replay "));
        string[] kept = Directory.GetFiles(Path.Combine(_folder, PlantedTarget.NamePrefix + word), "*.bin");
        Assert.That(kept, Is.Not.Empty);
        Assert.That(File.ReadAllBytes(kept[0]).AsSpan(0, 1).ToArray(), Is.EqualTo(new[] { (byte)word[0] }));
    }
}
