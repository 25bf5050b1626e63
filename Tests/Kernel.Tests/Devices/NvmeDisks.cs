using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>The NVMe disks of the machine, and what tests do with them.</summary>
internal static class NvmeDisks
{
    /// <summary>The controllers; a machine without one fails the test.</summary>
    internal static IReadOnlyList<NvmeController> Controllers
    {
        get
        {
            Assert.That(KernelContext.NvmeControllers, Is.Not.Empty, "This machine has no NVMe controller in service.");
            return KernelContext.NvmeControllers;
        }
    }

    /// <summary>The first namespace of the machine; a machine without one fails the test.</summary>
    internal static NvmeNamespace First
    {
        get
        {
            NvmeNamespace? first = Controllers.SelectMany(controller => controller.Namespaces).FirstOrDefault();
            Assert.That(first, Is.Not.Null, "This machine's NVMe controllers have no namespace.");
            return first!;
        }
    }

    /// <summary>The controller of <see cref="First"/>.</summary>
    internal static NvmeController FirstController => Controllers.First(controller => controller.Namespaces.Contains(First));

    /// <summary>Reads blocks one after the other, each into an array of its own: the slow way that the others are compared with.</summary>
    internal static byte[] ReadSlowly(IBlockDevice disk, ulong block, int blocks)
    {
        byte[] all = new byte[blocks * disk.BlockBytes];
        for (int index = 0; index < blocks; index++)
        {
            byte[] one = new byte[disk.BlockBytes];
            Expect(disk.Read(block + (ulong)index, one));
            one.CopyTo(all, index * disk.BlockBytes);
        }

        return all;
    }

    /// <summary>A buffer whose data starts at a distance from a page's start.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="pageOffset">Distance; the array is made large and slid over until its data lies there.</param>
    internal static Memory<byte> Buffer(int length, int pageOffset)
    {
        // Arrays of this size are in the large object heap, which the collector does not move by itself.
        byte[] array = GC.AllocateUninitializedArray<byte>(Math.Max(length, 128 * 1024) + (2 * DmaMapping.PageBytes), pinned: true);
        using DmaMapping mapping = new Hal.DmaAllocator().CreateMapping();
        Assert.That(mapping.TryAppend(array, DmaDirection.FromDevice), Is.True);
        int skip = (pageOffset - mapping.FirstPageOffset + DmaMapping.PageBytes) % DmaMapping.PageBytes;
        return array.AsMemory(skip, length);
    }

    /// <summary>Bytes that depend on the seed.</summary>
    internal static byte[] Pattern(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Fails the test unless a request did what it was asked for.</summary>
    internal static void Expect(BlockStatus status) => Assert.That(status.IsSuccess, Is.True, status.ToString());
}
