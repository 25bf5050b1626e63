using System;
using System.Runtime.CompilerServices;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Says which blocks a job takes next, and whether it reads or writes them. One thread at a time; allocates nothing.</summary>
internal sealed class BenchBlocks
{
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
        // Marsaglia's xorshift64: random enough for places on a disk, and cheap.
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        write = _mixes ? (_state & 1) != 0 : _writes;
        if (_isRandom)
        {
            return Math.BigMul(_state, _places, out _) * _blocks;
        }

        ulong place = _next;
        _next = place + 1 == _places ? 0 : place + 1;
        return place * _blocks;
    }
}
