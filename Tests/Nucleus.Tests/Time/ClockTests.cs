using System;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class ClockTests
{
    private const ulong SlowestTsc = 100_000_000;
    private const ulong FastestTsc = 8_000_000_000;
    private const ulong Year = 365UL * 24 * 3600 * Clock.NanosecondsPerSecond;

    [Test]
    public void Scale_AnyFactors_IsTheExactProduct() => Property.Holds(
        Gen.Select(Gen.ULong, Gen.ULong),
        pair => Check(Clock.Scale(pair.Item1, pair.Item2) == (ulong)(((UInt128)pair.Item1 * pair.Item2) >> 32)));

    [Test]
    public void Ratio_AnyFrequency_IsExactlyRoundedDown() => Property.Holds(
        Gen.Select(Gen.ULong[1, 1UL << 40], Gen.ULong[1UL << 16, 1UL << 40]),
        pair => Check(Clock.Ratio(pair.Item1, pair.Item2) == (ulong)(((UInt128)pair.Item1 << 32) / pair.Item2)));

    [TestCase(1_000_000_000UL, 1UL << 32)]
    [TestCase(2_000_000_000UL, 1UL << 31)]
    [TestCase(100_000_000UL, 10UL << 32)]
    public void Initialize_RoundFrequency_HasAnExactFactor(ulong hertz, ulong factor)
    {
        Clock.Initialize(hertz);
        Assert.That(Clock.VdsoFactor, Is.EqualTo(factor));
        Assert.That(Clock.ToNanoseconds(hertz), Is.EqualTo(Clock.NanosecondsPerSecond));
        Assert.That(Clock.ToTicks(Clock.NanosecondsPerSecond), Is.InRange(hertz, hertz + 2));
    }

    [Test]
    public void ToNanoseconds_AYearOfTicks_IsAYear()
    {
        // The error of a factor of 32 fractional bits: less than 10^-9 at this frequency.
        Clock.Initialize(2_893_202_000);
        ulong year = Clock.ToNanoseconds(2_893_202_000UL * 365 * 24 * 3600);
        Assert.That(Year - year, Is.LessThan(Year / 1_000_000_000));
    }

    [Test]
    public void ToTicks_AnyDeadline_IsReachedThenAndNotMuchLater() => Property.Holds(
        Gen.Select(Gen.ULong[SlowestTsc, FastestTsc], Gen.Select(Gen.ULong[0, Year], Gen.Int[0, 54], (time, shift) => time >> shift)),
        input =>
        {
            (ulong hertz, ulong deadline) = input;
            Clock.Initialize(hertz);
            ulong tick = (Clock.NanosecondsPerSecond / hertz) + 1;
            ulong reached = Clock.ToNanoseconds(Clock.ToTicks(deadline));
            Check(reached >= deadline);
            Check(reached - deadline <= (4 * tick) + 16);
        });

    [TestCase(1UL << 60)]
    [TestCase(ulong.MaxValue - 1)]
    [TestCase(ulong.MaxValue)]
    public void ToTicks_Never_IsNever(ulong deadline)
    {
        Clock.Initialize(2_500_000_000);
        Assert.That(Clock.ToTicks(deadline), Is.EqualTo(ulong.MaxValue));
    }

    [Test]
    public void ToTicks_JustBeforeNever_DoesNotOverflow()
    {
        Clock.Initialize(FastestTsc);
        Assert.That(Clock.ToTicks((1UL << 60) - 1), Is.InRange((1UL << 63) - (1UL << 40), (1UL << 63) + (1UL << 40)));
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The arithmetic is wrong.");
        }
    }
}
