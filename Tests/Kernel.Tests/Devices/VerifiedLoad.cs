using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Requests of all kinds by several workers, each at places of its own, until they are stopped. What an acknowledged write has put somewhere must be read there.</summary>
internal sealed class VerifiedLoad(IBlockDevice disk, int workers)
{
    /// <summary>What the log says when the requests have begun.</summary>
    internal const string Begins = "recovery: the load runs";

    private const int Places = 100;
    private const int BlocksOfAPlace = 8;
    private const int BlocksOfAWorker = 1000;

    // What a place may hold: the last acknowledged version, 0 for the zeros of the beginning, and those after it whose fate nobody knows.
    private readonly List<int>[] _possible = [.. Enumerable.Range(0, workers * Places).Select(_ => new List<int> { 0 })];
    private volatile bool _isOver;
    private long _requests;
    private long _failed;

    /// <summary>Begins.</summary>
    /// <returns>Ends after <see cref="Stop"/>.</returns>
    internal Task Start() => Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>No more requests.</summary>
    internal void Stop() => _isOver = true;

    /// <summary>Reads everything that was ever written. Nobody is at work any more.</summary>
    internal void Check()
    {
        byte[] buffer = new byte[disk.BlockBytes * BlocksOfAPlace];
        for (int place = 0; place < _possible.Length; place++)
        {
            if (IsDone(disk.Read(BlockOf(place), buffer)))
            {
                Check(place, buffer);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Interlocked.Read(ref _requests)} requests, {Interlocked.Read(ref _failed)} failed";

    private static ulong BlockOf(int place) => (ulong)((place / Places * BlocksOfAWorker) + (place % Places * BlocksOfAPlace));

    private async Task WorkAsync(int worker)
    {
        byte[] buffer = new byte[disk.BlockBytes * BlocksOfAPlace];
        for (int round = 1; !_isOver; round++)
        {
            int place = (worker * Places) + (round % Places);
            Array.Fill(buffer, (byte)((worker * 31) + round));
            BitConverter.TryWriteBytes(buffer, round);
            _possible[place].Add(round);
            if (IsDone(round % 3 == 0 ? await disk.WriteThroughAsync(BlockOf(place), buffer) : await disk.WriteAsync(BlockOf(place), buffer)))
            {
                _possible[place].RemoveRange(0, _possible[place].Count - 1);
            }

            if (round % 5 == 0)
            {
                IsDone(await disk.FlushAsync());
            }

            if (IsDone(await disk.ReadAsync(BlockOf(place), buffer)))
            {
                Check(place, buffer);
            }
        }
    }

    private bool IsDone(BlockStatus status)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _failed, status.IsSuccess ? 0 : 1);
        return status.IsSuccess;
    }

    private void Check(int place, byte[] buffer)
    {
        int version = BitConverter.ToInt32(buffer);
        Assert.That(_possible[place].Contains(version), Is.True, $"place {place} holds version {version}, and may hold {string.Join(' ', _possible[place])}");
        byte filling = version == 0 ? (byte)0 : (byte)((place / Places * 31) + version);
        Assert.That(buffer.AsSpan(sizeof(int)).ContainsAnyExcept(filling), Is.False, $"place {place} holds a mixture");
    }
}
