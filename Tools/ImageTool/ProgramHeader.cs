using System;
using System.Buffers.Binary;

namespace CosmosNvme.ImageTool;

/// <summary>One program header of a 64-bit little-endian ELF file (System V ABI, "Program Header").</summary>
internal readonly record struct ProgramHeader(
    uint Type,
    uint Flags,
    ulong Offset,
    ulong VirtualAddress,
    ulong PhysicalAddress,
    ulong FileSize,
    ulong MemorySize,
    ulong Alignment)
{
    internal const int Size = 56;

    internal const uint Load = 1;
    internal const uint Note = 4;
    internal const uint GnuProperty = 0x6474E553;

    internal const uint Readable = 4;

    internal ulong MemoryEnd => VirtualAddress + MemorySize;

    internal static ProgramHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(source),
        BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[48..]));

    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Type);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], VirtualAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], PhysicalAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], FileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(target[40..], MemorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(target[48..], Alignment);
    }
}
