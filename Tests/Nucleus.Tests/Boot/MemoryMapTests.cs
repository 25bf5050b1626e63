using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class MemoryMapTests
{
    private const ulong Page = 4096;
    private const uint Reserved = 2;
    private const int ModelPages = 40;

    [SetUp]
    [TearDown]
    public void Clear()
    {
        MemoryMap.Count = 0;
        MemoryMap.Dropped = 0;
    }

    [Test]
    public void Add_AnyOrder_IsSortedByStart()
    {
        MemoryMap.Add(0x9000, 0x1000, Reserved);
        MemoryMap.Add(0x1000, 0x1000, MemoryMap.Usable);
        MemoryMap.Add(0x5000, 0x1000, MemoryMap.AcpiReclaimable);
        Assert.That(Describe(), Is.EqualTo("1000-2000:1 5000-6000:3 9000-a000:2"));
    }

    [TestCase(0x1001UL, 0x2fffUL, "2000-4000:1")]
    [TestCase(0x1000UL, 0x1fffUL, "1000-2000:1")]
    [TestCase(0x1001UL, 0x1ffeUL, "")]
    [TestCase(0x1000UL, 0UL, "")]
    public void Add_Usable_ShrinksToWholePages(ulong start, ulong length, string expected)
    {
        MemoryMap.Add(start, length, MemoryMap.Usable);
        Assert.That(Describe(), Is.EqualTo(expected));
    }

    [TestCase(0x3fff_ffff_f000UL, 0x10_0000UL, "3ffffffff000-400000000000:1")]
    [TestCase(0x1000UL, ulong.MaxValue, "1000-400000000000:1")]
    [TestCase(0x4000_0000_0000UL, 0x10_0000UL, "")]
    [TestCase(0xffff_ffff_ffff_ff00UL, 0xffUL, "")]
    public void Add_BeyondTheDirectMap_IsCutOff(ulong start, ulong length, string expected)
    {
        MemoryMap.Add(start, length, MemoryMap.Usable);
        Assert.That(Describe(), Is.EqualTo(expected));
    }

    [Test]
    public void Add_MoreThanFit_CountsTheRest()
    {
        for (ulong i = 0; i < MemoryMap.Maximum + 7; i++)
        {
            MemoryMap.Add(i * 2 * Page, Page, MemoryMap.Usable);
        }

        Assert.That((MemoryMap.Count, MemoryMap.Dropped), Is.EqualTo((MemoryMap.Maximum, 7)));
    }

    [TestCase(0x3000UL, 0x1000UL, "1000-3000 4000-8000")]
    [TestCase(0x3001UL, 0x0001UL, "1000-3000 4000-8000")]
    [TestCase(0x0UL, 0x2000UL, "2000-8000")]
    [TestCase(0x7000UL, 0x9000UL, "1000-7000")]
    [TestCase(0x0UL, 0x9000UL, "")]
    [TestCase(0x8000UL, 0x1000UL, "1000-8000")]
    public void ResolveOverlaps_ReservedOverUsable_BelievesReserved(ulong start, ulong length, string expected)
    {
        MemoryMap.Add(0x1000, 0x7000, MemoryMap.Usable);
        MemoryMap.Add(start, length, Reserved);
        MemoryMap.ResolveOverlaps();
        Assert.That(DescribeUsable(), Is.EqualTo(expected));
    }

    [Test]
    public void ResolveOverlaps_FullTable_LosesMemoryRatherThanOverlap()
    {
        MemoryMap.Add(0, 0x1000_0000, MemoryMap.Usable);
        for (ulong i = 1; i < MemoryMap.Maximum; i++)
        {
            MemoryMap.Add(i * 2 * Page, Page, Reserved);
        }

        MemoryMap.ResolveOverlaps();
        Assert.That(DescribeUsable(), Is.EqualTo("0-2000"));
        Assert.That(MemoryMap.Dropped, Is.EqualTo(1));
    }

    [Test]
    public void ResolveOverlaps_AnyRanges_LeavesWhatIsUsableAndNothingElse()
    {
        const ulong Step = Page / 4;
        Gen<(ulong Start, ulong Length, uint Type)> range = Gen.Select(
            Gen.ULong[0, (ModelPages - 1) * 4].Select(quarter => quarter * Step),
            Gen.ULong[1, 40].Select(quarters => quarters * Step),
            Gen.OneOf(MemoryMap.Usable, MemoryMap.Usable, Reserved, MemoryMap.AcpiReclaimable));
        Property.Holds(range.Array[0, 24], ranges =>
        {
            Clear();
            foreach ((ulong start, ulong length, uint type) in ranges)
            {
                MemoryMap.Add(start, length, type);
            }

            MemoryMap.ResolveOverlaps();
            Assert.That(UsablePages(), Is.EqualTo(ExpectedPages(ranges)));
        });
    }

    private static IEnumerable<int> ExpectedPages((ulong Start, ulong Length, uint Type)[] ranges)
    {
        for (ulong page = 0; page < ModelPages * 2; page++)
        {
            ulong from = page * Page;
            ulong to = from + Page;
            bool usable = ranges.Any(range => range.Type == MemoryMap.Usable && range.Start <= from && range.Start + range.Length >= to);
            if (usable && !ranges.Any(range => range.Type != MemoryMap.Usable && range.Start < to && range.Start + range.Length > from))
            {
                yield return (int)page;
            }
        }
    }

    /// <summary>In the order of the table; a page that is in it twice comes twice.</summary>
    private static List<int> UsablePages()
    {
        List<int> pages = [];
        for (int i = 0; i < MemoryMap.Count; i++)
        {
            if (MemoryMap.Type(i) == MemoryMap.Usable)
            {
                Assert.That((MemoryMap.Start(i) % Page, MemoryMap.End(i) % Page), Is.EqualTo((0UL, 0UL)));
                pages.AddRange(Enumerable.Range((int)(MemoryMap.Start(i) / Page), (int)((MemoryMap.End(i) - MemoryMap.Start(i)) / Page)));
            }
        }

        return pages;
    }

    private static string Describe() => string.Join(' ', Enumerable.Range(0, MemoryMap.Count)
        .Select(i => $"{MemoryMap.Start(i):x}-{MemoryMap.End(i):x}:{MemoryMap.Type(i)}"));

    private static string DescribeUsable() => string.Join(' ', Enumerable.Range(0, MemoryMap.Count)
        .Where(i => MemoryMap.Type(i) == MemoryMap.Usable && MemoryMap.End(i) > MemoryMap.Start(i))
        .Select(i => $"{MemoryMap.Start(i):x}-{MemoryMap.End(i):x}"));
}
