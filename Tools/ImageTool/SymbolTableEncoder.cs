using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace CosmosNvme.ImageTool;

/// <summary>
/// Writes the function table that the kernel reads when it prints a stack trace (Kernel/Nucleus/Panic/SymbolTable.cs).
/// </summary>
/// <remarks>
/// All numbers are little-endian; a varint has seven bits per byte, low bits first, bit 7 set on all but the last.
/// <code>
///  0  magic "CNVMSYM1"
///  8  u32 length of the table in bytes      12  u32 number of functions
/// 16  u64 address of the first function     24  u32 offset of the function block index
/// 28  u32 offset of the name block index    32  u32 number of names        36  u32 zero
/// function block index: for each 16 functions u32 address - first address, u32 offset of their data
/// function data:        varint gap to the end of the one before (none: first in block), varint size, varint name
/// name block index:     for each 16 names u32 offset of their data; names are sorted by their bytes
/// name data:            varint length shared with the name before (none: first in block), varint length of the rest, the rest
/// </code>
/// </remarks>
internal static class SymbolTableEncoder
{
    internal const int HeaderSize = 40;
    internal const int BlockSize = 16;

    /// <summary>Longer names are cut; the kernel prints them from a buffer of this size.</summary>
    internal const int LongestName = 255;

    private const string Ellipsis = "...";

    internal static ReadOnlySpan<byte> Magic => "CNVMSYM1"u8;

    /// <summary>Encodes functions that are sorted by address and do not overlap.</summary>
    /// <exception cref="ArgumentException">They overlap, or are more than 4 GiB apart.</exception>
    internal static byte[] Encode(IReadOnlyList<ImageFunction> functions)
    {
        ulong first = functions.Count > 0 ? functions[0].Address : 0;
        List<byte[]> names = functions
            .Select(function => NameBytes(function.Name))
            .Distinct(new BytesComparer())
            .OrderBy(name => name, new BytesComparer())
            .ToList();
        Dictionary<byte[], int> nameIndex = new(new BytesComparer());
        for (int index = 0; index < names.Count; index++)
        {
            nameIndex.Add(names[index], index);
        }

        int functionBlocks = (functions.Count + BlockSize - 1) / BlockSize;
        int nameBlocks = (names.Count + BlockSize - 1) / BlockSize;
        int functionIndexOffset = HeaderSize;
        int nameIndexOffset = functionIndexOffset + (functionBlocks * 8);
        int dataOffset = nameIndexOffset + (nameBlocks * 4);

        MemoryStream data = new();
        byte[] head = new byte[dataOffset];
        WriteFunctions(functions, nameIndex, first, data, head.AsSpan(functionIndexOffset), dataOffset);
        WriteNames(names, data, head.AsSpan(nameIndexOffset), dataOffset);

        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), checked((uint)(dataOffset + data.Length)));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(12), (uint)functions.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(16), first);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(24), (uint)functionIndexOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(28), (uint)nameIndexOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(32), (uint)names.Count);
        return [.. head, .. data.ToArray()];
    }

    private static void WriteFunctions(
        IReadOnlyList<ImageFunction> functions,
        Dictionary<byte[], int> nameIndex,
        ulong first,
        MemoryStream data,
        Span<byte> blockIndex,
        int dataOffset)
    {
        ulong previousEnd = first;
        for (int index = 0; index < functions.Count; index++)
        {
            ImageFunction function = functions[index];
            if (function.Address < previousEnd || function.Size == 0 || function.End < function.Address)
            {
                throw new ArgumentException($"Function {function.Name} at 0x{function.Address:x} overlaps the one before it, or is empty.", nameof(functions));
            }

            if (index % BlockSize == 0)
            {
                if (function.Address - first > uint.MaxValue)
                {
                    throw new ArgumentException($"Function {function.Name} at 0x{function.Address:x} is more than 4 GiB behind the first.", nameof(functions));
                }

                Span<byte> entry = blockIndex[(index / BlockSize * 8)..];
                BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)(function.Address - first));
                BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)(dataOffset + data.Length));
            }
            else
            {
                WriteVariable(data, function.Address - previousEnd);
            }

            WriteVariable(data, function.Size);
            WriteVariable(data, (ulong)nameIndex[NameBytes(function.Name)]);
            previousEnd = function.End;
        }
    }

    private static void WriteNames(List<byte[]> names, MemoryStream data, Span<byte> blockIndex, int dataOffset)
    {
        for (int index = 0; index < names.Count; index++)
        {
            int shared = 0;
            if (index % BlockSize == 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(blockIndex[(index / BlockSize * 4)..], (uint)(dataOffset + data.Length));
            }
            else
            {
                shared = names[index].AsSpan().CommonPrefixLength(names[index - 1]);
                WriteVariable(data, (ulong)shared);
            }

            WriteVariable(data, (ulong)(names[index].Length - shared));
            data.Write(names[index].AsSpan(shared));
        }
    }

    private static byte[] NameBytes(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= LongestName
            ? bytes
            : [.. bytes.AsSpan(0, LongestName - Ellipsis.Length), .. Encoding.UTF8.GetBytes(Ellipsis)];
    }

    private static void WriteVariable(MemoryStream data, ulong value)
    {
        while (value >= 0x80)
        {
            data.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        data.WriteByte((byte)value);
    }

    private sealed class BytesComparer : IComparer<byte[]>, IEqualityComparer<byte[]>
    {
        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] value)
        {
            HashCode hash = default;
            hash.AddBytes(value);
            return hash.ToHashCode();
        }
    }
}
