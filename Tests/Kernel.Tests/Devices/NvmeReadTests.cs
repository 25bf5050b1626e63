using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Reading the machine's first NVMe disk, whatever is on it: all ways of reading give the same.</summary>
[ReadOnlyTest]
internal sealed class NvmeReadTests
{
    private const int Blocks = 64;

    private NvmeNamespace _disk = null!;
    private byte[] _expected = null!;

    [OneTimeSetUp]
    public void ReadSlowly()
    {
        _disk = NvmeDisks.First;
        _expected = NvmeDisks.ReadSlowly(_disk, 0, Blocks);
    }

    [TestCase(0)]
    [TestCase(4)]
    [TestCase(512)]
    [TestCase(4092)]
    [TestCase(1)]
    [TestCase(4095)]
    public void Read_BufferAtAnOffsetInItsPage_GivesTheSame(int offset)
    {
        Memory<byte> buffer = NvmeDisks.Buffer(_expected.Length, offset);
        NvmeDisks.Expect(_disk.Read(0, buffer));
        Assert.That(buffer.Span.SequenceEqual(_expected), Is.True);
    }

    [TestCase(0, true)]
    [TestCase(4, true)]
    [TestCase(1, false)]
    [TestCase(2, false)]
    public void Read_BufferAtAnOffset_IsCopiedOnlyIfTheDeviceCannotReachIt(int offset, bool isDword)
    {
        long before = _disk.BouncedTransfers;
        NvmeDisks.Expect(_disk.Read(0, NvmeDisks.Buffer(_disk.BlockBytes, offset)));
        Assert.That(_disk.BouncedTransfers - before, Is.EqualTo(isDword || _disk.ReachesEveryByte ? 0 : 1));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    [TestCase(63)]
    public void Read_NumberOfBlocks_TouchesNothingBehindThem(int blocks)
    {
        int length = blocks * _disk.BlockBytes;
        Memory<byte> buffer = NvmeDisks.Buffer(length + DmaMapping.PageBytes, 12);
        buffer.Span.Fill(0xA5);
        NvmeDisks.Expect(_disk.Read(0, buffer[..length]));
        Assert.That(buffer.Span[..length].SequenceEqual(_expected.AsSpan(0, length)), Is.True);
        Assert.That(buffer.Span[length..].ContainsAnyExcept((byte)0xA5), Is.False);
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    public void Read_AroundTheLargestTransfer_GivesTheSame(int extraBlocks)
    {
        int largest = NvmeDisks.FirstController.MaximumTransferBytes / _disk.BlockBytes;
        int blocks = (int)Math.Min((ulong)(largest + extraBlocks), _disk.BlockCount);
        byte[] whole = new byte[blocks * _disk.BlockBytes];
        NvmeDisks.Expect(_disk.Read(0, whole));

        byte[] inPieces = new byte[whole.Length];
        for (int block = 0; block < blocks; block += Blocks)
        {
            int start = block * _disk.BlockBytes;
            int length = Math.Min(Blocks * _disk.BlockBytes, inPieces.Length - start);
            NvmeDisks.Expect(_disk.Read((ulong)block, inPieces.AsMemory(start, length)));
        }

        Assert.That(whole.AsSpan().SequenceEqual(inPieces), Is.True);
    }

    [Test]
    public void Read_BehindTheLastBlock_IsOutOfRange()
    {
        byte[] block = new byte[_disk.BlockBytes];
        NvmeDisks.Expect(_disk.Read(_disk.BlockCount - 1, block));
        Assert.That(_disk.Read(_disk.BlockCount, block).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(_disk.Read(_disk.BlockCount - 1, new byte[2 * _disk.BlockBytes]).Error, Is.EqualTo(BlockError.OutOfRange));
    }

    [Test]
    public async Task ReadAsync_ManyTasksAtOnce_EachGetsItsOwnBlocks()
    {
        const int Tasks = 48;
        int rounds = KernelContext.Scale(20);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            Random random = new(task);
            for (int round = 0; round < rounds; round++)
            {
                int block = random.Next(Blocks);
                int blocks = random.Next(1, Blocks - block + 1);
                byte[] buffer = new byte[blocks * _disk.BlockBytes];
                NvmeDisks.Expect(await _disk.ReadAsync((ulong)block, buffer));
                Assert.That(buffer.AsSpan().SequenceEqual(_expected.AsSpan(block * _disk.BlockBytes, buffer.Length)), Is.True, $"task {task}, round {round}");
            }
        })));
    }

    [Test]
    public async Task ReadAsync_WhileTheCollectorCompacts_ReachesTheBuffersWhereverTheyWere()
    {
        int rounds = KernelContext.Scale(30);
        using CancellationTokenSource over = new();

        // On a thread of its own and with pauses: on a machine with one CPU it would otherwise keep the thread pool from running anything else.
        Task compacting = Task.Factory.StartNew(() =>
        {
            // Holes between young arrays, so that a compaction has something to move.
            while (!over.IsCancellationRequested)
            {
                List<byte[]> survivors = [];
                for (int count = 0; count < 1000; count++)
                {
                    byte[] fresh = new byte[200];
                    if (count % 3 == 0)
                    {
                        survivors.Add(fresh);
                    }
                }

                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.KeepAlive(survivors);
                Thread.Sleep(1);
            }
        }, TaskCreationOptions.LongRunning);
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                byte[][] buffers = [.. Enumerable.Range(0, 16).Select(_ => new byte[_disk.BlockBytes])];
                Task<BlockStatus>[] reads = [.. buffers.Select((buffer, index) => _disk.ReadAsync((ulong)index, buffer).AsTask())];
                foreach (BlockStatus status in await Task.WhenAll(reads))
                {
                    NvmeDisks.Expect(status);
                }

                for (int index = 0; index < buffers.Length; index++)
                {
                    Assert.That(buffers[index].AsSpan().SequenceEqual(_expected.AsSpan(index * _disk.BlockBytes, _disk.BlockBytes)), Is.True, $"round {round}, block {index}");
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await compacting;
        }
    }

    [Test]
    public async Task ReadAsync_InterruptsInUse_CompletesByInterrupt()
    {
        NvmeController controller = NvmeDisks.FirstController;
        Assert.That(controller.VectorCount, Is.GreaterThan(0), "The driver polls.");
        const int Reads = 200;
        long missed = controller.MissedInterrupts;
        byte[] buffer = new byte[_disk.BlockBytes];
        for (int read = 0; read < Reads; read++)
        {
            NvmeDisks.Expect(await _disk.ReadAsync((ulong)(read % Blocks), buffer));
        }

        // The driver looks once a second without an interrupt, and may then be a moment ahead of one that is on its way.
        Assert.That(controller.MissedInterrupts - missed, Is.LessThan(Reads / 10));
    }

    [Test]
    public void ReadAsync_FromEachCpuInTurn_InterruptsThatCpuOnly()
    {
        string controller = NvmeDisks.FirstController.Name;
        InterruptLine[] lines = [.. KernelContext.Interrupts.Lines.Where(line => line.Name.StartsWith(controller, StringComparison.Ordinal))];
        Assert.That(lines, Is.Not.Empty);
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            long[] here = [.. lines.Select(line => line.CountOn(cpu))];
            long[] everywhere = [.. lines.Select(line => line.Count)];
            TestThreads.Run(1, _ =>
            {
                KernelContext.Machine.PinCurrentThread(cpu);
                for (int read = 0; read < 20; read++)
                {
                    // The call up to the submission is on this thread; what comes after may be anywhere.
                    NvmeDisks.Expect(_disk.ReadAsync((ulong)read, new byte[_disk.BlockBytes]).AsTask().GetAwaiter().GetResult());
                }
            });
            long addedHere = lines.Select((line, index) => line.CountOn(cpu) - here[index]).Sum();
            long addedEverywhere = lines.Select((line, index) => line.Count - everywhere[index]).Sum();
            Assert.That(addedHere, Is.GreaterThan(0), $"CPU {cpu}");

            // The last read of the CPU before may have been found by whoever took the one before that; then its interrupt may come late, and be seen here.
            Assert.That(addedEverywhere, Is.InRange(addedHere, addedHere + 1), $"CPU {cpu}");
        }
    }

    [Test]
    public void Trace_AfterAReadOnAPinnedThread_ShowsItWithItsCpu()
    {
        const ulong Block = 5;
        NvmeController controller = NvmeDisks.FirstController;
        int cpu = KernelContext.OnlineCpus[^1];
        TestThreads.Run(1, _ =>
        {
            KernelContext.Machine.PinCurrentThread(cpu);
            NvmeDisks.Expect(_disk.Read(Block, new byte[3 * _disk.BlockBytes]));
        });
        IEnumerable<FlightRecord> records = Enumerable.Range(1, controller.QueuePairCount).SelectMany(controller.ReadTrace);
        Assert.That(records.Any(record => record.Block == Block && record.Blocks == 3 && record.Cpu == cpu && !record.IsOutstanding), Is.True);
    }
}
