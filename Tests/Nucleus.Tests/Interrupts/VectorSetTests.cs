using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class VectorSetTests
{
    [Test]
    public void TakeNext_Empty_IsNone()
    {
        VectorSet set = default;
        Assert.That(set.TakeNext(), Is.EqualTo(VectorSet.None));
    }

    [Test]
    public void Add_TheSameTwice_IsTakenOnce()
    {
        VectorSet set = default;
        set.Add(0x31);
        set.Add(0x31);
        Assert.That((set.TakeNext(), set.TakeNext()), Is.EqualTo((0x31, VectorSet.None)));
    }

    [TestCase(0)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(191)]
    [TestCase(255)]
    public void Remove_OfAFew_LeavesTheOthers(int vector)
    {
        VectorSet set = default;
        foreach (int added in new[] { 0, 63, 64, 191, 255 })
        {
            set.Add(added);
        }

        set.Remove(vector);
        List<int> taken = Drain(ref set);
        Assert.That(taken, Is.EquivalentTo(new[] { 0, 63, 64, 191, 255 }.Except([vector])));
    }

    [Test]
    public void TakeNext_BusyVector_DoesNotKeepOthersWaiting()
    {
        VectorSet set = default;
        set.Add(0x31);
        set.Add(0xef);
        List<int> order = [];
        for (int turn = 0; turn < 4; turn++)
        {
            order.Add(set.TakeNext());
            set.Add(0x31);
        }

        Assert.That(order.Take(2), Is.EqualTo([0x31, 0xef]));
    }

    [Test]
    public void TakeNext_AnySets_GiveEachOnceInTurn() => Property.Holds(
        Gen.Int[0, 255].List[0, 40].Select(Gen.Int[0, 255].List[0, 40]),
        lists =>
        {
            VectorSet set = default;
            foreach (List<int> added in new[] { lists.Item1, lists.Item2 })
            {
                foreach (int vector in added)
                {
                    set.Add(vector);
                }

                List<int> taken = Drain(ref set);
                Assert.That(taken.Order(), Is.EqualTo(added.Distinct().Order()));
                Assert.That(taken.Zip(taken.Skip(1)).Count(pair => pair.Second < pair.First), Is.LessThan(2), "It starts again from the bottom once.");
            }
        });

    private static List<int> Drain(ref VectorSet set)
    {
        List<int> taken = [];
        for (int vector = set.TakeNext(); vector != VectorSet.None; vector = set.TakeNext())
        {
            taken.Add(vector);
        }

        return taken;
    }
}
