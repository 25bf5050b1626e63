using System;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Hal;

/// <summary>Contiguous memory outside the managed heap.</summary>
internal sealed unsafe class DmaBlock : DmaMemory
{
    private readonly int _length;
    private readonly ulong _physical;
    private byte* _bytes;

    internal DmaBlock(int length, int alignment)
    {
        // Blocks are aligned to their own size, so a larger one serves a larger alignment.
        Taken = (ulong)Math.Max(length, alignment);
        _bytes = (byte*)DmaServices.TryAllocate(Taken, out _physical);
        if (_bytes == null)
        {
            throw new InsufficientMemoryException($"There is no contiguous piece of {Taken} bytes for a device.");
        }

        _length = length;
        Manager = new DmaBlockMemory(_bytes, length, _physical);
    }

    /// <inheritdoc/>
    public override DeviceAddress Address => new(_physical);

    /// <inheritdoc/>
    public override int Length => _length;

    /// <inheritdoc/>
    public override Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes == null, this);

            // SAFETY: the block is ours until Dispose, at least _length bytes long, and never moves.
            return new Span<byte>(_bytes, _length);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes == null, this);
            return Manager.Memory;
        }
    }

    private ulong Taken { get; }

    private DmaBlockMemory Manager { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes != null)
        {
            _bytes = null;
            DmaServices.Free(_physical, Taken);
        }
    }
}
