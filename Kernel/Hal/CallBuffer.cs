using System;
using System.Buffers;

namespace CosmosNvme.Hal;

/// <summary>Memory that a system call's argument points to. The caller of the call keeps it where it is until the call returns.</summary>
internal sealed unsafe class CallBuffer(ulong address, int count) : MemoryManager<byte>
{
    // SAFETY: the pointer and the length are those that the caller of the system call gave, who may use that memory.
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new((void*)address, count);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)address + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
