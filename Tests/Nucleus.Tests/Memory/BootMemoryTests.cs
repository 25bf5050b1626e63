using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class BootMemoryTests
{
    private const ulong Megabyte = 1 << 20;
    private const ulong Gigabyte = 1 << 30;
    private const int Frames = 64;

    [SetUp]
    public void ClearMap() => MemoryMap.Count = 0;

    [TearDown]
    public void ForgetMap() => MemoryMap.Count = 0;

    [Test]
    public void GiveAround_AnyOverlap_GivesExactlyWhatIsNotKept()
    {
        using HostFrames host = new(Frames);
        Gen<(int First, int End)> range = Gen.Select(Gen.Int[0, Frames], Gen.Int[0, Frames], (one, two) => (Math.Min(one, two), Math.Max(one, two)));
        Property.Holds(Gen.Select(range, range, range), ranges =>
        {
            ((int First, int End) given, (int First, int End) image, (int First, int End) early) = ranges;
            if (image.First < early.End && early.First < image.End)
            {
                // Early memory is never taken out of the image.
                early = (image.End, Math.Max(image.End, early.End));
            }

            using HostFrames fresh = new(Frames);
            BootMemory.GiveAround(
                fresh.Address((ulong)given.First),
                fresh.Address((ulong)given.End),
                fresh.Address((ulong)image.First),
                fresh.Address((ulong)image.End),
                fresh.Address((ulong)early.First),
                fresh.Address((ulong)early.End));
            IEnumerable<int> expected = Enumerable.Range(given.First, given.End - given.First)
                .Where(frame => (frame < image.First || frame >= image.End) && (frame < early.First || frame >= early.End));
            Assert.That(TakeAll(fresh), Is.EquivalentTo(expected));
        });
    }

    [Test]
    public void GiveAround_FirstMegabyte_IsKept()
    {
        using HostFrames host = new(16);
        BootMemory.GiveAround(0x1000, 0x9_f000, Megabyte, 2 * Megabyte, 3 * Megabyte, 3 * Megabyte);
        Assert.That(FrameAllocator.TotalFrames, Is.Zero);
    }

    [Test]
    public void EarlyMemory_LargestRange_IsChosen()
    {
        MemoryMap.Add(0x1000, 0x9_e000, MemoryMap.Usable);
        MemoryMap.Add(Megabyte, 63 * Megabyte, MemoryMap.Usable);
        MemoryMap.Add(128 * Megabyte, 512 * Megabyte, MemoryMap.Usable);
        Assert.That(EarlyMemory.Begin(16 * Megabyte, 24 * Megabyte), Is.True);
        Assert.That((EarlyMemory.Start, EarlyMemory.Next), Is.EqualTo((128 * Megabyte, 128 * Megabyte)));
    }

    [Test]
    public void EarlyMemory_RangeWithTheImage_BeginsBehindIt()
    {
        MemoryMap.Add(Megabyte, 127 * Megabyte, MemoryMap.Usable);
        Assert.That(EarlyMemory.Begin(16 * Megabyte, 24 * Megabyte), Is.True);
        Assert.That(EarlyMemory.Start, Is.EqualTo(24 * Megabyte));
    }

    [Test]
    public void EarlyMemory_RangeAcross4GiB_IsCutThere()
    {
        // Behind the boundary lies the larger part, which the boot tables do not reach.
        MemoryMap.Add(0x2_0000_0000, 60 * Gigabyte, MemoryMap.Usable);
        MemoryMap.Add(0xfff0_0000, Gigabyte, MemoryMap.Usable);
        MemoryMap.Add(32 * Megabyte, 2 * Megabyte, MemoryMap.Usable);
        Assert.That(EarlyMemory.Begin(16 * Megabyte, 24 * Megabyte), Is.True);
        Assert.That(EarlyMemory.Start, Is.EqualTo(32 * Megabyte));
    }

    [Test]
    public void EarlyMemory_OnlyReservedOrHighOrLow_IsNothing()
    {
        MemoryMap.Add(0x1000, 0x9_e000, MemoryMap.Usable);
        MemoryMap.Add(Megabyte, 127 * Megabyte, 2);
        MemoryMap.Add(4 * Gigabyte, Gigabyte, MemoryMap.Usable);
        Assert.That(EarlyMemory.Begin(16 * Megabyte, 24 * Megabyte), Is.False);
    }

    private static List<int> TakeAll(HostFrames host)
    {
        List<int> frames = [];
        for (ulong block = FrameAllocator.Allocate(0); block != 0 && frames.Count <= Frames; block = FrameAllocator.Allocate(0))
        {
            frames.Add((int)host.Frame(block));
        }

        return frames;
    }
}
