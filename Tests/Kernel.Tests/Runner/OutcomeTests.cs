using System;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runner;

/// <summary>A test for every outcome there is, for those who check the runner. None runs unless it is named.</summary>
[Explicit]
internal sealed class OutcomeTests
{
    [Test]
    public void Passes() => TestContext.Out.Write("written by the test\n");

    [Test]
    public void Fails_ByTwoAssertions() => Assert.Multiple(() =>
    {
        Assert.That(1, Is.EqualTo(2), "the first");
        Assert.That("kernel", Is.EqualTo("host"), "the second");
    });

    [Test]
    public void Fails_ByAnException() => ThrowDeep();

    [Test]
    public void Skips() => Assert.Ignore("because it says so");

    [Test]
    public void Warns() => Assert.Warn("of something");

    [Test]
    public void ComesToNoResult() => Assert.Inconclusive("for want of data");

    [Test]
    [DestructiveTest]
    public void Destroys() => Assert.That(KernelContext.DestructiveDisk.IsReadOnly, Is.False);

    [Test]
    public void Passes_WithMuchOutput()
    {
        for (int line = 0; line < 20_000; line++)
        {
            TestContext.Out.WriteLine($"line {line}");
        }
    }

    [Test]
    public void Passes_WithConsoleTextThatLooksLikeFrames()
    {
        Console.OpenStandardOutput().Write([0x43, 0x4B, 0x54, 0xFE, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Pass();
    }

    private static void ThrowDeep() => throw new InvalidOperationException("thrown on purpose");
}
