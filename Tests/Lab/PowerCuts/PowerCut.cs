using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>
/// What a power cut leaves on a disk with a volatile cache. Durable is what was written through, and what was answered before a flush that was
/// answered before the cut began. Of everything else that had arrived each block of 512 bytes is there or not, for itself and in any order.
/// </summary>
public static class PowerCut
{
    /// <summary>Bytes that are there or not as a whole.</summary>
    public const int BlockBytes = 512;

    /// <summary>What blocks hold that were discarded: nothing that anybody has written.</summary>
    internal const byte Rubbish = 0xD5;

    /// <summary>Makes the content of a disk after a cut.</summary>
    /// <param name="before">What was on it before the log begins; stays as it is.</param>
    /// <param name="log">What happened since.</param>
    /// <param name="disk">Name of the disk.</param>
    /// <param name="moment">The moment of the cut: nothing that begins at or after it has arrived.</param>
    /// <param name="seed">Decides what is left of what was not durable; the same log, moment and seed leave the same.</param>
    public static byte[] Apply(ReadOnlySpan<byte> before, RequestLog log, string disk, int moment, int seed)
    {
        ArgumentNullException.ThrowIfNull(log);
        DiskRequest[] requests = [.. log.Requests.Where(request => request.Disk == disk && request.Began < moment)];
        int[] flushes = [.. requests.Where(request => request.Kind == DiskRequestKind.Flush && request.Ended < moment).Select(request => request.Began)];
        int lastFlush = flushes.Length == 0 ? 0 : flushes.Max();
        byte[] medium = before.ToArray();
        int[] durableSince = new int[medium.Length / BlockBytes];
        List<DiskRequest> pending = [];
        foreach (DiskRequest request in requests.Where(request => request.Kind != DiskRequestKind.Flush))
        {
            bool isDurable = request.Ended < lastFlush || (request.IsThrough && request.Ended < moment);
            if (!isDurable)
            {
                pending.Add(request);
                continue;
            }

            for (long block = request.Offset / BlockBytes; block < (request.Offset + request.Length) / BlockBytes; block++)
            {
                Put(medium, request, block);
                durableSince[block] = request.Began;
            }
        }

        KeepSome(medium, pending, durableSince, new Random(seed));
        return medium;
    }

    // Some cuts lose all that was not durable, some nothing, most some of it; older writes of a block may outlive newer ones.
    private static void KeepSome(byte[] medium, List<DiskRequest> pending, int[] durableSince, Random random)
    {
        double share = random.Next(8) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
        DiskRequest[] order = [.. pending];
        random.Shuffle(order);
        foreach (DiskRequest request in order)
        {
            // Half of the requests are torn, the others there or not as a whole.
            bool isTorn = random.Next(2) == 0;
            bool isThere = random.NextDouble() < share;
            for (long block = request.Offset / BlockBytes; block < (request.Offset + request.Length) / BlockBytes; block++)
            {
                // What was answered before something durable came to the same block is history.
                if ((isTorn ? random.NextDouble() < share : isThere) && request.Ended > durableSince[block])
                {
                    Put(medium, request, block);
                }
            }
        }
    }

    private static void Put(byte[] medium, DiskRequest request, long block)
    {
        Span<byte> target = medium.AsSpan((int)(block * BlockBytes), BlockBytes);
        if (request.Kind == DiskRequestKind.Discard)
        {
            target.Fill(Rubbish);
        }
        else
        {
            request.Data.Span.Slice((int)((block * BlockBytes) - request.Offset), BlockBytes).CopyTo(target);
        }
    }
}
