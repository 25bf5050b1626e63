using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CosmosNvme.Architecture.Tests;

/// <summary>
/// Inside the kernel NUnit finds any two tuples equal, because it compares them by reflection that the compiler has cut away: no test there may compare them.
/// </summary>
[TestFixture]
internal sealed partial class KernelTestSourceTests
{
    [Test]
    public void KernelTests_NoTuple_IsCompared()
    {
        IEnumerable<string> found = Repository.Files(".cs")
            .Where(path => path.StartsWith("Tests/Kernel.Tests/", System.StringComparison.Ordinal))
            .SelectMany(path => ComparedTuple().Matches(Repository.Read(path)).Select(match => $"{path}: {match.Value}"));
        Assert.That(found, Is.Empty, "Compare the parts, or texts made of them.");
    }

    [TestCase("Assert.That((first, second), Is.EqualTo(expected));")]
    [TestCase("Assert.That(pair, Is.EqualTo((1, Of(2, 3))));")]
    [TestCase("Assert.That(pair, Is.Not.EqualTo((Of(1), 2)));")]
    [TestCase("Assert.That(pairs, Is.EqualTo(new[] { (1, 2), (3, 4) }));")]
    [TestCase("Assert.That(pairs, Is.EquivalentTo([(1, 2)]));")]
    public void ComparedTuple_IsFound(string source) => Assert.That(source, Does.Match(ComparedTuple()));

    [TestCase("Assert.That((flags & mask) == 0, Is.True);")]
    [TestCase("Assert.That(mode, Is.EqualTo((FileAttributes)0));")]
    [TestCase("Assert.That(sum, Is.EqualTo((one + Of(2, 3)) * 4), text);")]
    [TestCase("Assert.That(numbers, Is.EqualTo(new[] { 1, 2 }));")]
    public void SomethingElse_IsNotTakenForATuple(string source) => Assert.That(source, Does.Not.Match(ComparedTuple()));

    // An argument, or the first element of a list, that begins with a parenthesis in which there is a comma: parentheses within it are skipped whole.
    [GeneratedRegex(@"(?:Assert\.That|\.EqualTo|\.EquivalentTo|\.AnyOf|\.SameAs|Contain|Contains)\((?:new\[\]\s*\{\s*|\[)?\((?:[^(),]|\((?:[^()]|(?<open>\()|(?<-open>\)))*(?(open)(?!))\))*,")]
    private static partial Regex ComparedTuple();
}
