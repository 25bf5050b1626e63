using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Queues that a caller owns.</summary>
internal sealed class NvmeQueueTests : NvmeQueueFixture
{
    private const long Second = 1_000_000_000;

    [TestCase(0)]
    [TestCase(2)]
    public void Batch_WritesThenReads_MovesTheRightBytesWithADoorbellEach(int vectors)
    {
        Rig rig = NewRig(vectors);
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeQueue queue = controller.TryTakeQueue(9)!)
        {
            byte[][] data = [.. Enumerable.Range(0, 8).Select(index => Rig.Pattern(1024, index))];
            (int tails, int heads) = rig.Device.DoorbellWrites;
            for (int index = 0; index < data.Length; index++)
            {
                Assert.That(queue.TryWrite(disk, (ulong)(2 * index), data[index], (ulong)index), Is.EqualTo(NvmeAppend.Added));
            }

            Assert.That(rig.Device.DoorbellWrites.Tails, Is.EqualTo(tails), "nothing is handed over before Submit");
            queue.Submit();
            queue.Submit();
            NvmeCompletion[] ends = new NvmeCompletion[8];
            Assert.That(queue.Poll(ends), Is.EqualTo(8));
            Assert.That(ends.Select(end => end.Tag), Is.EquivalentTo(Enumerable.Range(0, 8)));
            Assert.That(ends.Select(end => end.Status), Is.All.EqualTo(BlockStatus.Success));
            Assert.That(rig.Device.DoorbellWrites, Is.EqualTo((tails + 1, heads + 1)));

            byte[] read = new byte[8192];
            Assert.That(queue.TryRead(disk, 0, read, 77), Is.EqualTo(NvmeAppend.Added));
            queue.Submit();
            Assert.That(queue.Poll(ends), Is.EqualTo(1));
            Assert.That(ends[0], Is.EqualTo(new NvmeCompletion(77, BlockStatus.Success)));
            Assert.That(read, Is.EqualTo(data.SelectMany(bytes => bytes)));
        }

        Finish(rig, controller);
    }

    [TestCase(4096, 1)]
    [TestCase(4096, 8)]
    [TestCase(8192, 16)]
    [TestCase(65536, 1)]
    [TestCase(65536, 16)]
    [TestCase(65536, 17)]
    [TestCase(65536, 128)]
    public void Batch_BuffersOfAPool_MovesTheRightBytes(int bufferBytes, int blocks)
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeBufferPool pool = new(rig.Device.Dma, bufferBytes))
        using (NvmeQueue queue = controller.TryTakeQueue(3)!)
        {
            NvmeBuffer written = pool.RentBuffer();
            NvmeBuffer read = pool.RentBuffer();
            int bytes = blocks * disk.BlockBytes;
            byte[] pattern = Rig.Pattern(bytes, blocks);
            pattern.CopyTo(written.Memory);
            read.Memory.Span.Fill(0xEE);
            NvmeCompletion[] ends = new NvmeCompletion[3];
            Assert.That(queue.TryWrite(disk, 3, written, blocks, 1), Is.EqualTo(NvmeAppend.Added));
            queue.Submit();
            Assert.That(queue.Poll(ends), Is.EqualTo(1));
            Assert.That(queue.TryRead(disk, 3, read, blocks, 2), Is.EqualTo(NvmeAppend.Added));
            queue.Submit();
            Assert.That(queue.Poll(ends), Is.EqualTo(1));
            Assert.That(ends[0], Is.EqualTo(new NvmeCompletion(2, BlockStatus.Success)));
            Assert.That(read.Memory[..bytes].ToArray(), Is.EqualTo(pattern));
            Assert.That(read.Memory.Span[bytes..].ContainsAnyExcept((byte)0xEE), Is.False, "nothing behind the end is touched");
            Assert.That(queue.ReadTrace().Select(record => record.Blocks), Is.EqualTo(new[] { blocks, blocks }));
        }

        Finish(rig, controller);
    }

    [Test]
    public void Append_BufferOfAPoolWhatCannotBeDone_SaysWhyAndTakesNothing()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeBufferPool pool = new(rig.Device.Dma, 4096))
        using (NvmeBufferPool large = new(rig.Device.Dma, controller.MaximumTransferBytes + 4096))
        using (NvmeQueue queue = controller.TryTakeQueue(2)!)
        {
            NvmeBuffer buffer = pool.RentBuffer();
            Assert.Multiple(() =>
            {
                Assert.That(queue.TryRead(disk, disk.BlockCount, buffer, 1, 0), Is.EqualTo(NvmeAppend.OutOfRange));
                Assert.That(queue.TryRead(disk, disk.BlockCount - 7, buffer, 8, 0), Is.EqualTo(NvmeAppend.OutOfRange));
                Assert.That(queue.TryRead(disk, 0, large.RentBuffer(), (controller.MaximumTransferBytes / 512) + 1, 0), Is.EqualTo(NvmeAppend.TooLong));
                Assert.That(() => queue.TryRead(disk, 0, buffer, 9, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
                Assert.That(() => queue.TryRead(disk, 0, buffer, 0, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
                Assert.That(() => queue.TryRead(disk, 0, buffer, int.MaxValue, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
                Assert.That(queue.Outstanding, Is.Zero);
            });
            Assert.That(queue.TryRead(disk, 0, buffer, 8, 0), Is.EqualTo(NvmeAppend.Added));
            Assert.That(queue.TryRead(disk, 0, buffer, 8, 0), Is.EqualTo(NvmeAppend.Full));
            queue.Submit();
            Assert.That(queue.Poll(new NvmeCompletion[9]), Is.EqualTo(1));
        }

        Finish(rig, controller);
    }

    [Test]
    public void Append_WhatCannotBeDone_SaysWhyAndTakesNothing()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeQueue queue = controller.TryTakeQueue(3)!)
        {
            using DmaMemory memory = rig.Device.Dma.Allocate(8192, 4096);
            Assert.Multiple(() =>
            {
                Assert.That(queue.TryRead(disk, disk.BlockCount, new byte[512], 0), Is.EqualTo(NvmeAppend.OutOfRange));
                Assert.That(queue.TryRead(disk, disk.BlockCount - 1, new byte[1024], 0), Is.EqualTo(NvmeAppend.OutOfRange));
                Assert.That(queue.TryRead(disk, 0, memory.Memory.Slice(2, 512), 0), Is.EqualTo(NvmeAppend.Unreachable));
                Assert.That(queue.TryRead(disk, 0, new byte[controller.MaximumTransferBytes + 512], 0), Is.EqualTo(NvmeAppend.TooLong));
                Assert.That(() => queue.TryRead(disk, 0, new byte[100], 0), Throws.ArgumentException);
                Assert.That(queue.Outstanding, Is.Zero);
            });
            Assert.That(queue.TryRead(disk, 0, new byte[512], 0), Is.EqualTo(NvmeAppend.Added));
            Assert.That(queue.TryFlush(disk, 1), Is.EqualTo(NvmeAppend.Added));
            Assert.That(queue.TryRead(disk, 0, new byte[512], 0), Is.EqualTo(NvmeAppend.Full));
            queue.Submit();
            Assert.That(queue.Poll(new NvmeCompletion[9]), Is.EqualTo(2));
        }

        Finish(rig, controller);
    }

    [Test]
    public void Write_ReadOnlyDisk_IsRefused()
    {
        Rig rig = NewRig();
        rig.Options = rig.Options with { IsReadOnly = true };
        NvmeController controller = rig.Attach();
        using (NvmeQueue queue = controller.TryTakeQueue(3)!)
        {
            Assert.That(queue.TryWrite(controller.Namespaces[0], 0, new byte[512], 0), Is.EqualTo(NvmeAppend.ReadOnly));
        }

        Finish(rig, controller);
    }

    [Test]
    public void Append_DiskOfAnotherController_IsABug()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeController other = NewRig().Attach();
        using NvmeQueue queue = controller.TryTakeQueue(3)!;
        Assert.That(() => queue.TryRead(other.Namespaces[0], 0, new byte[512], 0), Throws.ArgumentException);
    }

    [Test]
    public void TryTakeQueue_MoreThanGranted_IsNullUntilOneIsGivenBack()
    {
        Rig rig = NewRig();
        rig.Device.QueuePairs = 3;
        NvmeController controller = rig.Attach();
        Assert.That(controller.DirectQueuePairsLeft, Is.EqualTo(2));
        NvmeQueue first = controller.TryTakeQueue(4)!;
        NvmeQueue second = controller.TryTakeQueue(4)!;
        Assert.That(controller.TryTakeQueue(4), Is.Null);
        int id = first.QueueId;
        first.Dispose();
        first.Dispose();
        using (NvmeQueue third = controller.TryTakeQueue(4)!)
        {
            Assert.That(third.QueueId, Is.EqualTo(id));
        }

        second.Dispose();
        Finish(rig, controller);
    }

    [Test]
    public void TryTakeQueue_Refused_LeavesEverythingAsItWas()
    {
        const int CreateSubmissionQueue = 0x01;
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        int before = rig.Device.Dma.Outstanding;
        rig.Device.Faults.OnAdmin(CreateSubmissionQueue).Times(1).FailsWith(0x006);
        Assert.That(() => controller.TryTakeQueue(4), Throws.InstanceOf<NvmeException>());
        Assert.That(rig.Device.Dma.Outstanding, Is.EqualTo(before));
        controller.TryTakeQueue(4)!.Dispose();
        Finish(rig, controller);
    }

    [Test]
    public void Queue_Always_HasNoInterrupts()
    {
        const byte CreateCompletionQueue = 0x05;
        Rig rig = NewRig(vectors: 2);
        NvmeController controller = rig.Attach();
        controller.TryTakeQueue(4)!.Dispose();
        Assert.That(rig.Device.Commands.Last(command => command.IsAdmin && command.Opcode == CreateCompletionQueue).Dword11 & 2, Is.Zero, "IEN");
        Finish(rig, controller);
    }

    [Test]
    public void Command_WithoutAnswer_EndsAsTimedOutOnceTheControllerIsStopped()
    {
        Rig rig = NewRig();
        rig.Options = rig.Options with { IoTimeoutNanoseconds = 5 * Second };
        NvmeController controller = rig.WithoutRecovery().Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        rig.Device.Faults.OnTransfer().NeverCompletes();
        NvmeQueue queue = controller.TryTakeQueue(4)!;
        queue.TryRead(disk, 0, new byte[512], 1);
        queue.Submit();
        NvmeCompletion[] ends = new NvmeCompletion[4];
        int count = 0;
        for (int look = 0; look < 20_000 && count == 0; look++)
        {
            rig.Clock.Delay(look == 10_000 ? 6 * Second : look > 15_000 ? Second / 20 : 0);
            count = queue.Poll(ends);
            Assert.That(count, Is.Zero.Or.EqualTo(look >= 10_000 ? 1 : 0), "not before its time");
        }

        Assert.That(count, Is.EqualTo(1));
        Assert.That(ends[0], Is.EqualTo(new NvmeCompletion(1, BlockStatus.Of(BlockError.TimedOut))));
        Assert.That(rig.Device.Configuration & 1, Is.Zero, "stopped before the buffer went back");
        Assert.That(queue.TryRead(disk, 0, new byte[512], 1), Is.EqualTo(NvmeAppend.DeviceGone));
        queue.Dispose();
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Completion_OfNonsense_FailsTheControllerNotTheOwner()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.WithoutRecovery().Attach();
        NvmeQueue queue = controller.TryTakeQueue(4)!;
        rig.Device.OnCompletion = (command, completion) => completion.CommandId = (ushort)(command.IsIo ? 60000 : completion.CommandId);
        queue.TryRead(controller.Namespaces[0], 0, new byte[512], 5);
        queue.Submit();
        NvmeCompletion[] ends = new NvmeCompletion[4];
        Assert.That(queue.Poll(ends), Is.Zero, "the buffer is the controller's until that is stopped");
        rig.AwaitFailure(controller);
        rig.Clock.Delay(Second);
        Assert.That(queue.Poll(ends), Is.EqualTo(1));
        Assert.That(ends[0], Is.EqualTo(new NvmeCompletion(5, BlockStatus.Of(BlockError.DeviceGone))));
        Assert.That(controller.FailureMessage, Does.Contain("nonsense"));
        queue.Dispose();
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void ShutDown_QueueStillLent_EndsItsCommandsAndLeavesItsMemoryToTheOwner()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeQueue queue = controller.TryTakeQueue(4)!;
        rig.Device.Faults.OnTransfer().NeverCompletes();
        queue.TryRead(controller.Namespaces[0], 0, new byte[512], 9);
        queue.Submit();
        controller.ShutDown();
        NvmeCompletion[] ends = new NvmeCompletion[4];
        Assert.That(queue.Poll(ends), Is.EqualTo(1));
        Assert.That(ends[0], Is.EqualTo(new NvmeCompletion(9, BlockStatus.Of(BlockError.DeviceGone))));
        Assert.That(controller.DirectQueuePairsLeft, Is.Zero);
        queue.Dispose();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase(2, 2, 4, 64, 2, 2, 4)]
    [TestCase(2, 2, 4, 5, 2, 2, 1)]
    [TestCase(2, 2, 4, 3, 1, 2, 0)]
    [TestCase(4, 2, 4, 1, 1, 0, 0)]
    public void Attach_FewerQueuesThanWanted_TakesFromOwnersFirst(int shared, int polled, int direct, int granted, int usedShared, int usedPolled, int left)
    {
        Rig rig = NewRig(vectors: 3);
        rig.Options = rig.Options with { QueuePairs = shared, PollQueuePairs = polled, DirectQueuePairs = direct };
        rig.Device.QueuePairs = granted;
        NvmeController controller = rig.Attach();
        Assert.That((controller.QueuePairCount - controller.PollQueuePairCount, controller.PollQueuePairCount, controller.DirectQueuePairsLeft), Is.EqualTo((usedShared, usedPolled, left)));
        Finish(rig, controller);
    }

    [Test]
    public void PollQueues_ServeThreadsThatWait_AndNobodyElse()
    {
        Rig rig = NewRig(vectors: 2);
        rig.Options = rig.Options with { QueuePairs = 1, PollQueuePairs = 1, CpuCount = 1 };
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].Read(3, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(controller.Namespaces[0].ReadAsync(4, new byte[512]).AsTask().Result, Is.EqualTo(BlockStatus.Success));
        Assert.That(controller.ReadTrace(2).Single().Block, Is.EqualTo(3));
        Assert.That(controller.ReadTrace(1).Single().Block, Is.EqualTo(4));
        Finish(rig, controller);
    }
}
