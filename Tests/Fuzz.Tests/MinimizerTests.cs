using System;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Fuzz.Tests;

/// <summary>How inputs that show a fault are made smaller.</summary>
[TestFixture]
internal sealed class MinimizerTests
{
    [Test]
    public void Minimize_ThreeBytesMatter_LeavesTheseThree()
    {
        byte[] input = [.. Enumerable.Range(0, 500).Select(number => (byte)(number % 250))];

        byte[] small = new Minimizer(candidate => candidate.Contains((byte)7) && candidate.Contains((byte)99) && candidate.Contains((byte)200), 100_000).Minimize(input);

        Assert.That(small, Is.EquivalentTo(new byte[] { 7, 99, 200 }));
    }

    [Test]
    public void Minimize_OnlyTheLengthMatters_ClearsTheBytes() =>
        Assert.That(new Minimizer(candidate => candidate.Length >= 10, 100_000).Minimize([.. Enumerable.Repeat((byte)5, 64)]), Is.EqualTo(new byte[10]));

    [Test]
    public void Minimize_FewTries_KeepsTheFault()
    {
        int tries = 0;
        byte[] small = new Minimizer(candidate => ++tries > 0 && candidate.AsSpan().IndexOf((byte)9) >= 0, 10).Minimize([.. Enumerable.Repeat((byte)1, 64), 9]);

        Assert.That(small, Does.Contain((byte)9));
        Assert.That(tries, Is.LessThanOrEqualTo(10));
    }
}
