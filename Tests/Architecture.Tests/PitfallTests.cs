using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>Every known pitfall of NVMe drivers is a named test somewhere, or one of few that the page of the tests says cannot be one.</summary>
[TestFixture]
internal sealed partial class PitfallTests
{
    private const string Page = "docs/testing.md";
    private const int Pitfalls = 50;

    /// <summary>Pitfalls that may be left to hardware that nobody has here.</summary>
    private const int MostUntested = 8;

    [Test]
    public void Pitfall_EveryOne_IsATestOrNamesTheMissingHardware()
    {
        HashSet<int> covered = [.. Tested().Select(test => test.Number), .. Untested().Select(row => row.Number)];
        Assert.That(Enumerable.Range(1, Pitfalls).Except(covered), Is.Empty, $"Write tests with [Category(\"Pitfall\")] and [Property(\"Pitfall\", N)] for these; the list is in {Page}.");
    }

    [Test]
    public void Pitfall_EveryOne_IsOnThePage() =>
        Assert.That(PageRow().Matches(Repository.Read(Page)).Select(match => Number(match.Groups[1])), Is.EqualTo(Enumerable.Range(1, Pitfalls)));

    [Test]
    public void Untested_Pitfalls_AreFewAndNameTheirHardware()
    {
        (int Number, string Hardware)[] rows = Untested().ToArray();
        Assert.That(rows, Has.Length.LessThanOrEqualTo(MostUntested));
        Assert.That(rows.Where(row => row.Hardware.Length < 20), Is.Empty);
        Assert.That(rows.Select(row => row.Number).Intersect(Tested().Select(test => test.Number)), Is.Empty, "These have tests: take them off the list.");
    }

    [Test]
    public void Tests_OfPitfalls_CarryTheCategoryAndARealNumber()
    {
        Assert.That(Tested().Where(test => !test.HasCategory || test.Number is < 1 or > Pitfalls).Select(test => $"{test.Path}: {test.Number}"), Is.Empty);
        Assert.That(Tested().Where(test => !test.IsOnATest).Select(test => $"{test.Path}: {test.Number}"), Is.Empty, "The attribute belongs on a test or its fixture.");
    }

    private static IEnumerable<(string Path, int Number, bool HasCategory, bool IsOnATest)> Tested() =>
        from path in Repository.Files(".cs")
        where path.StartsWith("Tests/", StringComparison.Ordinal) && !path.EndsWith($"/{nameof(PitfallTests)}.cs", StringComparison.Ordinal)
        let source = Repository.Read(path)
        from Match block in AttributeBlock().Matches(source)
        let hasCategory = block.Value.Contains("[Category(\"Pitfall\")]", StringComparison.Ordinal) || CategoryOfFixture().IsMatch(source)
        let isOnATest = IsTest().IsMatch(block.Value)
        from Match number in PitfallProperty().Matches(block.Value)
        select (path, Number(number.Groups[1]), hasCategory, isOnATest);

    private static IEnumerable<(int Number, string Hardware)> Untested() => UntestedRow()
        .Matches(Repository.Read(Page))
        .Select(match => (Number(match.Groups[1]), match.Groups[2].Value.Trim()));

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    // Attributes of one member, each on lines of its own, and the line that they lead to.
    [GeneratedRegex(@"(^[ \t]*\[[^\r\n]*\][ \t]*\r?\n)+[^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex AttributeBlock();

    [GeneratedRegex(@"\[Property\(""Pitfall"", (\d+)\)\]")]
    private static partial Regex PitfallProperty();

    [GeneratedRegex(@"^\[Category\(""Pitfall""\)\]\s(\[[^\r\n]*\]\s)*\w[\w ]* class ", RegexOptions.Multiline)]
    private static partial Regex CategoryOfFixture();

    [GeneratedRegex(@"\[Test\b|\[TestCase|\[TestFixture|\bclass \w+Tests\b")]
    private static partial Regex IsTest();

    // | 12 | what goes wrong |
    [GeneratedRegex(@"^\| (\d+) \| [^|]+ \|\s*$", RegexOptions.Multiline)]
    private static partial Regex PageRow();

    // | 12 | what goes wrong | what would be needed |
    [GeneratedRegex(@"^\| (\d+) \| [^|]+ \| ([^|]+) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex UntestedRow();
}
