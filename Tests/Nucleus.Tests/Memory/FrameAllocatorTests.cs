using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class FrameAllocatorTests
{
    private const int ModelFrames = 256;
    private const int ModelOrder = 8;

    [Test]
    public void Allocate_NothingGiven_IsZero()
    {
        using HostFrames host = new(64);
        Assert.That(FrameAllocator.Allocate(0), Is.Zero);
        Assert.That((FrameAllocator.TotalFrames, FrameAllocator.FreeFrames), Is.EqualTo((0UL, 0UL)));
    }

    [Test]
    public void Allocate_EveryOrder_IsAlignedToItsSize()
    {
        using HostFrames host = new(1UL << (FrameAllocator.MaximumOrder + 1));
        host.Add(0, 1UL << (FrameAllocator.MaximumOrder + 1));
        for (int order = FrameAllocator.MaximumOrder; order >= 0; order--)
        {
            ulong block = FrameAllocator.Allocate(order);
            Assert.That(block, Is.Not.Zero, $"order {order}");
            Assert.That(block & ((FrameAllocator.FrameBytes << order) - 1), Is.Zero, $"order {order}");
        }
    }

    [Test]
    public void Allocate_UntilExhausted_GivesEveryFrameOnce()
    {
        using HostFrames host = new(100);
        host.Add(3, 97);
        HashSet<ulong> frames = [];
        for (ulong block = FrameAllocator.Allocate(0); block != 0; block = FrameAllocator.Allocate(0))
        {
            Assert.That(frames.Add(host.Frame(block)), Is.True);
        }

        Assert.That(frames, Is.EquivalentTo(Enumerable.Range(3, 94).Select(frame => (ulong)frame)));
        Assert.That((FrameAllocator.TotalFrames, FrameAllocator.FreeFrames), Is.EqualTo((94UL, 0UL)));
    }

    [Test]
    public void Allocate_LargerThanAnyHole_IsZero()
    {
        using HostFrames host = new(64);
        host.Add(1, 8);
        host.Add(9, 16);
        Assert.That(FrameAllocator.Allocate(3), Is.Zero);
        Assert.That(host.Frame(FrameAllocator.Allocate(2)), Is.EqualTo(4).Or.EqualTo(12));
    }

    [Test]
    public void Add_LargestBlock_StaysWhole()
    {
        using HostFrames host = new(1UL << FrameAllocator.MaximumOrder);
        host.Add(0, 1UL << FrameAllocator.MaximumOrder);
        Assert.That(FrameAllocator.Allocate(FrameAllocator.MaximumOrder), Is.EqualTo(host.Base));
        Assert.That(FrameAllocator.Allocate(0), Is.Zero);
    }

    [TestCase(5UL, 5UL)]
    [TestCase(9UL, 5UL)]
    public void Add_NothingBetween_ChangesNothing(ulong first, ulong end)
    {
        using HostFrames host = new(16);
        host.Add(first, end);
        Assert.That((FrameAllocator.TotalFrames, FrameAllocator.FreeFrames), Is.EqualTo((0UL, 0UL)));
    }

    [Test]
    public void Free_AllInAnyOrder_JoinsToTheLargestBlock()
    {
        using HostFrames host = new(1 << ModelOrder);
        host.Add(0, 1 << ModelOrder);
        Property.Holds(Gen.Shuffle(Enumerable.Range(0, 1 << ModelOrder).ToArray()), order =>
        {
            ulong[] blocks = Enumerable.Range(0, 1 << ModelOrder).Select(_ => FrameAllocator.Allocate(0)).ToArray();
            Assert.That(FrameAllocator.Allocate(0), Is.Zero);
            foreach (int index in order)
            {
                FrameAllocator.Free(blocks[index], 0);
            }

            Assert.That(FrameAllocator.Allocate(ModelOrder), Is.EqualTo(host.Base));
            FrameAllocator.Free(host.Base, ModelOrder);
        });
    }

    [Test]
    public void AllocateAndFree_AnySequence_AgreesWithModel()
    {
        Gen<bool[]> memory = Gen.Bool.Array[ModelFrames / 8].Select(pieces => pieces.SelectMany(piece => Enumerable.Repeat(piece, 8)).ToArray());
        Gen<bool[]> ragged = Gen.Select(memory, Gen.Int[0, 7], (map, shift) => map.Skip(shift).Concat(map.Take(shift)).ToArray());
        Gen<(bool Allocate, int Order, int Choice)> step = Gen.Select(Gen.Bool, Gen.Int[0, ModelOrder + 1], Gen.Int[0, 1000]);
        Property.Holds(Gen.Select(ragged, step.Array[0, 200]), input => RunAgainstModel(input.Item1, input.Item2));
    }

    private static void RunAgainstModel(bool[] present, (bool Allocate, int Order, int Choice)[] steps)
    {
        using HostFrames host = new(ModelFrames);
        bool[] free = new bool[ModelFrames];
        for (int first = 0; first < ModelFrames; first++)
        {
            int end = first;
            while (end < ModelFrames && present[end])
            {
                free[end++] = true;
            }

            host.Add((ulong)first, (ulong)end);
            first = end;
        }

        List<(int Frame, int Order)> taken = [];
        foreach ((bool allocate, int order, int choice) in steps)
        {
            if (allocate)
            {
                Allocate(host, free, order, taken);
            }
            else if (taken.Count > 0)
            {
                (int frame, int size) = taken[choice % taken.Count];
                taken.RemoveAt(choice % taken.Count);
                FrameAllocator.Free(host.Address((ulong)frame), size);
                Array.Fill(free, true, frame, 1 << size);
            }

            Check(FrameAllocator.FreeFrames == (ulong)free.Count(isFree => isFree), "the number of free frames");
        }
    }

    private static void Allocate(HostFrames host, bool[] free, int order, List<(int Frame, int Order)> taken)
    {
        bool possible = order <= ModelOrder
            && Enumerable.Range(0, ModelFrames >> order).Any(block => !free.AsSpan(block << order, 1 << order).Contains(false));
        ulong address = FrameAllocator.Allocate(order);
        Check(address != 0 == possible, $"whether there is a block of order {order}");
        if (possible)
        {
            int frame = (int)host.Frame(address);
            Check(frame % (1 << order) == 0, "alignment");
            Check(!free.AsSpan(frame, 1 << order).Contains(false), "that the block was free");
            Array.Fill(free, false, frame, 1 << order);
            taken.Add((frame, order));
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Allocator and model disagree about {what}.");
        }
    }
}
