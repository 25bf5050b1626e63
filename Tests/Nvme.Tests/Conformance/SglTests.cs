using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>When data is described by scatter gather lists, and how. NVMe Base 1.4 §4.4. The simulator refuses lists that are not as they should be.</summary>
internal sealed class SglTests
{
    private const int Page = 4096;
    private const uint AnyAlignment = 1;
    private const uint DwordAlignment = 2;
    private const byte UsesSgl = 0x40;
    private const ulong LastSegment = 3;

    [TestCase(Page, false)]
    [TestCase(2 * Page, false)]
    [TestCase(3 * Page, true)]
    [TestCase(128 * 1024, true)]
    public void Command_ContiguousBuffer_HasOneDescriptorWhereAListWouldBe(int bytes, bool isSgl)
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        using DmaMemory memory = rig.Device.Dma.Allocate(bytes, Page);
        Check(rig, controller, memory.Memory);
        foreach (SimulatedCommand command in rig.Device.Transfers)
        {
            Assert.That(command.Flags, Is.EqualTo(isSgl ? UsesSgl : 0));
            Assert.That(command.Prp1, Is.EqualTo(memory.Address.Value));
            Assert.That(!isSgl || command.Prp2 == (ulong)bytes, "type 0, the length, and nothing else");
        }
    }

    [Test]
    public void Command_ScatteredBuffer_HasPrps()
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        Check(rig, controller, new byte[128 * 1024]);
        Assert.That(rig.Device.Transfers.Select(command => command.Flags), Is.All.Zero);
    }

    // Pages of each run; descriptors, 0: PRPs.
    [TestCase(new[] { 8, 8 }, 2)]
    [TestCase(new[] { 20, 3, 9 }, 3)]
    [TestCase(new[] { 8, 7 }, 0)]
    [TestCase(new[] { 20, 1, 1, 1 }, 0)]
    public async Task Command_BufferOfRuns_HasAListIfTheyAreLong(int[] runs, int descriptors)
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        DmaMemory[] pieces = runs.Select(pages => rig.Device.Dma.Allocate((pages + 1) * Page, Page)).ToArray();
        Memory<byte>[] buffers = pieces.Select((piece, index) => piece.Memory[..(runs[index] * Page)]).ToArray();
        for (int index = 0; index < buffers.Length; index++)
        {
            Rig.Pattern(buffers[index].Length, index).CopyTo(buffers[index].Span);
        }

        byte[] expected = buffers.SelectMany(buffer => buffer.ToArray()).ToArray();
        Assert.That(await controller.Namespaces[0].WriteAsync(0, buffers.Select(buffer => (ReadOnlyMemory<byte>)buffer).ToArray(), CancellationToken.None), Is.EqualTo(BlockStatus.Success));
        SimulatedCommand command = rig.Device.Transfers.Single();
        Assert.That(command.Flags, Is.EqualTo(descriptors == 0 ? 0 : UsesSgl));
        Assert.That(descriptors == 0 || command.Prp2 == ((LastSegment << 60) | ((ulong)descriptors * 16)), $"{command.Prp2:x}");
        Array.ForEach(buffers, buffer => buffer.Span.Clear());
        Assert.That(controller.Namespaces[0].Read(0, buffers), Is.EqualTo(BlockStatus.Success));
        Assert.That(buffers.SelectMany(buffer => buffer.ToArray()), Is.EqualTo(expected));
        Finish(rig, controller);
        Array.ForEach(pieces, piece => piece.Dispose());
    }

    [TestCase(AnyAlignment, 0)]
    [TestCase(DwordAlignment, 2)]
    [TestCase(0u, 2)]
    public void Buffer_OffADword_IsReachedWhereSglsReachEveryByte(uint support, int copied)
    {
        foreach (int offset in new[] { 1, 2, 3, 4095 })
        {
            foreach (int bytes in new[] { 512, Page, 5 * Page })
            {
                Rig rig = Make(support);
                NvmeController controller = rig.Attach();
                rig.Device.Dma.BufferOffset = offset;
                Check(rig, controller, new byte[bytes]);
                Assert.That(controller.Namespaces[0].BouncedTransfers, Is.EqualTo(copied), $"{offset}, {bytes}");
            }
        }
    }

    [Test]
    public void Buffer_OffADwordAndTooScattered_IsCopied()
    {
        Rig rig = Make(AnyAlignment | (4u << 8));
        NvmeController controller = rig.Attach();
        rig.Device.Dma.BufferOffset = 1;
        Check(rig, controller, new byte[3 * Page]);
        Assert.That(controller.Namespaces[0].BouncedTransfers, Is.Zero, "four pages, four descriptors");
        Check(rig, controller, new byte[4 * Page]);
        Assert.That(controller.Namespaces[0].BouncedTransfers, Is.EqualTo(2), "five pages are one too many");
    }

    [TestCase(0u, NvmeQuirks.None, true)]
    [TestCase(3u, NvmeQuirks.None, true)]
    [TestCase(AnyAlignment, NvmeQuirks.NoSgls, true)]
    [TestCase(AnyAlignment, NvmeQuirks.None, false)]
    public void Sgls_NotOfferedOrNotWanted_AreNotUsed(uint support, NvmeQuirks quirks, bool isWanted)
    {
        Rig rig = Make(support);
        rig.Options = rig.Options with { Quirks = quirks, UsesSgls = isWanted };
        NvmeController controller = rig.Attach();
        using DmaMemory memory = rig.Device.Dma.Allocate(128 * 1024, Page);
        Check(rig, controller, memory.Memory);
        Assert.That(rig.Device.Commands.Select(command => command.Flags), Is.All.Zero);
    }

    [Test]
    public void AdminCommands_WhateverIsOffered_HavePrps()
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        controller.Commands.ReadLog(new LogRequest((byte)LogPage.Errors) { NamespaceId = uint.MaxValue }, new byte[64]);
        Assert.That(rig.Device.Commands.Where(command => command.IsAdmin).Select(command => command.Flags), Is.All.Zero);
        Finish(rig, controller);
    }

    [Test]
    public void Controller_ThatOffersOtherSglsAfterAReset_IsNotTrusted()
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        rig.Device.ScatterGatherLists = 0;
        controller.Reset();
        Assert.That(rig.AwaitFailure(controller), Does.Contain("SGLS"));
    }

    [TestCase(AnyAlignment, 128 * 1024, 128 * 1024, true)]
    [TestCase(DwordAlignment, 128 * 1024, 128 * 1024, true)]
    [TestCase(AnyAlignment, 128 * 1024, (2 * Page) + 512, true)]
    [TestCase(AnyAlignment, 128 * 1024, 2 * Page, false)]
    [TestCase(AnyAlignment, 2 * Page, 2 * Page, false)]
    [TestCase(AnyAlignment, Page, 512, false)]
    [TestCase(0u, 128 * 1024, 128 * 1024, false)]
    public void LentQueue_BufferOfAPool_HasOneDescriptorWhereAListWouldBe(uint support, int bufferBytes, int bytes, bool isSgl)
    {
        Rig rig = Make(support);
        NvmeController controller = rig.Attach();
        using (NvmeBufferPool pool = controller.CreateBufferPool(bufferBytes))
        using (NvmeQueue queue = controller.TryTakeQueue(2)!)
        {
            NvmeBuffer buffer = pool.RentBuffer();
            NvmeNamespace disk = controller.Namespaces[0];
            Check(rig, queue, buffer.Memory[..bytes], isWrite => isWrite ? queue.TryWrite(disk, 5, buffer, bytes / 512, 0) : queue.TryRead(disk, 5, buffer, bytes / 512, 0));
            foreach (SimulatedCommand command in rig.Device.Transfers)
            {
                Assert.That(command.Flags, Is.EqualTo(isSgl ? UsesSgl : 0));
                Assert.That(command.Prp1, Is.EqualTo(buffer.Address.Value));
                Assert.That(!isSgl || command.Prp2 == (ulong)bytes, "type 0, the length, and nothing else");
            }
        }

        Finish(rig, controller);
    }

    [TestCase(true, 128 * 1024, UsesSgl)]
    [TestCase(true, 2 * Page, 0)]
    [TestCase(false, 128 * 1024, 0)]
    public void LentQueue_OtherMemory_HasADescriptorIfItIsInOnePiece(bool isContiguous, int bytes, int flags)
    {
        Rig rig = Make(AnyAlignment);
        NvmeController controller = rig.Attach();
        using (DmaMemory piece = rig.Device.Dma.Allocate(bytes, Page))
        using (NvmeQueue queue = controller.TryTakeQueue(2)!)
        {
            NvmeNamespace disk = controller.Namespaces[0];
            Memory<byte> memory = isContiguous ? piece.Memory : new byte[bytes];
            Check(rig, queue, memory, isWrite => isWrite ? queue.TryWrite(disk, 5, memory, 0) : queue.TryRead(disk, 5, memory, 0));
            Assert.That(rig.Device.Transfers.Select(command => command.Flags), Is.All.EqualTo(flags));
        }

        Finish(rig, controller);
    }

    [TestCase(AnyAlignment, NvmeAppend.Added)]
    [TestCase(DwordAlignment, NvmeAppend.Unreachable)]
    public void LentQueue_MemoryOffADword_IsReachedWhereSglsReachEveryByte(uint support, NvmeAppend answer)
    {
        Rig rig = Make(support);
        NvmeController controller = rig.Attach();
        rig.Device.Dma.BufferOffset = 1;
        using (NvmeQueue queue = controller.TryTakeQueue(2)!)
        {
            NvmeNamespace disk = controller.Namespaces[0];
            byte[] memory = new byte[Page];
            if (answer == NvmeAppend.Added)
            {
                Check(rig, queue, memory, isWrite => isWrite ? queue.TryWrite(disk, 5, memory, 0) : queue.TryRead(disk, 5, memory.AsMemory(), 0));
            }
            else
            {
                Assert.That(queue.TryRead(disk, 5, memory.AsMemory(), 0), Is.EqualTo(answer));
                Assert.That(queue.Outstanding, Is.Zero);
            }
        }

        Finish(rig, controller);
    }

    [TestCase(NvmeQuirks.NoSgls, true)]
    [TestCase(NvmeQuirks.None, false)]
    public void LentQueue_SglsNotWanted_AreNotUsed(NvmeQuirks quirks, bool isWanted)
    {
        Rig rig = Make(AnyAlignment);
        rig.Options = rig.Options with { Quirks = quirks, UsesSgls = isWanted };
        NvmeController controller = rig.Attach();
        using (NvmeBufferPool pool = controller.CreateBufferPool(128 * 1024))
        using (NvmeQueue queue = controller.TryTakeQueue(2)!)
        {
            NvmeBuffer buffer = pool.RentBuffer();
            NvmeNamespace disk = controller.Namespaces[0];
            Check(rig, queue, buffer.Memory, isWrite => isWrite ? queue.TryWrite(disk, 5, buffer, 256, 0) : queue.TryRead(disk, 5, buffer, 256, 0));
            Assert.That(rig.Device.Commands.Select(command => command.Flags), Is.All.Zero);
        }

        Finish(rig, controller);
    }

    private static Rig Make(uint support)
    {
        Rig rig = new(blocks: 16384);
        rig.Options = rig.Options with { DirectQueuePairs = 1 };
        rig.Device.ScatterGatherLists = support;
        return rig;
    }

    // The same with a queue of one's own.
    private static void Check(Rig rig, NvmeQueue queue, Memory<byte> buffer, Func<bool, NvmeAppend> append)
    {
        NvmeCompletion[] ends = new NvmeCompletion[2];
        byte[] pattern = Rig.Pattern(buffer.Length, buffer.Length);
        pattern.CopyTo(buffer);
        foreach (bool isWrite in new[] { true, false })
        {
            Assert.That(append(isWrite), Is.EqualTo(NvmeAppend.Added));
            queue.Submit();
            Assert.That(queue.Poll(ends), Is.EqualTo(1));
            Assert.That(ends[0].Status, Is.EqualTo(BlockStatus.Success));
            Assert.That((isWrite ? rig.Disk.Data.AsSpan(5 * 512, buffer.Length) : buffer.Span).SequenceEqual(pattern), Is.True);
            buffer.Span.Clear();
        }

        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // One write and one read of the same, with the data compared.
    private static void Check(Rig rig, NvmeController controller, Memory<byte> buffer)
    {
        byte[] pattern = Rig.Pattern(buffer.Length, buffer.Length);
        pattern.CopyTo(buffer);
        Assert.That(controller.Namespaces[0].Write(5, buffer), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Disk.Data.AsSpan(5 * 512, buffer.Length).SequenceEqual(pattern), Is.True);
        buffer.Span.Clear();
        Assert.That(controller.Namespaces[0].Read(5, buffer), Is.EqualTo(BlockStatus.Success));
        Assert.That(buffer.Span.SequenceEqual(pattern), Is.True);
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    private static void Finish(Rig rig, NvmeController controller)
    {
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }
}
