using System;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Says which blocks a job takes next, and whether it reads or writes them. One thread at a time; allocates nothing.</summary>
internal sealed class BenchBlocks
{
    // The lowest bit of the upper half: it says least about the place.
    private const ulong MixBit = 1UL << 32;

    private readonly bool _isRandom;
    private readonly bool _mixes;
    private readonly bool _writes;
    private readonly ulong _places;
    private readonly ulong _blocks;
    private ulong _state;
    private ulong _next;

    /// <summary>Prepares the choices of a job.</summary>
    /// <param name="options">What is measured.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="job">The job's number, from 0: each begins elsewhere.</param>
    internal BenchBlocks(BenchOptions options, IBlockDevice disk, int job)
    {
        _isRandom = options.IsRandom;
        _mixes = options.Pattern == "randrw";
        _writes = options.Writes;
        _blocks = (ulong)(options.BlockBytes / disk.BlockBytes);
        ulong bytes = disk.BlockCount * (ulong)disk.BlockBytes;
        _places = (options.Size == 0 ? bytes : Math.Min(bytes, (ulong)options.Size)) / (ulong)options.BlockBytes;
        _state = 0x9E37_79B9_7F4A_7C15 * (ulong)(job + 1);
        _next = _places / (ulong)options.Jobs * (ulong)job;
    }

    /// <summary>True if not one request fits.</summary>
    internal bool IsEmpty => _places == 0;

    /// <summary>Chooses.</summary>
    /// <param name="write">Receives whether to write.</param>
    /// <returns>The first block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Next(out bool write)
    {
        // A linear congruential generator with Knuth's factor: its upper half is random enough for places on a disk, and it takes two instructions.
        ulong random = (_state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        _state = random;
        write = _mixes ? (random & MixBit) != 0 : _writes;
        if (_isRandom)
        {
            // Places are as many as a disk of 16 TiB has, or more, and then the product has more than 64 bits.
            ulong chosen = _places <= uint.MaxValue ? ((random >> 32) * _places) >> 32 : Math.BigMul(random, _places, out _);
            return chosen * _blocks;
        }

        ulong place = _next;
        _next = place + 1 == _places ? 0 : place + 1;
        return place * _blocks;
    }
}
