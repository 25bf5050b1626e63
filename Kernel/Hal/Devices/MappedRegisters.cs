using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>
/// Device registers through an uncached mapping that is never taken back. Every access is checked against the window and then is one
/// volatile load or store; stores to ordinary memory before it are visible first (x86 keeps stores in order, also towards uncached memory).
/// </summary>
internal sealed unsafe class MappedRegisters : RegisterWindow
{
    private readonly byte* _registers;
    private readonly uint _length;

    internal MappedRegisters(void* registers, uint length)
    {
        _registers = (byte*)registers;
        _length = length;
    }

    /// <inheritdoc/>
    public override uint Length => _length;

    // SAFETY: At() has checked that the access lies inside the mapping, aligned.

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override byte Read8(uint offset) => Volatile.Read(ref *At(offset, sizeof(byte)));

    // Reads are calls. Inlined into a caller that looks at one bit only, the compiler makes of a 32-bit read, volatile as it is, a test of one byte, which
    // devices need not answer. Next to the read itself the call costs nothing.

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override ushort Read16(uint offset) => Volatile.Read(ref *(ushort*)At(offset, sizeof(ushort)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override uint Read32(uint offset) => Volatile.Read(ref *(uint*)At(offset, sizeof(uint)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Write8(uint offset, byte value) => Volatile.Write(ref *At(offset, sizeof(byte)), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Write16(uint offset, ushort value) => Volatile.Write(ref *(ushort*)At(offset, sizeof(ushort)), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void Write32(uint offset, uint value) => Volatile.Write(ref *(uint*)At(offset, sizeof(uint)), value);

    /// <summary>Where a register of 32 bits is, for who writes it without this object.</summary>
    internal uint* AddressOf(uint offset) => (uint*)At(offset, sizeof(uint));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* At(uint offset, uint width)
    {
        if (offset > _length - width || (offset & (width - 1)) != 0)
        {
            ThrowOutside(offset, width, _length);
        }

        return _registers + offset;
    }

    private static void ThrowOutside(uint offset, uint width, uint length) =>
        throw new ArgumentOutOfRangeException(nameof(offset), $"{width} bytes at 0x{offset:x} are not an aligned part of a window of 0x{length:x} bytes.");
}
