using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The rings of queues that a caller owns, round after round.</summary>
internal sealed class NvmeQueueRingTests : NvmeQueueFixture
{
    [Test]
    public void Ring_ManyRounds_WrapsAtItsDepth()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeQueue queue = controller.TryTakeQueue(5)!)
        {
            NvmeCompletion[] ends = new NvmeCompletion[3];
            byte[] buffer = new byte[512];
            ulong next = 0;
            HashSet<ulong> ended = [];
            while (ended.Count < 200)
            {
                while (queue.TryRead(disk, next, buffer, next) == NvmeAppend.Added)
                {
                    next++;
                }

                queue.Submit();
                foreach (NvmeCompletion end in ends.AsSpan(0, queue.Poll(ends)))
                {
                    Assert.That(end.Status, Is.EqualTo(BlockStatus.Success));
                    Assert.That(ended.Add(end.Tag), Is.True);
                }
            }

            Assert.That(queue.Outstanding, Is.EqualTo((int)next - ended.Count));
        }

        Finish(rig, controller);
    }

    // A controller that found its ring full would keep ends back, and a round would find fewer.
    [TestCase(3, 1, 34)]
    [TestCase(3, 2, 67)]
    [TestCase(9, 1, 12)]
    [TestCase(9, 8, 67)]
    [TestCase(65, 1, 12)]
    [TestCase(65, 64, 200)]
    public void HeadDoorbell_ManyRounds_IsRungSeldomButBeforeTheRingFillsUp(int depth, int batch, int doorbells)
    {
        const int Rounds = 200;
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        using (NvmeQueue queue = controller.TryTakeQueue(depth)!)
        {
            NvmeCompletion[] ends = new NvmeCompletion[batch];
            byte[] buffer = new byte[512];
            int before = rig.Device.DoorbellWrites.Heads;
            for (int round = 0; round < Rounds; round++)
            {
                for (int index = 0; index < batch; index++)
                {
                    Assert.That(queue.TryRead(controller.Namespaces[0], (ulong)index, buffer, (ulong)index), Is.EqualTo(NvmeAppend.Added));
                }

                queue.Submit();
                Assert.That(queue.Poll(ends), Is.EqualTo(batch), $"round {round}");
            }

            Assert.That(rig.Device.DoorbellWrites.Heads - before, Is.EqualTo(doorbells));
        }

        Finish(rig, controller);
    }

    [Test]
    public void Trace_MoreCommandsThanTheRingHas_IsTheLastOfThem()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeQueue queue = controller.TryTakeQueue(8)!)
        {
            rig.Device.Faults.OnTransfer().Times(1).FailsWith(0x281);
            NvmeCompletion[] ends = new NvmeCompletion[7];
            for (ulong round = 0; round < 30; round++)
            {
                queue.TryRead(disk, 2 * round, new byte[512], 0);
                queue.TryRead(disk, (2 * round) + 1, new byte[1024], 0);
                queue.Submit();
                Assert.That(queue.Poll(ends), Is.EqualTo(2));
                if (round == 0)
                {
                    Assert.That(queue.ReadTrace().Select(record => record.Status.IsSuccess), Is.EqualTo(new[] { false, true }));
                }
            }

            queue.TryFlush(disk, 0);
            queue.Submit();
            queue.TryRead(disk, 99, new byte[512], 0);
            IReadOnlyList<FlightRecord> trace = queue.ReadTrace();
            Assert.Multiple(() =>
            {
                Assert.That(trace.Select(record => record.Sequence), Is.EqualTo(Enumerable.Range(54, 7)), "what was not handed over is not in it, and one place is taken");
                Assert.That(trace.Take(6).Select(record => record.Block), Is.EqualTo(Enumerable.Range(54, 6)));
                Assert.That(trace.Take(6).Select(record => record.Blocks), Is.EqualTo(new[] { 1, 2, 1, 2, 1, 2 }));
                Assert.That(trace.Take(6).Any(record => record.IsOutstanding), Is.False);
                Assert.That(trace[6].IsOutstanding, Is.True);
                Assert.That(trace[6].Opcode, Is.Zero);
                Assert.That(trace.Select(record => record.EndedNanoseconds >= record.SubmittedNanoseconds || record.IsOutstanding), Is.All.True);
            });
        }

        Finish(rig, controller);
    }

    [Test]
    public void Statistics_OfALentQueue_CountWhatItsOwnerDid()
    {
        Rig rig = NewRig();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using (NvmeQueue queue = controller.TryTakeQueue(8)!)
        using (NvmeBufferPool pool = new(rig.Device.Dma, 4096))
        using (NvmeBuffer buffer = pool.RentBuffer())
        {
            rig.Device.Faults.OnTransfer().Times(1).FailsWith(0x281);
            queue.TryRead(disk, 0, buffer, 2, 0);
            queue.TryWrite(disk, 2, buffer, 3, 1);
            queue.TryRead(disk, 5, new byte[512], 2);
            queue.TryWrite(disk, 6, new byte[1024], 3);
            queue.TryFlush(disk, 4);
            QueueStatistics before = controller.ReadLentStatistics().Single();
            queue.Submit();
            queue.Poll(new NvmeCompletion[8]);
            QueueStatistics after = controller.ReadLentStatistics().Single();
            Assert.Multiple(() =>
            {
                Assert.That((before.Outstanding, after.Outstanding), Is.EqualTo((5L, 0L)));
                Assert.That((after.QueueId, after.Reads, after.Writes, after.Flushes, after.Others), Is.EqualTo((queue.QueueId, 2L, 2L, 1L, 0L)));
                Assert.That((after.BytesRead, after.BytesWritten, after.Errors), Is.EqualTo((1536L, 2560L, 1L)));
            });
        }

        Assert.That(controller.ReadLentStatistics(), Is.Empty);
        Finish(rig, controller);
    }

    [TestCase(1, 256)]
    [TestCase(4, 256)]
    [TestCase(32, 512)]
    public void Latencies_OfALentQueue_AreThoseOfTheFirstCommandAndOfOneInSomeHundreds(int batch, int share)
    {
        const long Microsecond = 1000;
        Rig rig = new() { Options = new NvmeOptions { DirectQueuePairs = 1 } };
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        rig.Device.Faults.OnTransfer().CompletesAfter(70 * Microsecond);
        using (NvmeQueue queue = controller.TryTakeQueue(64)!)
        using (NvmeBufferPool pool = new(rig.Device.Dma, 4096))
        using (NvmeBuffer buffer = pool.RentBuffer())
        {
            NvmeCompletion[] ends = new NvmeCompletion[64];
            for (int command = 0; command < 3 * share; command += batch)
            {
                for (int index = 0; index < batch; index++)
                {
                    Assert.That(queue.TryRead(disk, 0, buffer, 1, 0), Is.EqualTo(NvmeAppend.Added));
                }

                queue.Submit();
                for (int ended = 0; ended < batch; rig.Clock.Delay(Microsecond))
                {
                    ended += queue.Poll(ends);
                }
            }

            QueueStatistics statistics = queue.ReadStatistics();
            Assert.That(statistics.TimedCommands, Is.EqualTo(3));
            Assert.That(statistics.Percentile(1), Is.InRange(70 * Microsecond, 100 * Microsecond));
        }

        Finish(rig, controller);
    }
}
