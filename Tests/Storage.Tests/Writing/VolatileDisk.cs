using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Storage.Tests;

/// <summary>
/// A disk with a volatile cache: what was written since the last flush may be on the medium or not after a power cut, each block for
/// itself and in any order. Power is cut at chosen moments, without disturbing those who use the disk.
/// </summary>
internal sealed class VolatileDisk : IBlockDevice
{
    private readonly Lock _lock = new();
    private readonly byte[] _content;
    private readonly byte[] _durable;
    private readonly List<(int Block, byte[] Data)> _pending = [];
    private readonly bool _obeysFlush;
    private readonly Random _random;
    private readonly Queue<int> _cuts;
    private int _moment;

    /// <summary>Makes a disk.</summary>
    /// <param name="content">What is on it, durably.</param>
    /// <param name="seed">Decides what a cut leaves.</param>
    /// <param name="cuts">Moments of cuts, ascending.</param>
    /// <param name="obeysFlush">False for a disk that says that it has flushed and has not.</param>
    internal VolatileDisk(byte[] content, int seed, IEnumerable<int> cuts, bool obeysFlush = true)
    {
        _content = content;
        _durable = (byte[])content.Clone();
        _random = new Random(seed);
        _cuts = new Queue<int>(cuts);
        _obeysFlush = obeysFlush;
    }

    /// <summary>The media after the cuts, with the moment of each.</summary>
    internal List<(int Moment, byte[] Medium)> Cuts { get; } = [];

    /// <summary>Writes and flushes so far; a cut at a moment comes before the next one begins.</summary>
    internal int Moment => Volatile.Read(ref _moment);

    internal int Flushes { get; private set; }

    /// <summary>Plans cuts at each of the next moments.</summary>
    internal void CutNext(int moments)
    {
        lock (_lock)
        {
            for (int next = 1; next <= moments; next++)
            {
                _cuts.Enqueue(_moment + next);
            }
        }
    }

    public string Name => "ram0";

    public int BlockBytes => 512;

    public ulong BlockCount => (ulong)(_content.Length / BlockBytes);

    public bool IsReadOnly => false;

    public bool CanDiscard => true;

    /// <summary>Blocks that were discarded.</summary>
    internal int Discarded { get; private set; }

    public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

    public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

    public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(Flush());

    public BlockStatus Read(ulong block, Memory<byte> buffer)
    {
        lock (_lock)
        {
            _content.AsMemory((int)block * BlockBytes, buffer.Length).CopyTo(buffer);
            return BlockStatus.Success;
        }
    }

    public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
    {
        lock (_lock)
        {
            buffer.CopyTo(_content.AsMemory((int)block * BlockBytes));
            for (int from = 0; from < buffer.Length; from += BlockBytes)
            {
                _pending.Add(((int)block + (from / BlockBytes), buffer.Slice(from, BlockBytes).ToArray()));
            }

            Advance();
            return BlockStatus.Success;
        }
    }

    // What was discarded holds what nobody wrote, at once or after a cut.
    public BlockStatus Discard(ulong block, ulong count)
    {
        lock (_lock)
        {
            Discarded += (int)count;
        }

        byte[] rubbish = new byte[(int)count * BlockBytes];
        Array.Fill(rubbish, (byte)0xD5);
        return Write(block, rubbish);
    }

    public BlockStatus Flush()
    {
        lock (_lock)
        {
            if (_obeysFlush)
            {
                foreach ((int block, byte[] data) in _pending)
                {
                    data.CopyTo(_durable, block * BlockBytes);
                }

                _pending.Clear();
            }

            Flushes++;
            Advance();
            return BlockStatus.Success;
        }
    }

    private void Advance()
    {
        _moment++;
        while (_cuts.TryPeek(out int moment) && moment <= _moment)
        {
            _cuts.Dequeue();
            Cuts.Add((_moment, Cut()));
        }
    }

    // Some cuts lose all that was not flushed, some nothing, most some of it; older writes of a block may outlive newer ones.
    private byte[] Cut()
    {
        byte[] medium = (byte[])_durable.Clone();
        (int Block, byte[] Data)[] order = [.. _pending];
        _random.Shuffle(order);
        double share = _random.Next(8) switch { 0 => 0, 1 => 1, _ => _random.NextDouble() };
        foreach ((int block, byte[] data) in order)
        {
            if (_random.NextDouble() < share)
            {
                data.CopyTo(medium, block * BlockBytes);
            }
        }

        return medium;
    }
}
