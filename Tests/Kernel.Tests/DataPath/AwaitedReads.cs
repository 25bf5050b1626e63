using System;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Devices;
using CosmosNvme.Nvme;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>Awaited reads, and all that the CPU does for them.</summary>
internal static class AwaitedReads
{
    private const int BufferBytes = 4096;
    private const int Rounds = CountedInstructions.Rounds;
    private const int WarmUpRounds = CountedInstructions.WarmUpRounds;

    /// <summary>Begins so many reads, awaits all of them, and begins again.</summary>
    /// <returns>
    /// Instructions of each round: everything that the first CPU does, idling left out: the calls, interrupts, soft-interrupt thread, thread pool, awaiting code. Interrupts
    /// fall into the calls now and then, so these are not told apart.
    /// </returns>
    internal static async Task<long[]> CountAsync(int requests)
    {
        NvmeNamespace disk = NvmeDisks.First;
        using DiskBuffers buffers = new(requests, BufferBytes, isPoolMemory: true);
        ValueTask<BlockStatus>[] tasks = new ValueTask<BlockStatus>[requests];
        long[] rounds = new long[Rounds];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            long busy = CountedInstructions.Busy;
            for (int slot = 0; slot < requests; slot++)
            {
#pragma warning disable CA2012 // Kept in an array of their own, and awaited once each.
                tasks[slot] = Ways.StartRead(disk, (ulong)(slot * BufferBytes / disk.BlockBytes), buffers[slot]);
#pragma warning restore CA2012
            }

            for (int slot = 0; slot < requests; slot++)
            {
                NvmeDisks.Expect(await tasks[slot].ConfigureAwait(false));
            }

            rounds[Math.Max(round, 0)] = CountedInstructions.Busy - busy;
        }

        return rounds;
    }
}
