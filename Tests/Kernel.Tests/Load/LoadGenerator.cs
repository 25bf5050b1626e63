using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.KernelTests.Load;

/// <summary>Threads that keep a disk busy with lanes (<see cref="LoadLane"/>) of their own until they are told to stop.</summary>
internal sealed class LoadGenerator
{
    private const int MostBlocksPerLane = 4;

    private readonly IBlockDevice _disk;
    private readonly LoadLane[][] _lanesOfThread;
    private volatile bool _isOver;

    /// <summary>Divides the disk among threads.</summary>
    /// <param name="disk">A disk that may be overwritten, with a block for each lane at least.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="lanes">Lanes of each.</param>
    internal LoadGenerator(IBlockDevice disk, int threads, int lanes)
    {
        _disk = disk;
        int blocks = (int)Math.Min(MostBlocksPerLane, disk.BlockCount / (ulong)(threads * lanes));
        if (blocks == 0)
        {
            throw new ArgumentException($"{disk.Name} has {disk.BlockCount} blocks: too few for {threads} threads with {lanes} requests each.");
        }

        _lanesOfThread = [.. Enumerable.Range(0, threads).Select(thread => MakeLanes(thread, lanes, blocks))];
    }

    /// <summary>Requests that ended, all of them well. When the threads have ended.</summary>
    internal long Requests => All.Sum(lane => lane.Requests);

    /// <summary>Blocks that were read and found right. When the threads have ended.</summary>
    internal long VerifiedBlocks => All.Sum(lane => lane.VerifiedBlocks);

    private IEnumerable<LoadLane> All => _lanesOfThread.SelectMany(lanes => lanes);

    /// <summary>Makes the threads come to an end: what is on its way ends, and every block is read and checked once more.</summary>
    internal void Stop() => _isOver = true;

    /// <summary>The work of a thread that has all its requests on their way at once.</summary>
    /// <exception cref="System.IO.InvalidDataException">A request failed, or read what must not be there.</exception>
    internal void RunAtOnce(int thread)
    {
        LoadLane[] lanes = _lanesOfThread[thread];
        Array.ForEach(lanes, lane => lane.Start(LoadStep.WriteAll));
        while (!_isOver)
        {
            int ended = lanes.Count(lane => lane.TryFinish());
            foreach (LoadLane lane in lanes.Where(lane => !lane.IsBusy))
            {
                lane.Start(LoadStep.Any);
            }

            // With few at a time, looking through all of them would be all that the CPU does.
            if (ended < lanes.Length / 16)
            {
                Thread.Sleep(1);
            }
        }

        WaitForAll(lanes);
        Array.ForEach(lanes, lane => lane.Start(LoadStep.ReadAll));
        WaitForAll(lanes);
    }

    /// <summary>The work of a thread that waits for each of its requests.</summary>
    /// <exception cref="System.IO.InvalidDataException">A request failed, or read what must not be there.</exception>
    internal void RunOneByOne(int thread)
    {
        LoadLane[] lanes = _lanesOfThread[thread];
        Array.ForEach(lanes, lane => lane.Run(LoadStep.WriteAll));
        while (!_isOver)
        {
            Array.ForEach(lanes, lane => lane.Run(LoadStep.Any));
        }

        Array.ForEach(lanes, lane => lane.Run(LoadStep.ReadAll));
    }

    private static void WaitForAll(LoadLane[] lanes)
    {
        foreach (LoadLane lane in lanes)
        {
            while (!lane.TryFinish())
            {
                Thread.Sleep(1);
            }
        }
    }

    private LoadLane[] MakeLanes(int thread, int lanes, int blocks)
    {
        int bytes = blocks * _disk.BlockBytes;
        Memory<byte> buffers = GC.AllocateUninitializedArray<byte>(lanes * bytes, pinned: true);
        return [.. Enumerable.Range(thread * lanes, lanes).Select((number, index) =>
            new LoadLane(_disk, (ulong)(number * blocks), buffers.Slice(index * bytes, bytes), number))];
    }
}
