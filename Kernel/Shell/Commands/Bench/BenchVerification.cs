using System;
using System.Buffers;
using System.Collections;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Commands;

/// <summary>Lets a job write what can be recognised, and looks whether it is there. One thread at a time.</summary>
/// <param name="run">The measurement.</param>
internal sealed class BenchVerification(BenchRun run)
{
    private readonly BitArray _written = new((int)Math.Min(run.Disk.BlockCount * (ulong)run.Disk.BlockBytes / (ulong)run.Options.BlockBytes, int.MaxValue));

    /// <summary>The first block of the first request that read something else; null if none did.</summary>
    internal ulong? Mismatch { get; private set; }

    /// <summary>Fills a buffer that is about to be written.</summary>
    internal void Fill(ulong block, Span<byte> buffer)
    {
        BenchPattern.Fill(buffer, OffsetOf(block));
        _written[(int)(OffsetOf(block) / (ulong)buffer.Length)] = true;
    }

    /// <summary>Looks at a buffer that was read.</summary>
    /// <returns>Whether it holds what is written there with verification.</returns>
    internal bool Check(ulong block, ReadOnlySpan<byte> buffer)
    {
        if (!BenchPattern.Matches(buffer, OffsetOf(block)))
        {
            Mismatch ??= block;
        }

        return Mismatch is null;
    }

    /// <summary>Reads everything that was written; nothing may be on its way.</summary>
    /// <returns>The first failure of the disk; success if there was none.</returns>
    internal BlockStatus ReadBack()
    {
        using IMemoryOwner<byte> owner = run.Pool.Rent(run.Options.BlockBytes);
        Memory<byte> buffer = owner.Memory[..run.Options.BlockBytes];
        ulong blocks = (ulong)(run.Options.BlockBytes / run.Disk.BlockBytes);
        for (int place = 0; place < _written.Length && Mismatch is null; place++)
        {
            if (!_written[place])
            {
                continue;
            }

            BlockStatus status = run.Disk.Read((ulong)place * blocks, buffer);
            if (!status.IsSuccess)
            {
                return status;
            }

            Check((ulong)place * blocks, buffer.Span);
        }

        return BlockStatus.Success;
    }

    private ulong OffsetOf(ulong block) => block * (ulong)run.Disk.BlockBytes;
}
