using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A figure that is kept holds in both directions, unless it says why not.</summary>
internal sealed class InstructionFileTests
{
    private static readonly InstructionFigure[] s_kept = [new("steady", 1000), new("small", 46), new("bounded", AtMost: 220, Why: "because")];

    [TestCase(1000, 46, 220)]
    [TestCase(1030, 48, 1)]
    [TestCase(970, 44, 100)]
    public void Judge_CountsWithinTheirTolerance_AreRight(long steady, long small, long bounded) =>
        Assert.That(InstructionFile.Judge(s_kept, Counts(steady, small, bounded)), Is.Empty);

    [TestCase(1031, 46, 220, "steady: 1031 instead of 1000: it became dearer")]
    [TestCase(969, 46, 220, "it became cheaper: update the file")]
    [TestCase(1000, 49, 220, "small: 49 instead of 46: it became dearer")]
    [TestCase(1000, 43, 220, "small: 43 instead of 46: it became cheaper")]
    [TestCase(1000, 46, 221, "bounded: 221, and 220 is the most: because")]
    public void Judge_ACountOutsideItsTolerance_IsWrong(long steady, long small, long bounded, string complaint)
    {
        IReadOnlyList<string> complaints = InstructionFile.Judge(s_kept, Counts(steady, small, bounded));
        Assert.That(complaints, Has.Count.EqualTo(1));
        Assert.That(complaints[0], Does.Contain(complaint));
    }

    [Test]
    public void Judge_AFigureThatIsNotCounted_IsWrong() =>
        Assert.That(InstructionFile.Judge(s_kept, new Dictionary<string, long> { ["steady"] = 1000, ["small"] = 46 }), Is.EqualTo(new[] { "bounded: not counted" }));

    [Test]
    public void Judge_ACountThatIsNotKept_IsWrong()
    {
        Dictionary<string, long> counts = Counts(1000, 46, 220);
        counts["new"] = 5;
        Assert.That(InstructionFile.Judge(s_kept, counts), Is.EqualTo(new[] { "new: not kept in the file" }));
    }

    [Test]
    public void Update_Counts_ChangeOnlyWhatIsWrong()
    {
        Dictionary<string, long> counts = Counts(1029, 60, 1);
        counts["new"] = 5;
        InstructionFigure[] updated = [.. InstructionFile.Update(s_kept, counts)];
        Assert.That(updated, Is.EqualTo(new[] { s_kept[0], s_kept[1] with { Instructions = 60 }, s_kept[2], new InstructionFigure("new", 5) }));
        Assert.That(InstructionFile.Judge(updated, counts), Is.Empty);
    }

    [Test]
    public void Parse_WhatWasFormatted_IsTheSame() => Assert.That(InstructionFile.Parse(InstructionFile.Format(s_kept)), Is.EqualTo(s_kept));

    [Test]
    public void KeptFile_IsInTheFormThatIsWritten()
    {
        string text = File.ReadAllText(InstructionFile.Kept);
        Assert.That(InstructionFile.Format(InstructionFile.Parse(text)), Is.EqualTo(text));
    }

    [TestCase("""[{"figure":"a"}]""")]
    [TestCase("""[{"figure":"a","atMost":5}]""")]
    [TestCase("""[{"figure":"a","atMost":5,"why":" "}]""")]
    [TestCase("""[{"figure":"a","instructions":5,"atMost":5,"why":"because"}]""")]
    [TestCase("""[{"figure":"a","instructions":0}]""")]
    [TestCase("""[{"figure":"a","instructions":5},{"figure":"a","instructions":6}]""")]
    public void Parse_AFigureThatIsNotSound_IsRefused(string text) => Assert.That(() => InstructionFile.Parse(text), Throws.TypeOf<InvalidDataException>());

    private static Dictionary<string, long> Counts(params long[] counts) =>
        s_kept.Zip(counts).ToDictionary(pair => pair.First.Figure, pair => pair.Second);
}
