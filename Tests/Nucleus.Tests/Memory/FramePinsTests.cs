using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class FramePinsTests
{
    private const ulong Frames = 16;
    private const ulong Frame = 3UL << FrameAllocator.FrameShift;
    private const int MostPins = 0x7fff;

    private HostMemory _table = null!;

    [SetUp]
    public void MakeTable()
    {
        _table = HostMemory.Aligned(FramePins.TableBytes(Frames), FrameAllocator.FrameBytes);
        FramePins.Initialize(_table.Start);
    }

    [TearDown]
    public void FreeTable() => _table.Dispose();

    [Test]
    public void TryRelease_NotPinned_IsForTheCallerToFree() => Assert.That(FramePins.TryRelease(Frame), Is.True);

    [Test]
    public void Unpin_StillMapped_FreesNothing()
    {
        Assert.That(FramePins.TryPin(Frame), Is.True);
        Assert.That(FramePins.Unpin(Frame), Is.False);
        Assert.That(FramePins.TryRelease(Frame), Is.True);
    }

    [Test]
    public void Unpin_UnmappedMeanwhile_FreesWithTheLast()
    {
        FramePins.TryPin(Frame);
        FramePins.TryPin(Frame);
        Assert.That(FramePins.TryRelease(Frame), Is.False);
        Assert.That(FramePins.Unpin(Frame), Is.False);
        Assert.That(FramePins.Unpin(Frame), Is.True);
    }

    [Test]
    public void TryPin_FrameInItsNextLife_CountsFromZero()
    {
        FramePins.TryPin(Frame);
        FramePins.TryRelease(Frame);
        FramePins.Unpin(Frame);
        FramePins.TryPin(Frame);
        Assert.That(FramePins.Unpin(Frame), Is.False);
        Assert.That(FramePins.TryRelease(Frame), Is.True);
    }

    [Test]
    public void TryPin_Neighbours_AreCountedApart()
    {
        FramePins.TryPin(Frame);
        Assert.That(FramePins.TryRelease(Frame - FrameAllocator.FrameBytes), Is.True);
        Assert.That(FramePins.TryRelease(Frame + FrameAllocator.FrameBytes), Is.True);
        Assert.That(FramePins.TryRelease(Frame), Is.False);
    }

    [Test]
    public void TryPin_MoreThanCanBeCounted_IsFalseAndLosesNone()
    {
        Assert.That(Enumerable.Range(0, MostPins).All(_ => FramePins.TryPin(Frame)), Is.True);
        Assert.That(FramePins.TryPin(Frame), Is.False);
        FramePins.TryRelease(Frame);
        Assert.That(Enumerable.Range(1, MostPins).First(_ => FramePins.Unpin(Frame)), Is.EqualTo(MostPins));
    }

    // The lock stands for what the kernel has: who pins does it with interrupts off, and who unmaps waits for all CPUs before the release.
    [Test]
    public void Pins_FromManyThreadsWhileTheFrameIsUnmapped_FreeItExactlyOnce()
    {
        const int Rounds = 20_000;
        using ReaderWriterLockSlim interruptsOff = new();
        bool isMapped = true;
        bool isOver = false;
        int freed = 0;
        Task[] pinners = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    interruptsOff.EnterReadLock();
                    bool isPinned = Volatile.Read(ref isMapped) && FramePins.TryPin(Frame);
                    interruptsOff.ExitReadLock();
                    if (isPinned && FramePins.Unpin(Frame))
                    {
                        Interlocked.Increment(ref freed);
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        try
        {
            for (int round = 1; round <= Rounds; round++)
            {
                Volatile.Write(ref isMapped, false);
                interruptsOff.EnterWriteLock();
                interruptsOff.ExitWriteLock();
                if (FramePins.TryRelease(Frame))
                {
                    Interlocked.Increment(ref freed);
                }

                Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref freed) == round, 60_000), Is.True, $"round {round}: freed {freed} times");
                Volatile.Write(ref isMapped, true);
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            Task.WaitAll(pinners);
        }

        Assert.That(freed, Is.EqualTo(Rounds));
    }
}
