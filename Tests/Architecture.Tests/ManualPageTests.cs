using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>Every statement of NetBSD's manual page nvme(4) is a named test.</summary>
[TestFixture]
internal sealed partial class ManualPageTests
{
    private const string Page = "docs/manual-page.md";
    private const int Statements = 22;

    [Test]
    public void Statement_EveryOne_IsOnThePage() =>
        Assert.That(PageRow().Matches(Repository.Read(Page)).Select(match => Number(match.Groups[1])), Is.EqualTo(Enumerable.Range(1, Statements)));

    [Test]
    public void Statement_EveryOne_IsATest() =>
        Assert.That(Tested().Distinct().Order(), Is.EqualTo(Enumerable.Range(1, Statements)), $"Tests carry [Property(\"ManualPage\", N)]; the list is in {Page}.");

    private static IEnumerable<int> Tested() =>
        from path in Repository.Files(".cs")
        where path.StartsWith("Tests/", StringComparison.Ordinal) && !path.StartsWith("Tests/Architecture.Tests/", StringComparison.Ordinal)
        let source = Repository.Read(path)
        where source.Contains("[Category(\"ManualPage\")]", StringComparison.Ordinal)
        from Match match in TestWithNumber().Matches(source)
        select Number(match.Groups[1]);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    // The attribute among those of a test method.
    [GeneratedRegex(@"\[Property\(""ManualPage"", (\d+)\)\](?=\s*(\[[^\r\n]*\]\s*)*public )")]
    private static partial Regex TestWithNumber();

    // | 12 | what the page says |
    [GeneratedRegex(@"^\| (\d+) \| [^|]+ \|\s*$", RegexOptions.Multiline)]
    private static partial Regex PageRow();
}
