using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Requests to a disk by several workers at once, each with blocks of its own, whose contents say which write they are of. Knows for each block what may be
/// in it: what was acknowledged last, or any later write that was not.
/// </summary>
internal sealed class RecoveryLoad
{
    private const int BlocksPerWorker = 16;
    private const int Blocks = 2;

    private readonly NvmeNamespace _disk;
    private readonly int _workers;
    private readonly bool _isAwaited;
    private readonly List<int>[] _possible;
    private int _version;

    internal RecoveryLoad(NvmeNamespace disk, int workers, bool isAwaited)
    {
        _disk = disk;
        _workers = workers;
        _isAwaited = isAwaited;
        _possible = [.. Enumerable.Range(0, workers * BlocksPerWorker).Select(_ => new List<int> { 0 })];
    }

    /// <summary>Statuses of requests that did not succeed.</summary>
    internal List<BlockError> Errors { get; } = [];

    /// <summary>Runs all workers to their end.</summary>
    /// <param name="seed">Decides who does what.</param>
    /// <param name="operations">Requests of each worker.</param>
    internal void Run(int seed, int operations)
    {
        Task[] workers = [.. Enumerable.Range(0, _workers).Select(worker => _isAwaited
            ? Task.Run(() => WorkAsync(worker, new Random(seed + worker), operations))
            : Task.Factory.StartNew(() => WorkAsync(worker, new Random(seed + worker), operations).GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Assert.That(Task.WaitAll(workers, TimeSpan.FromSeconds(90)), Is.True, "somebody waits for ever");
    }

    /// <summary>Reads every block: it holds what was acknowledged last, or what was on its way after that.</summary>
    internal void Check()
    {
        byte[] buffer = new byte[_disk.BlockBytes];
        for (int place = 0; place < _possible.Length; place++)
        {
            Assert.That(_disk.Read((ulong)(place * Blocks), buffer), Is.EqualTo(BlockStatus.Success), $"place {place}");
            Check(place, buffer);
        }
    }

    private async Task WorkAsync(int worker, Random random, int operations)
    {
        byte[] buffer = new byte[_disk.BlockBytes * Blocks];
        for (int operation = 0; operation < operations; operation++)
        {
            int place = (worker * BlocksPerWorker) + random.Next(BlocksPerWorker);
            ulong block = (ulong)(place * Blocks);
            switch (random.Next(5))
            {
                case 0 or 1:
                    int version = Interlocked.Increment(ref _version);
                    Fill(buffer, version);
                    _possible[place].Add(version);
                    if (Note(_isAwaited ? await _disk.WriteAsync(block, buffer) : _disk.Write(block, buffer)))
                    {
                        _possible[place] = [version];
                    }

                    break;
                case 2:
                    Note(_isAwaited ? await _disk.FlushAsync() : _disk.Flush());
                    break;
                default:
                    if (Note(_isAwaited ? await _disk.ReadAsync(block, buffer) : _disk.Read(block, buffer)))
                    {
                        Check(place, buffer);
                    }

                    break;
            }
        }
    }

    private bool Note(BlockStatus status)
    {
        if (!status.IsSuccess)
        {
            lock (Errors)
            {
                Errors.Add(status.Error);
            }
        }

        return status.IsSuccess;
    }

    private static void Fill(byte[] buffer, int version)
    {
        for (int at = 0; at < buffer.Length; at += sizeof(int))
        {
            BitConverter.TryWriteBytes(buffer.AsSpan(at), version);
        }
    }

    private void Check(int place, byte[] buffer)
    {
        int version = BitConverter.ToInt32(buffer);
        Assert.That(_possible[place], Does.Contain(version), $"place {place}");
        for (int at = 0; at < buffer.Length; at += sizeof(int))
        {
            if (BitConverter.ToInt32(buffer, at) != version)
            {
                Assert.Fail($"place {place}: a mixture of writes {version} and {BitConverter.ToInt32(buffer, at)}");
            }
        }
    }
}
