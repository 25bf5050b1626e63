using System;
using System.Diagnostics;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Two threads are two CPUs; each has a counter of its own, which is the host's clock and an offset.</summary>
[TestFixture]
[NonParallelizable]
internal sealed unsafe class TscSyncTests
{
    private static readonly ulong s_second = (ulong)Stopwatch.Frequency;

    [ThreadStatic]
    private static long s_offset;

    [Test]
    public void Compare_CountersInStep_FindsNothing()
    {
        (bool answered, TscSkew skew) = Run(offset: 0);
        Assert.That((answered, skew.Behind, skew.Ahead), Is.EqualTo((true, 0UL, 0UL)));
    }

    [Test]
    public void Compare_OtherCounterBehind_SaysByHowMuch()
    {
        (bool answered, TscSkew skew) = Run(offset: -(long)(10 * s_second));
        Assert.That(answered, Is.True);
        Assert.That(skew.Ahead, Is.Zero);
        Assert.That(skew.Behind, Is.InRange(9 * s_second, 10 * s_second));
    }

    [Test]
    public void Compare_OtherCounterAhead_SaysByHowMuch()
    {
        (bool answered, TscSkew skew) = Run(offset: (long)(10 * s_second));
        Assert.That(answered, Is.True);
        Assert.That(skew.Behind, Is.Zero);
        Assert.That(skew.Ahead, Is.InRange(9 * s_second, 10 * s_second));
    }

    [Test]
    public void Compare_CpuThatDoesNotAnswer_GivesUp()
    {
        TscSync.Use(&ReadClock, s_second / 1000, s_second / 100);
        TscSync.Reset();
        TscSkew skew = default;
        Assert.That(TscSync.Compare(&skew), Is.False);
        Assert.That(skew.IsSkewed, Is.False);
    }

    [TestCase(10UL, 12UL, 14UL, 0UL, 0UL)]
    [TestCase(10UL, 10UL, 10UL, 0UL, 0UL)]
    [TestCase(10UL, 7UL, 14UL, 3UL, 0UL)]
    [TestCase(10UL, 20UL, 14UL, 0UL, 6UL)]
    public void Take_OneExchange_IsSkewedOnlyOutsideTheWindow(ulong before, ulong other, ulong after, ulong behind, ulong ahead)
    {
        TscSkew skew = default;
        skew.Take(before, other, after);
        Assert.That((skew.Behind, skew.Ahead, skew.IsSkewed), Is.EqualTo((behind, ahead, behind + ahead != 0)));
    }

    private static (bool Answered, TscSkew Skew) Run(long offset)
    {
        TscSync.Use(&ReadClock, s_second / 1000, 60 * s_second);
        TscSync.Reset();
        System.Threading.Thread other = new(() =>
        {
            s_offset = offset;
            TscSync.Answer();
        });
        other.Start();
        TscSkew skew = default;
        bool answered = TscSync.Compare(&skew);
        other.Join();
        return (answered, skew);
    }

    private static ulong ReadClock() => (ulong)(Stopwatch.GetTimestamp() + s_offset);
}
