using System;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Buffers whose pages are given back while the controller fills them: the worst that threads can do to memory under a device.</summary>
[ReadOnlyTest]
internal sealed class PinningTests
{
    private const int Pages = 64;
    private const int Readers = 2;
    private const int NeighbourPages = 256;
    private const byte NeighbourPattern = 0x5A;

    private volatile bool _isOver;
    private long _discards;
    private long _neighbourRounds;

    // Three kinds of threads. Readers have the controller write into their buffers. One thread gives these buffers' pages back in the
    // middle of that, so that their frames would be free, were they not pinned. A neighbour takes frames all the time, the one that was
    // freed last first: if the controller wrote into a frame that had been given away, it would find its own data changed.
    [Test]
    public void Read_WhilePagesOfTheBufferAreGivenBack_ReachesNobodyElsesMemory()
    {
        NvmeNamespace disk = NvmeDisks.First;
        byte[] expected = NvmeDisks.ReadSlowly(disk, 0, Pages * DmaMapping.PageBytes / disk.BlockBytes);
        Memory<byte>[] buffers = [.. Enumerable.Range(0, Readers).Select(_ => NvmeDisks.Buffer(expected.Length, 0))];
        Memory<byte> neighbour = NvmeDisks.Buffer(NeighbourPages * DmaMapping.PageBytes, 0);
        int rounds = KernelContext.Scale(150);
        int reading = Readers;
        ulong freeBefore = KernelContext.Machine.Memory.Free;
        _isOver = false;
        _discards = 0;
        _neighbourRounds = 0;
        TestThreads.Run(Readers + 2, thread =>
        {
            try
            {
                switch (thread)
                {
                    case < Readers:
                        ReadAgainAndAgain(disk, buffers[thread], expected, rounds);
                        break;
                    case Readers:
                        GiveBack(buffers);
                        break;
                    default:
                        UseMemory(neighbour);
                        break;
                }
            }
            finally
            {
                _isOver |= thread >= Readers || Interlocked.Decrement(ref reading) == 0;
            }
        });

        TestContext.Out.WriteLine($"at least {Readers * rounds} reads, {_discards} discards, {_neighbourRounds} rounds of the neighbour");
        Assert.That(_discards, Is.GreaterThan(0));
        Assert.That(_neighbourRounds, Is.GreaterThan(0));

        // Every frame that was unmapped while it was pinned has come back: at most a few of each round may have been lost to other causes.
        long lost = (long)freeBefore - (long)KernelContext.Machine.Memory.Free;
        Assert.That(lost, Is.LessThan(Math.Max(16L << 20, (long)rounds * DmaMapping.PageBytes)), "bytes of memory that did not come back");
    }

    private void ReadAgainAndAgain(NvmeNamespace disk, Memory<byte> buffer, byte[] expected, int rounds)
    {
        // However few rounds there are: the last is over when the others have begun.
        for (int round = 0; (round < rounds || Interlocked.Read(ref _discards) == 0 || Interlocked.Read(ref _neighbourRounds) == 0) && !_isOver; round++)
        {
            NvmeDisks.Expect(disk.Read(0, buffer));
            for (int page = 0; page < Pages; page++)
            {
                Check(round, page, buffer.Span.Slice(page * DmaMapping.PageBytes, DmaMapping.PageBytes), expected.AsSpan(page * DmaMapping.PageBytes, DmaMapping.PageBytes));
            }
        }
    }

    // A page that was given back reads as zeros; one that was given back while data was copied into it, as zeros in part.
    private static void Check(int round, int page, ReadOnlySpan<byte> read, ReadOnlySpan<byte> expected)
    {
        if (!read.ContainsAnyExcept((byte)0) || read.SequenceEqual(expected))
        {
            return;
        }

        for (int index = 0; index < read.Length; index++)
        {
            if (read[index] != expected[index] && read[index] != 0)
            {
                Assert.Fail($"round {round}: byte {index} of page {page} is {read[index]:x2}, neither what the disk has ({expected[index]:x2}) nor zero.");
            }
        }
    }

    private void GiveBack(Memory<byte>[] buffers)
    {
        Random random = new(1);
        while (!_isOver)
        {
            int page = random.Next(Pages);
            int pages = random.Next(1, Pages - page + 1);
            Span<byte> part = buffers[random.Next(buffers.Length)].Span.Slice(page * DmaMapping.PageBytes, pages * DmaMapping.PageBytes);
            Assert.That(LibC.TryDiscard(ref part[0], part.Length), Is.True);
            Interlocked.Increment(ref _discards);
        }
    }

    private void UseMemory(Memory<byte> memory)
    {
        while (!_isOver)
        {
            Span<byte> span = memory.Span;
            Assert.That(LibC.TryDiscard(ref span[0], span.Length), Is.True);
            span.Fill(NeighbourPattern);
            Thread.SpinWait(1000);
            if (span.ContainsAnyExcept(NeighbourPattern))
            {
                Assert.Fail($"round {_neighbourRounds}: somebody wrote into memory that was given to this thread, at {span.IndexOfAnyExcept(NeighbourPattern)}.");
            }

            Interlocked.Increment(ref _neighbourRounds);
        }
    }
}
