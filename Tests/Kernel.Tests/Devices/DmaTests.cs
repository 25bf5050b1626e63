using System;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Memory for devices.</summary>
[ReadOnlyTest]
internal sealed class DmaTests
{
    private readonly DmaAllocator _allocator = new();

    [TestCase(1)]
    [TestCase(4096)]
    [TestCase(100_000)]
    public void Map_ArrayInUse_StaysWhereItIsWhileTheCollectorCompacts(int length)
    {
        byte[] young = new byte[length];
        using DmaMapping mapping = _allocator.CreateMapping();
        Assert.That(mapping.TryAppend(young, DmaDirection.FromDevice), Is.True);
        ulong[] before = Addresses(young);
        for (int round = 0; round < 5; round++)
        {
            _ = Enumerable.Range(0, 1000).Select(_ => new byte[100]).Last();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        }

        Assert.That(Addresses(young), Is.EqualTo(before));
        Assert.That(mapping.PageCount, Is.EqualTo(before.Length));
    }

    [TestCase(1, 64)]
    [TestCase(4096, 4096)]
    [TestCase(65536, 65536)]
    [TestCase(10_000, 1 << 20)]
    public void Allocate_LengthAndAlignment_IsZeroAndAligned(int length, int alignment)
    {
        using DmaMemory memory = _allocator.Allocate(length, alignment);
        Assert.Multiple(() =>
        {
            Assert.That(memory.Address.Value % (ulong)alignment, Is.Zero);
            Assert.That(memory.Length, Is.EqualTo(length));
            Assert.That(memory.Span.ContainsAnyExcept((byte)0), Is.False);
        });
        memory.Span.Fill(0xFF);
    }

    // A second mapping of the same memory says where it is now.
    private ulong[] Addresses(byte[] array)
    {
        using DmaMapping mapping = _allocator.CreateMapping();
        Assert.That(mapping.TryAppend(array, DmaDirection.FromDevice), Is.True);
        return [.. Enumerable.Range(0, mapping.PageCount).Select(page => mapping.PageAddress(page).Value)];
    }
}
