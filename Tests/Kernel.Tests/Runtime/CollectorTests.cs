using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>The garbage collector.</summary>
[ReadOnlyTest]
internal sealed class CollectorTests
{
    private static int s_finalized;

    [Test]
    public void Collector_ThreadsAllocatingOnEveryCpu_MovesAndFreesNothingWrongly()
    {
        const int Allocations = 10_000_000;
        const int Survivors = 1000;
        int threads = KernelContext.OnlineCpus.Count;
        int perThread = KernelContext.Scale(Allocations) / threads;
        TestThreads.Run(threads, number =>
        {
            // A ring of survivors, each marked, so that an object moved or freed wrongly shows.
            byte[]?[] kept = new byte[Survivors][];
            uint random = (uint)number + 1;
            for (int count = 0; count < perThread; count++)
            {
                random = (random * 1664525) + 1013904223;
                byte[] fresh = new byte[8 + (random >> 24)];
                if (fresh[^1] != 0)
                {
                    throw new InvalidOperationException("a new array is not zero");
                }

                fresh[0] = (byte)number;
                fresh[^1] = (byte)fresh.Length;
                int slot = (int)((random >> 8) % Survivors);
                byte[]? old = kept[slot];
                if (old is not null && (old[0] != (byte)number || old[^1] != (byte)old.Length))
                {
                    throw new InvalidOperationException("an array was overwritten");
                }

                kept[slot] = fresh;
            }
        });
    }

    [Test]
    public void Collector_LoopsWithoutCallsOnOtherCpus_SuspendsThem()
    {
        const int Collections = 20;
        bool stop = false;
        int spinning = 0;
        int spinners = Math.Max(1, KernelContext.OnlineCpus.Count - 1);
        Thread[] threads = new Thread[spinners];
        for (int number = 0; number < spinners; number++)
        {
            threads[number] = new Thread(() =>
            {
                Interlocked.Increment(ref spinning);
                ulong turns = 0;
                while (!Volatile.Read(ref stop))
                {
                    turns++;
                }

                GC.KeepAlive(turns);
            })
            {
                IsBackground = true,
            };
            threads[number].Start();
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref spinning) == spinners);
        int before = GC.CollectionCount(2);
        for (int count = 0; count < Collections; count++)
        {
            GC.Collect();
        }

        int done = GC.CollectionCount(2) - before;
        Volatile.Write(ref stop, true);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.That(done, Is.GreaterThanOrEqualTo(Collections));
    }

    [Test]
    public void Finalizers_OfDeadObjects_Run()
    {
        const int Objects = 1000;
        int before = Volatile.Read(ref s_finalized);
        Litter(Objects);
        int finalized = 0;
        for (int attempt = 0; attempt < 10 && finalized < Objects; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            finalized = Volatile.Read(ref s_finalized) - before;
        }

        // One may still be referenced by a register or a stack slot.
        Assert.That(finalized, Is.GreaterThanOrEqualTo(Objects - 1));
    }

    [Test]
    public void WeakReferences_AfterACollection_HoldTheLivingOnly()
    {
        object alive = new();
        WeakReference<object> toAlive = new(alive);
        WeakReference<object> toDead = MakeDead();
        GC.Collect();
        Assert.That(toAlive.TryGetTarget(out object? found) && ReferenceEquals(found, alive), Is.True, "a living object was let go");
        Assert.That(toDead.TryGetTarget(out _), Is.False, "a dead object was kept");
        GC.KeepAlive(alive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Litter(int objects)
    {
        for (int count = 0; count < objects; count++)
        {
            _ = new Finalizable();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> MakeDead() => new(new object());

    private sealed class Finalizable
    {
        ~Finalizable() => Interlocked.Increment(ref s_finalized);
    }
}
