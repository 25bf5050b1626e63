using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>
/// Cuts what a command can transfer off a caller's buffers, and makes it reachable: where it is, if its buffers join page to page and it
/// starts on a dword (NVMe Base 1.4 §4.3) or the controller's SGLs reach every byte, or else as a copy.
/// </summary>
internal sealed class TransferMapper
{
    private const int UsualCopyBytes = 64 * 1024;

    private readonly int _blockBytes;
    private readonly int _boundaryBytes;
    private readonly SglUse _sgls;
    private long _copied;

    /// <summary>Makes the mapper of a namespace.</summary>
    /// <param name="dma">Where copies live.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="longest">Longest transfer of a command: a multiple of the block.</param>
    /// <param name="sgls">How the controller's SGLs are used.</param>
    /// <param name="boundaryBytes">No command crosses a multiple of so many bytes of the disk: a multiple of the block; 0: there is no such boundary.</param>
    internal TransferMapper(IDmaAllocator dma, int blockBytes, int longest, SglUse sgls, int boundaryBytes)
    {
        _blockBytes = blockBytes;
        _sgls = sgls;
        _boundaryBytes = boundaryBytes;
        Longest = longest;
        int copy = Math.Min(longest, UsualCopyBytes);
        Copies = new NvmeBufferPool(dma, Math.Max(copy / blockBytes * blockBytes, blockBytes));
    }

    /// <summary>Longest transfer of a command in bytes: a multiple of the block.</summary>
    internal int Longest { get; }

    /// <summary>True if no buffer has to be copied for where it begins.</summary>
    internal bool ReachesEveryByte => _sgls.IsOn && _sgls.ReachesEveryByte;

    /// <summary>Memory for copies: as many as were ever used at once.</summary>
    internal NvmeBufferPool Copies { get; }

    /// <summary>Commands whose data was copied.</summary>
    internal long Copied => Interlocked.Read(ref _copied);

    /// <summary>Maps the next part.</summary>
    /// <param name="mapping">An empty mapping.</param>
    /// <param name="block">Where on the disk it begins.</param>
    /// <param name="buffers">What is left of the transfer; not empty.</param>
    /// <param name="copy">The copy; null if there is none.</param>
    /// <returns>Bytes mapped: a multiple of the block.</returns>
    internal int Map(DmaMapping mapping, ulong block, BufferList buffers, out NvmeBuffer? copy)
    {
        int most = _boundaryBytes == 0 ? Longest : BytesToBoundary(block);
        int length = MapInPlace(mapping, buffers, Math.Min(buffers.Left, most));
        if (length > 0 && (PrpBuilder.CanReach(mapping) || SglBuilder.IsNeeded(mapping, _sgls)))
        {
            copy = null;
            return length;
        }

        mapping.Clear();
        return MapCopy(mapping, most, buffers, out copy);
    }

    private int BytesToBoundary(ulong block) =>
        Math.Min(Longest, _boundaryBytes - ((int)(block % (uint)(_boundaryBytes / _blockBytes)) * _blockBytes));

    private int MapInPlace(DmaMapping mapping, BufferList buffers, int wanted)
    {
        BufferList rest = buffers;
        while (mapping.Length < wanted)
        {
            ReadOnlyMemory<byte> current = rest.Current;
            int length = Math.Min(current.Length, wanted - mapping.Length);
            if (!mapping.TryAppend(current[..length], buffers.Direction))
            {
                break;
            }

            rest.Advance(length);
        }

        int whole = mapping.Length / _blockBytes * _blockBytes;
        if (whole == mapping.Length || whole == 0)
        {
            return whole;
        }

        // The buffers part in the middle of a block: as many whole blocks as come before.
        mapping.Clear();
        return MapInPlace(mapping, buffers, whole);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int MapCopy(DmaMapping mapping, int most, in BufferList buffers, out NvmeBuffer? copy)
    {
        int length = Math.Min(Math.Min(buffers.Left, Copies.BufferBytes), most);
        NvmeBuffer buffer = Copies.RentBuffer();
        Memory<byte> memory = buffer.Memory[..length];
        if (buffers.Direction == DmaDirection.ToDevice)
        {
            buffers.CopyTo(memory.Span);
        }

        if (!mapping.TryAppend(memory, buffers.Direction))
        {
            throw new InvalidOperationException("A device cannot reach the memory that was allocated for devices.");
        }

        Interlocked.Increment(ref _copied);
        copy = buffer;
        return length;
    }
}
