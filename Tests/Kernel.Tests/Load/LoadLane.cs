using System;
using System.IO;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.KernelTests.Load;

/// <summary>
/// A few blocks of the disk, a buffer, and one request at a time: it knows what each block must hold, and checks whatever it reads. One
/// thread at a time.
/// </summary>
internal sealed class LoadLane
{
    private readonly IBlockDevice _disk;
    private readonly ulong _first;
    private readonly Memory<byte> _buffer;
    private readonly ulong[] _generations;
    private readonly Random _random;
    private ValueTask<BlockStatus> _request;
    private bool _isWrite;
    private int _from;
    private int _count;

    /// <summary>Makes a lane; <see cref="LoadStep.WriteAll"/> comes first.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="first">Its first block.</param>
    /// <param name="buffer">Room for all its blocks.</param>
    /// <param name="seed">What makes it different from the others.</param>
    internal LoadLane(IBlockDevice disk, ulong first, Memory<byte> buffer, int seed)
    {
        _disk = disk;
        _first = first;
        _buffer = buffer;
        _generations = new ulong[buffer.Length / disk.BlockBytes];
        _random = new Random(seed);
    }

    /// <summary>True while a request is on its way.</summary>
    internal bool IsBusy { get; private set; }

    /// <summary>Requests that ended, all of them well.</summary>
    internal long Requests { get; private set; }

    /// <summary>Blocks that were read and found right.</summary>
    internal long VerifiedBlocks { get; private set; }

    /// <summary>Sends a request.</summary>
    internal void Start(LoadStep step)
    {
        Prepare(step);
        IsBusy = true;
        Keep(_isWrite ? _disk.WriteAsync(Block, Range) : _disk.ReadAsync(Block, Range));
    }

    /// <summary>Takes the request's result, if it is there.</summary>
    /// <exception cref="InvalidDataException">It failed, or read what must not be there.</exception>
    internal bool TryFinish()
    {
        if (!_request.IsCompleted)
        {
            return false;
        }

        IsBusy = false;
        Accept(_request.GetAwaiter().GetResult());
        return true;
    }

    /// <summary>Sends a request and waits for it.</summary>
    /// <exception cref="InvalidDataException">It failed, or read what must not be there.</exception>
    internal void Run(LoadStep step)
    {
        Prepare(step);
        Accept(_isWrite ? _disk.Write(Block, Range) : _disk.Read(Block, Range));
    }

    private ulong Block => _first + (ulong)_from;

    private Memory<byte> Range => _buffer.Slice(_from * _disk.BlockBytes, _count * _disk.BlockBytes);

    // For TryFinish, which fetches the result once.
    private void Keep(ValueTask<BlockStatus> request) => _request = request;

    private void Prepare(LoadStep step)
    {
        bool isWhole = step != LoadStep.Any;
        _from = isWhole ? 0 : _random.Next(_generations.Length);
        _count = isWhole ? _generations.Length : _random.Next(1, _generations.Length - _from + 1);
        _isWrite = step == LoadStep.WriteAll || (step == LoadStep.Any && _random.Next(2) == 0);
        if (!_isWrite)
        {
            // What a read that never happened leaves must not look right.
            Range.Span.Clear();
            return;
        }

        for (int index = _from; index < _from + _count; index++)
        {
            BlockStamp.Write(_buffer.Span.Slice(index * _disk.BlockBytes, _disk.BlockBytes), _first + (ulong)index, _generations[index] + 1);
        }
    }

    private void Accept(BlockStatus status)
    {
        if (!status.IsSuccess)
        {
            throw new InvalidDataException($"{(_isWrite ? "writing" : "reading")} {_count} blocks from {Block} on failed: {status}");
        }

        Requests++;
        for (int index = _from; index < _from + _count; index++)
        {
            if (_isWrite)
            {
                _generations[index]++;
                continue;
            }

            ReadOnlySpan<byte> block = _buffer.Span.Slice(index * _disk.BlockBytes, _disk.BlockBytes);
            if (BlockStamp.FindFault(block, _first + (ulong)index, _generations[index]) is string fault)
            {
                throw new InvalidDataException(fault);
            }

            VerifiedBlocks++;
        }
    }
}
