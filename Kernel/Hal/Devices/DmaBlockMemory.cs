using System;
using System.Buffers;

namespace CosmosNvme.Hal;

/// <summary>A <see cref="DmaBlock"/> as memory that can be kept, cut and handed on, and that mappings recognise.</summary>
/// <param name="bytes">The block's bytes; they are the block's until it is disposed.</param>
/// <param name="length">How many.</param>
/// <param name="physical">Where a device finds them.</param>
internal sealed unsafe class DmaBlockMemory(byte* bytes, int length, ulong physical) : MemoryManager<byte>
{
    /// <summary>Physical address of the first byte.</summary>
    internal ulong Physical { get; } = physical;

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        // SAFETY: the block never moves; that it is not used after its Dispose is the contract of DmaMemory.Memory.
        return new Span<byte>(bytes, length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));

        // SAFETY: inside the block, or just behind its end.
        return new MemoryHandle(bytes + elementIndex);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
