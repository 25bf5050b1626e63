using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Fuzz.Tests;

/// <summary>How inputs are changed.</summary>
[TestFixture]
internal sealed class MutatorTests
{
    private static readonly byte[] s_parent = [.. Enumerable.Range(0, 100).Select(number => (byte)number)];
    private static readonly byte[] s_other = [.. Enumerable.Repeat((byte)0xEE, 100)];

    [Test]
    public void Mutate_SameSeed_GivesTheSame()
    {
        Mutator first = new(7, 200, [[1, 2, 3]]);
        Mutator second = new(7, 200, [[1, 2, 3]]);
        for (int round = 0; round < 1000; round++)
        {
            Assert.That(first.Mutate(s_parent, s_other), Is.EqualTo(second.Mutate(s_parent, s_other)));
        }
    }

    [Test]
    public void Mutate_AnyInput_KeepsTheBoundAndTheParent()
    {
        Mutator mutator = new(1, 120, [new byte[500]]);
        byte[] parent = (byte[])s_parent.Clone();
        for (int round = 0; round < 5000; round++)
        {
            Assert.That(mutator.Mutate(parent, s_other), Has.Length.LessThanOrEqualTo(120));
        }

        Assert.That(parent, Is.EqualTo(s_parent));
    }

    [Test]
    public void Mutate_EmptyInput_Grows() =>
        Assert.That(Results(new Mutator(1, 10, []), [], []).Any(input => input.Length > 0), Is.True);

    [TestCase(0xFFFFFFFFu)]
    [TestCase(0x80000000u)]
    [TestCase(0x10000u)]
    public void Mutate_Fields_GetNumbersAtTheEndsOfRanges(uint number) =>
        Assert.That(Results(new Mutator(1, 100, []), s_parent, s_other).Count(input => input.AsSpan().IndexOf(BitConverter.GetBytes(number)) >= 0), Is.GreaterThan(5));

    [Test]
    public void Mutate_Words_AppearWhole() =>
        Assert.That(Results(new Mutator(1, 100, ["EFI PART"u8.ToArray()]), s_parent, s_other).Count(input => input.AsSpan().IndexOf("EFI PART"u8) >= 0), Is.GreaterThan(50));

    [Test]
    public void Mutate_OtherInput_LendsPieces() =>
        Assert.That(Results(new Mutator(1, 200, []), s_parent, s_other).Count(input => input.AsSpan().IndexOf(s_other.AsSpan(0, 4)) >= 0), Is.GreaterThan(50));

    private static List<byte[]> Results(Mutator mutator, byte[] parent, byte[] other) => [.. Enumerable.Range(0, 3000).Select(_ => mutator.Mutate(parent, other))];
}
