using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class SharedCounterTests
{
    private const uint Bits24 = 0xFF_FFFF;

    private static uint s_raw;
    private static int s_step;

    [Test]
    public void Read_CounterThatWraps_GoesOn()
    {
        Use(0xFF_FF00, Bits24, start: 1000);
        Assert.That(SharedCounter.Read(), Is.EqualTo(1000UL));
        s_raw += 0x200;
        Assert.That(SharedCounter.Read(), Is.EqualTo(1000UL + 0x200));
        for (int turn = 0; turn < 100; turn++)
        {
            s_raw += 0x40_0000;
            SharedCounter.Read();
        }

        Assert.That(SharedCounter.Read(), Is.EqualTo(1000UL + 0x200 + (100UL * 0x40_0000)));
    }

    [Test]
    public void Read_BitsThatMeanNothing_AreNotLookedAt()
    {
        Use(0xA500_0010, Bits24, start: 0);
        s_raw = 0x5A00_0030;
        Assert.That(SharedCounter.Read(), Is.EqualTo(0x20UL));
    }

    [Test]
    public void Read_CounterThatJittersBack_StandsStill()
    {
        Use(5000, uint.MaxValue, start: 77);
        s_raw = 6000;
        ulong reached = SharedCounter.Read();
        s_raw = 5999;
        Assert.That(SharedCounter.Read(), Is.EqualTo(reached));
    }

    [Test]
    public void Read_ManyThreadsOnACounterThatWraps_NeverGoesBack()
    {
        Use(0, 0xFFFF, start: 1UL << 40);
        s_step = 1;
        Parallel.For(0, 4, _ =>
        {
            ulong last = 0;
            for (int i = 0; i < 200_000; i++)
            {
                ulong now = SharedCounter.Read();
                if (now < last)
                {
                    throw new InvalidOperationException($"{last:x} was followed by {now:x}.");
                }

                last = now;
            }
        });

        // Every read of the hardware was one tick, and none was lost or counted twice.
        Assert.That((uint)SharedCounter.Read() & 0xFFFF, Is.EqualTo(s_raw & 0xFFFF));
    }

    [TestCase(0UL, 0u, 0xFFFFu, ExpectedResult = 0UL)]
    [TestCase(0xFFFFUL, 0u, 0xFFFFu, ExpectedResult = 0x1_0000UL)]
    [TestCase(0x5_8000UL, 0x7FFFu, 0xFFFFu, ExpectedResult = 0x5_8000UL)]
    [TestCase(0xFFFF_FFFFUL, 0x8000_0000u, 0xFFFF_FFFFu, ExpectedResult = 0x1_8000_0000UL)]
    [TestCase(0xFFFF_FFFF_FFFFUL, 1u, 0xFF_FFFFu, ExpectedResult = 0x1_0000_0000_0001UL)]
    public ulong Extend(ulong last, uint raw, uint mask) => SharedCounter.Extend(last, raw, mask);

    private static void Use(uint raw, uint mask, ulong start)
    {
        s_raw = raw;
        s_step = 0;
        ReferenceCounter counter = new() { Read = &ReadRaw, Hertz = 1_000_000, Mask = mask, Source = ClockSource.PmTimer };
        SharedCounter.Use(&counter, start);
    }

    private static uint ReadRaw() => s_step == 0 ? s_raw : System.Threading.Interlocked.Increment(ref s_raw);
}
