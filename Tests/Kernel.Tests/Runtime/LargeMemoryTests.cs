using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>Much memory, and none left.</summary>
[ReadOnlyTest]
internal sealed class LargeMemoryTests
{
    private const int Mebibyte = 1024 * 1024;
    private const int PageBytes = 4096;

    [Test]
    public void Array_OfAQuarterOfTheFreeMemory_KeepsEveryPage()
    {
        ulong quarter = KernelContext.Machine.Memory.Free / 4;
        FillAndCheck((int)Math.Clamp(quarter, 8 * Mebibyte, 256 * Mebibyte));
        GC.Collect();
    }

    [Test]
    public void Memory_AllocatedWithoutEnd_IsAnOutOfMemoryExceptionAndUsableAgain()
    {
        ulong limit = KernelContext.Machine.Memory.CommitLimit;
        int piece = (int)Math.Clamp(limit / 256, Mebibyte, 1024 * Mebibyte);
        for (int round = 0; round < 2; round++)
        {
            ulong allocated = AllocateWithoutEnd(piece);

            // The collector keeps what it freed committed, in regions of the size that was asked for; aggressive gives it back.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Assert.That(allocated, Is.GreaterThanOrEqualTo(limit / 4));
            FillAndCheck((int)Math.Min(allocated / 2, 64 * Mebibyte));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillAndCheck(int length)
    {
        byte[] array = new byte[length];
        int wrong = 0;
        for (int index = 0; index < length; index += PageBytes)
        {
            wrong += array[index] == 0 ? 0 : 1;
            array[index] = (byte)(index / PageBytes % 251);
        }

        Assert.That(wrong, Is.Zero, "pages of a new array that are not zero");
        for (int index = 0; index < length; index += PageBytes)
        {
            wrong += array[index] == (byte)(index / PageBytes % 251) ? 0 : 1;
        }

        Assert.That(wrong, Is.Zero, "pages that did not keep their value");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong AllocateWithoutEnd(int piece)
    {
        const ulong Touched = 1024UL * Mebibyte;
        List<byte[]> pieces = new(4096);
        ulong allocated = 0;
        try
        {
            while (true)
            {
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
}
