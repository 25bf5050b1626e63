using System;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A request of a random schedule: its buffer between two fences, and what came of it.</summary>
internal sealed class ScheduledRequest
{
    private const int FenceBytes = 64;
    private const byte FenceByte = 0xa5;

    private readonly byte[] _memory;
    private readonly int _length;
    private byte[]? _afterwards;
    private int _endings;

    private ScheduledRequest(StepKind kind, ulong block, int length)
    {
        Kind = kind;
        Block = block;
        _length = length;
        _memory = new byte[length + (2 * FenceBytes)];
        _memory.AsSpan().Fill(FenceByte);
    }

    internal StepKind Kind { get; }

    internal ulong Block { get; }

    internal bool IsFlush => Kind == StepKind.Flush;

    internal bool IsWrite => Kind is StepKind.Write or StepKind.BlockingWrite;

    /// <summary>What came of it; not before <see cref="HasEnded"/>.</summary>
    internal BlockStatus Status { get; private set; }

    internal bool HasEnded => Volatile.Read(ref _endings) > 0;

    internal int Endings => Volatile.Read(ref _endings);

    /// <summary>The bytes as they were when the request ended.</summary>
    internal ReadOnlySpan<byte> Result => _afterwards;

    private Memory<byte> Buffer => _memory.AsMemory(FenceBytes, _length);

    /// <summary>Starts a request on the disk.</summary>
    internal static ScheduledRequest Start(NvmeNamespace disk, StepKind kind, ulong block, int length, int seed)
    {
        ScheduledRequest request = new(kind, block, length);
        if (request.IsWrite)
        {
            new Random(seed).NextBytes(request.Buffer.Span);
        }

        request.Begin(disk);
        return request;
    }

    /// <summary>True if neither the bytes beside the buffer nor, since the request ended, the buffer itself changed.</summary>
    internal bool IsUntouched() =>
        !_memory.AsSpan(0, FenceBytes).ContainsAnyExcept(FenceByte)
        && !_memory.AsSpan(FenceBytes + _length).ContainsAnyExcept(FenceByte)
        && Buffer.Span.SequenceEqual(_afterwards);

    private void Begin(NvmeNamespace disk)
    {
        switch (Kind)
        {
            case StepKind.BlockingRead:
                new Thread(() => End(disk.Read(Block, Buffer))) { IsBackground = true }.Start();
                break;
            case StepKind.BlockingWrite:
                new Thread(() => End(disk.Write(Block, Buffer))) { IsBackground = true }.Start();
                break;
            case StepKind.Flush:
                _ = Await(disk.FlushAsync());
                break;
            case StepKind.Read:
                _ = Await(disk.ReadAsync(Block, Buffer));
                break;
            default:
                _ = Await(disk.WriteAsync(Block, Buffer));
                break;
        }
    }

    private async Task Await(ValueTask<BlockStatus> task) => End(await task.ConfigureAwait(false));

    private void End(BlockStatus status)
    {
        Status = status;
        _afterwards = Buffer.ToArray();
        Interlocked.Increment(ref _endings);
    }
}
