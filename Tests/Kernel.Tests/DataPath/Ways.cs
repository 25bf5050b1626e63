using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;

namespace CosmosNvme.KernelTests.DataPath;

/// <summary>
/// Every way into the driver's data path, each a function of its own in the image: the tests of this folder call them, and the proof over the image
/// (Tests/Nucleus.Proof/DataPath) follows what they call.
/// </summary>
internal static class Ways
{
    /// <summary>Reads into one buffer; the thread waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static BlockStatus Read(NvmeNamespace disk, ulong block, Memory<byte> buffer) => disk.Read(block, buffer);

    /// <summary>Writes one buffer; the thread waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static BlockStatus Write(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer) => disk.Write(block, buffer);

    /// <summary>Reads into several buffers; the thread waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static BlockStatus ReadSeveral(NvmeNamespace disk, ulong block, Memory<byte>[] buffers) => disk.Read(block, buffers);

    /// <summary>Writes several buffers; the thread waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static BlockStatus WriteSeveral(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte>[] buffers) => disk.Write(block, buffers);

    /// <summary>Flushes; the thread waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static BlockStatus Flush(NvmeNamespace disk) => disk.Flush();

    /// <summary>Begins a read into one buffer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ValueTask<BlockStatus> StartRead(NvmeNamespace disk, ulong block, Memory<byte> buffer) => disk.ReadAsync(block, buffer);

    /// <summary>Begins a write of one buffer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ValueTask<BlockStatus> StartWrite(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer) => disk.WriteAsync(block, buffer);

    /// <summary>Begins a read into several buffers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ValueTask<BlockStatus> StartReadSeveral(NvmeNamespace disk, ulong block, Memory<byte>[] buffers) =>
        disk.ReadAsync(block, buffers, CancellationToken.None);

    /// <summary>Begins a write of several buffers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ValueTask<BlockStatus> StartWriteSeveral(NvmeNamespace disk, ulong block, ReadOnlyMemory<byte>[] buffers) =>
        disk.WriteAsync(block, buffers, CancellationToken.None);

    /// <summary>Begins a flush.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ValueTask<BlockStatus> StartFlush(NvmeNamespace disk) => disk.FlushAsync();

    /// <summary>Puts a read into the batch of a queue of one's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NvmeAppend AddRead(NvmeQueue queue, NvmeNamespace disk, ulong block, Memory<byte> buffer, ulong tag) => queue.TryRead(disk, block, buffer, tag);

    /// <summary>Puts a write into the batch of a queue of one's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NvmeAppend AddWrite(NvmeQueue queue, NvmeNamespace disk, ulong block, ReadOnlyMemory<byte> buffer, ulong tag) => queue.TryWrite(disk, block, buffer, tag);

    /// <summary>Puts a read to a pool's buffer into the batch of a queue of one's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NvmeAppend AddBufferRead(NvmeQueue queue, NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) => queue.TryRead(disk, block, buffer, blocks, tag);

    /// <summary>Puts a write from a pool's buffer into the batch of a queue of one's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NvmeAppend AddBufferWrite(NvmeQueue queue, NvmeNamespace disk, ulong block, NvmeBuffer buffer, int blocks, ulong tag) => queue.TryWrite(disk, block, buffer, blocks, tag);

    /// <summary>Puts a flush into the batch of a queue of one's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NvmeAppend AddFlush(NvmeQueue queue, NvmeNamespace disk, ulong tag) => queue.TryFlush(disk, tag);

    /// <summary>Hands a batch over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Submit(NvmeQueue queue) => queue.Submit();

    /// <summary>Looks for ends of commands.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Poll(NvmeQueue queue, Span<NvmeCompletion> completions) => queue.Poll(completions);

    /// <summary>Passes the time until the next look.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Pause(NvmeQueue queue) => queue.Pause();

    /// <summary>Sleeps until commands have ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool WaitForInterrupt(NvmeQueue queue, TimeSpan timeout) => queue.WaitForInterrupt(timeout);
}
