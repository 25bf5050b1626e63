using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using CosmosNvme.ImageTool;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>The table of function names that panics print from.</summary>
internal sealed unsafe class SymbolsTarget : FuzzTarget
{
    private const ulong First = 0x1000000;
    private const int LengthOffset = 8;

    private static readonly GuardedMemory s_table = new(8 * 1024);
    private static readonly GuardedMemory s_name = new(SymbolTable.LongestName);

    /// <inheritdoc/>
    internal override string Name => "symbols";

    /// <inheritdoc/>
    internal override string Summary => "the table of function names that panics print from";

    /// <inheritdoc/>
    internal override int MaximumLength => 8 * 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } = ["CNVMSYM1"u8.ToArray(), [0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        List<ImageFunction> functions = [];
        for (uint index = 0; index < 40; index++)
        {
            functions.Add(new ImageFunction(First + (index * 0x40), 0x30, $"CosmosNvme.Sample.Method{index % 7}.{index}"));
        }

        yield return SymbolTableEncoder.Encode(functions);
        yield return SymbolTableEncoder.Encode([functions[0]]);
        yield return SymbolTableEncoder.Encode([]);
    }

    /// <inheritdoc/>
    internal override void Repair(Span<byte> input)
    {
        // The length is checked first of all; what lies behind it is of interest.
        if (input.Length >= LengthOffset + sizeof(uint))
        {
            "CNVMSYM1"u8.CopyTo(input);
            BinaryPrimitives.WriteInt32LittleEndian(input[LengthOffset..], input.Length);
        }
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        byte* table = s_table.Place(input);
        Digest digest = new();
        if (!SymbolTable.Use(table, (ulong)input.Length))
        {
            return digest.Value;
        }

        // Place right in front of the guard page, as each call must bear a buffer of exactly this size.
        byte* name = s_name.Place(new byte[SymbolTable.LongestName]);
        for (ulong address = First - 1; address < First + 0xA40; address += 0x0F)
        {
            int length = -1;
            ulong offset;
            bool found = SymbolTable.TryFind(address, name, SymbolTable.LongestName, &length, &offset);
            digest.Add(found);
            if (found)
            {
                Rule.Demand(length is >= 0 and <= SymbolTable.LongestName && offset <= address, "a name fits its buffer", $"{length} bytes, offset {offset}");
                digest.Add(new ReadOnlySpan<byte>(name, length));
                digest.Add(SymbolTable.IsFirstInstruction(address));
            }
        }

        return digest.Value;
    }
}
