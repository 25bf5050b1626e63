using System;
using System.Linq;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class AreaTableTests
{
    private const ulong Page = 4096;
    private const ulong Bottom = 0x10_0000;
    private const int Pages = 48;

    // Larger than any table the tests make grow.
    private const ulong Frames = 1 << 12;

    private HostFrames _frames = null!;

    internal enum Operation
    {
        Map,
        Unmap,
        Protect,
    }

    [SetUp]
    public void MakeTable()
    {
        _frames = new HostFrames(Frames);
        _frames.Add(0, Frames);
        Assert.That(AreaTable.Initialize(), Is.True);
    }

    [TearDown]
    public void FreeFrames() => _frames.Dispose();

    [Test]
    public void Initialize_NoMemory_IsFalse()
    {
        while (FrameAllocator.Allocate(0) != 0)
        {
        }

        Assert.That(AreaTable.Initialize(), Is.False);
    }

    [Test]
    public void Find_AroundAnArea_IsItOrNull()
    {
        AreaTable.Insert(0x2000, 0x4000, 3, 1);
        Assert.That(AreaTable.Find(0x1fff) == null, Is.True);
        Assert.That(AreaTable.Find(0x2000)->End, Is.EqualTo(0x4000));
        Assert.That(AreaTable.Find(0x3fff)->Start, Is.EqualTo(0x2000));
        Assert.That(AreaTable.Find(0x4000) == null, Is.True);
    }

    [Test]
    public void SplitAt_Inside_MakesTwoWithTheSameRights()
    {
        AreaTable.Insert(0x2000, 0x5000, 3, 9);
        AreaTable.SplitAt(0x3000);
        Assert.That(Describe(), Is.EqualTo("2000-3000:3:9 3000-5000:3:9"));
    }

    [TestCase(0x1000UL)]
    [TestCase(0x2000UL)]
    [TestCase(0x5000UL)]
    [TestCase(0x9000UL)]
    public void SplitAt_EdgeOrOutside_ChangesNothing(ulong address)
    {
        AreaTable.Insert(0x2000, 0x5000, 3, 9);
        AreaTable.SplitAt(address);
        Assert.That(Describe(), Is.EqualTo("2000-5000:3:9"));
    }

    [Test]
    public void Join_EqualNeighbours_BecomeOne()
    {
        AreaTable.Insert(0x1000, 0x2000, 3, 0);
        AreaTable.Insert(0x3000, 0x4000, 3, 0);
        AreaTable.Insert(0x2000, 0x3000, 3, 0);
        AreaTable.Join(1, 2);
        Assert.That(Describe(), Is.EqualTo("1000-4000:3:0"));
    }

    [TestCase(1U, 0U, 0x2000UL)]
    [TestCase(3U, 1U, 0x2000UL)]
    [TestCase(3U, 0U, 0x2800UL)]
    public void Join_DifferentOrApart_Stay(uint protection, uint flags, ulong start)
    {
        AreaTable.Insert(0x1000, 0x2000, 3, 0);
        AreaTable.Insert(start, 0x3000, protection, flags);
        AreaTable.Join(0, 1);
        Assert.That(AreaTable.Count, Is.EqualTo(2));
    }

    [TestCase(0x1000UL, 0x1000UL, 0x1000UL)]
    [TestCase(0x1000UL, 0x1001UL, 0x5000UL)]
    [TestCase(0x3000UL, 0x1000UL, 0x5000UL)]
    [TestCase(0x1000UL, 0x3000UL, 0x5000UL)]
    [TestCase(0x1000UL, 0x3001UL, 0x9000UL)]
    [TestCase(0x1000UL, 0x7001UL, 0UL)]
    public void FindHole_BetweenAreas_IsTheLowestThatFits(ulong from, ulong length, ulong expected)
    {
        AreaTable.Insert(0x2000, 0x5000, 3, 0);
        AreaTable.Insert(0x8000, 0x9000, 3, 0);
        Assert.That(AreaTable.FindHole(from, 0x1_0000, length), Is.EqualTo(expected));
    }

    [Test]
    public void Reserve_ManyAreas_GrowsAndKeepsThem()
    {
        ulong before = FrameAllocator.FreeFrames;
        const int Many = 20_000;
        for (int i = 0; i < Many; i++)
        {
            Assert.That(AreaTable.Reserve(1), Is.True);
            AreaTable.Insert(Address(i * 2), Address((i * 2) + 1), (uint)i & 7, (uint)i);
        }

        Assert.That(Enumerable.Range(0, Many).All(i => AreaTable.At(i)->Start == Address(i * 2) && AreaTable.At(i)->Flags == i), Is.True);
        Assert.That(FrameAllocator.FreeFrames, Is.EqualTo(before + 16 - 128), "the outgrown tables were given back");
    }

    [Test]
    public void Reserve_TooMany_IsFalse()
    {
        while (AreaTable.Reserve(3))
        {
            AreaTable.Insert(Address(AreaTable.Count * 2), Address((AreaTable.Count * 2) + 1), 0, 0);
        }

        Assert.That(AreaTable.Count, Is.EqualTo(AreaTable.Maximum - 2));
        Assert.That(AreaTable.Reserve(2), Is.True);
    }

    [Test]
    public void Operations_AnySequence_AgreeWithModel()
    {
        Gen<Operation> operation = Gen.OneOf(Operation.Map, Operation.Unmap, Operation.Protect);
        Gen<(Operation Operation, int First, int Length, uint Protection, uint Flags)> step =
            Gen.Select(operation, Gen.Int[0, Pages - 1], Gen.Int[1, 12], Gen.UInt[0, 2], Gen.UInt[0, 1]);
        Property.Holds(step.Array[0, 60], steps =>
        {
            AreaTable.Remove(0, AreaTable.Count);
            (uint Protection, uint Flags)?[] model = new (uint, uint)?[Pages];
            foreach ((Operation what, int first, int length, uint protection, uint flags) in steps)
            {
                int end = Math.Min(first + length, Pages);
                Do(what, first, end, protection, flags, model);
                CheckAgainst(model);
                CheckHoles(model, first, length);
            }
        });
    }

    // As AddressSpace does it.
    private static void Do(Operation operation, int first, int end, uint protection, uint flags, (uint Protection, uint Flags)?[] model)
    {
        AreaTable.SplitAt(Address(first));
        AreaTable.SplitAt(Address(end));
        int index = AreaTable.FirstEndingAbove(Address(first));
        int last = index;
        for (; last < AreaTable.Count && AreaTable.At(last)->Start < Address(end); last++)
        {
            AreaTable.At(last)->Protection = operation == Operation.Protect ? protection : AreaTable.At(last)->Protection;
        }

        if (operation == Operation.Protect)
        {
            AreaTable.Join(index, last);
        }
        else
        {
            AreaTable.Remove(index, last);
        }

        if (operation == Operation.Map)
        {
            AreaTable.Insert(Address(first), Address(end), protection, flags);
            AreaTable.Join(index, index + 1);
        }

        for (int page = first; page < end; page++)
        {
            model[page] = operation switch
            {
                Operation.Map => (protection, flags),
                Operation.Unmap => null,
                _ => model[page] is null ? null : (protection, model[page]!.Value.Flags),
            };
        }
    }

    private static void CheckAgainst((uint Protection, uint Flags)?[] model)
    {
        for (int page = 0; page < Pages; page++)
        {
            Area* area = AreaTable.Find(Address(page) + 17);
            Check(area == null == model[page] is null, "a hole");
            Check(area == null || model[page] == (area->Protection, area->Flags), "rights");
        }

        // Joined as far as possible, so the table is as short as it can be.
        int runs = Enumerable.Range(0, Pages).Count(page => model[page] is not null && (page == 0 || model[page - 1] != model[page]));
        Check(AreaTable.Count == runs, "the number of areas");
        Check(Enumerable.Range(0, AreaTable.Count).All(i => AreaTable.At(i)->Start < AreaTable.At(i)->End), "empty areas");
        Check(Enumerable.Range(1, Math.Max(AreaTable.Count - 1, 0)).All(i => AreaTable.At(i - 1)->End <= AreaTable.At(i)->Start), "the order");
    }

    private static void CheckHoles((uint Protection, uint Flags)?[] model, int from, int length)
    {
        int hole = Enumerable.Range(from, Pages - from)
            .FirstOrDefault(page => page + length <= Pages && model.Skip(page).Take(length).All(area => area is null), -1);
        ulong found = AreaTable.FindHole(Address(from), Address(Pages), (ulong)length * Page);
        Check(found == (hole < 0 ? 0 : Address(hole)), "the lowest hole");
    }

    private static ulong Address(int page) => Bottom + ((ulong)page * Page);

    private static string Describe() => string.Join(' ', Enumerable.Range(0, AreaTable.Count)
        .Select(i => $"{AreaTable.At(i)->Start:x}-{AreaTable.At(i)->End:x}:{AreaTable.At(i)->Protection}:{AreaTable.At(i)->Flags}"));

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Table and model disagree about {what}: {Describe()}");
        }
    }
}
