using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using static CosmosNvme.Shell.SelfTests.SelfTestContext;

namespace CosmosNvme.Shell.SelfTests;

/// <summary>The garbage collector and the memory under it.</summary>
internal static class MemorySelfTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int PageBytes = 4096;

    internal static readonly SelfTest[] All =
    [
        new("gc-stress", "10 million allocations with threads on every CPU", RunStress),
        new("gc-suspends-a-spinning-loop", "collections while loops without calls spin on the other CPUs", RunSuspension),
        new("huge-array", "one array of a quarter of the free memory, every page touched", RunHugeArray),
        new("out-of-memory", "allocating without end is an OutOfMemoryException, and memory is usable again", RunOutOfMemory),
        new("finalizers", "finalizers of dead objects run", RunFinalizers),
        new("weak-references", "weak references let go of dead objects only", RunWeakReferences),
    ];

    private static int s_finalized;

    private static void RunStress(SelfTestContext context)
    {
        const int Allocations = 10_000_000;
        const int Survivors = 1000;
        int threads = context.OnlineCpus().Count;
        int perThread = context.Scale(Allocations) / threads;
        RunThreads(threads, number =>
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
                    throw new SelfTestFailedException("a new array is not zero");
                }

                fresh[0] = (byte)number;
                fresh[^1] = (byte)fresh.Length;
                int slot = (int)((random >> 8) % Survivors);
                byte[]? old = kept[slot];
                if (old is not null && (old[0] != (byte)number || old[^1] != (byte)old.Length))
                {
                    throw new SelfTestFailedException("an array was overwritten");
                }

                kept[slot] = fresh;
                if ((count & 0xFFFF) == 0)
                {
                    context.Interrupted.ThrowIfCancellationRequested();
                }
            }
        });
    }

    private static void RunSuspension(SelfTestContext context)
    {
        const int Collections = 20;
        bool stop = false;
        int spinning = 0;
        int spinners = Math.Max(1, context.OnlineCpus().Count - 1);
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

        Check(done >= Collections, $"{done} of {Collections} collections happened");
    }

    private static void RunHugeArray(SelfTestContext context)
    {
        ulong quarter = context.Machine.Memory.Free / 4;
        int length = (int)Math.Clamp(quarter, 8 * Mebibyte, 256 * Mebibyte);
        FillAndCheck(length);
        GC.Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillAndCheck(int length)
    {
        byte[] array = new byte[length];
        for (int index = 0; index < length; index += PageBytes)
        {
            Check(array[index] == 0, $"byte {index} of a new array is not zero");
            array[index] = (byte)(index / PageBytes % 251);
        }

        for (int index = 0; index < length; index += PageBytes)
        {
            Check(array[index] == (byte)(index / PageBytes % 251), $"byte {index} did not keep its value");
        }
    }

    private static void RunOutOfMemory(SelfTestContext context)
    {
        ulong limit = context.Machine.Memory.CommitLimit;
        int piece = (int)Math.Clamp(limit / 256, Mebibyte, 1024 * Mebibyte);
        for (int round = 0; round < 2; round++)
        {
            ulong allocated = AllocateWithoutEnd(piece, context.Interrupted);

            // The collector keeps what it freed committed, in regions of the size that was asked for; aggressive gives it back.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Check(allocated >= limit / 4, $"memory ended after {allocated / Mebibyte} MiB of {limit / Mebibyte} MiB");
            FillAndCheck((int)Math.Min(allocated / 2, 64 * Mebibyte));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong AllocateWithoutEnd(int piece, CancellationToken interrupted)
    {
        const ulong Touched = 1024UL * Mebibyte;
        List<byte[]> pieces = new(4096);
        ulong allocated = 0;
        try
        {
            while (true)
            {
                interrupted.ThrowIfCancellationRequested();
                byte[] fresh = GC.AllocateUninitializedArray<byte>(piece);
                pieces.Add(fresh);

                // What was promised must be there. Beyond a gibibyte the promise is believed: it would only take time.
                for (int index = 0; index < piece && allocated < Touched; index += PageBytes)
                {
                    fresh[index] = 1;
                }

                allocated += (ulong)piece;
            }
        }
        catch (OutOfMemoryException)
        {
            pieces.Clear();
            return allocated;
        }
    }

    private static void RunFinalizers(SelfTestContext context)
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
        Check(finalized >= Objects - 1, $"{finalized} of {Objects} finalizers ran");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Litter(int objects)
    {
        for (int count = 0; count < objects; count++)
        {
            _ = new Finalizable();
        }
    }

    private static void RunWeakReferences(SelfTestContext context)
    {
        object alive = new();
        WeakReference<object> toAlive = new(alive);
        WeakReference<object> toDead = MakeDead();
        GC.Collect();
        Check(toAlive.TryGetTarget(out object? found) && ReferenceEquals(found, alive), "a living object was let go");
        Check(!toDead.TryGetTarget(out _), "a dead object was kept");
        GC.KeepAlive(alive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> MakeDead() => new(new object());

    private sealed class Finalizable
    {
        ~Finalizable() => Interlocked.Increment(ref s_finalized);
    }
}
