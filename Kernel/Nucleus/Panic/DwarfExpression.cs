using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Evaluates the DWARF expressions that occur in unwind data: glibc's signal return code, functions that realign their stack, and
/// procedure linkage tables. Any other operation ends the trace.
/// </summary>
[SkipLocalsInit]
internal static unsafe class DwarfExpression
{
    private const int StackDepth = 16;

    /// <summary>
    /// Evaluates the block (a length and operations) at <paramref name="block"/>. The stack starts with
    /// <paramref name="initial"/>; registers come from <paramref name="registers"/>.
    /// </summary>
    /// <returns><see cref="UnwindEnd.None"/>, or why there is no result.</returns>
    internal static UnwindEnd Evaluate(byte* block, byte* dataEnd, UnwindRegisters* registers, ulong initial, ulong* result)
    {
        DwarfReader reader;
        reader.Position = block;
        reader.End = dataEnd;
        reader.HasFailed = 0;
        ulong length = reader.ReadUnsignedVariable();
        if (reader.HasFailed != 0 || length > reader.Remaining)
        {
            return UnwindEnd.BadInformation;
        }

        reader.End = reader.Position + length;
        ValueStack values;
        ulong* stack = (ulong*)&values;
        stack[0] = initial;
        int depth = 1;
        while (!reader.IsAtEnd)
        {
            byte code = reader.ReadByte();
            UnwindEnd end;
            if (code is >= 0x30 and <= 0x4F || code is >= 0x70 and <= 0x8F || code is >= 0x08 and <= 0x12)
            {
                end = depth < StackDepth ? Push(code, &reader, registers, stack, depth) : UnwindEnd.BadInformation;
                depth++;
            }
            else
            {
                end = Combine(code, &reader, stack, &depth);
            }

            if (end != UnwindEnd.None)
            {
                return end;
            }
        }

        *result = stack[depth - 1];
        return reader.HasFailed == 0 ? UnwindEnd.None : UnwindEnd.BadInformation;
    }

    private static UnwindEnd Push(byte code, DwarfReader* reader, UnwindRegisters* registers, ulong* stack, int depth)
    {
        ulong value;
        if (code is >= 0x30 and <= 0x4F)
        {
            value = code - 0x30u; // lit0 to lit31
        }
        else if (code >= 0x70)
        {
            int register = code - 0x70; // breg0 to breg31
            if (register >= UnwindRegisters.Count || (registers->Known & (1ul << register)) == 0)
            {
                return UnwindEnd.BadInformation;
            }

            value = UnwindRegisters.At(registers, register) + (ulong)reader->ReadSignedVariable();
        }
        else if (code == 0x12)
        {
            value = stack[depth - 1]; // dup
        }
        else if (code == 0x10)
        {
            value = reader->ReadUnsignedVariable(); // constu
        }
        else if (code == 0x11)
        {
            value = (ulong)reader->ReadSignedVariable(); // consts
        }
        else
        {
            // const1u, const1s, const2u, ... const8s
            int size = 1 << ((code - 0x08) / 2);
            value = (code & 1) != 0 ? (ulong)reader->ReadSigned(size) : reader->ReadLittleEndian(size);
        }

        stack[depth] = value;
        return UnwindEnd.None;
    }

    private static UnwindEnd Combine(byte code, DwarfReader* reader, ulong* stack, int* depth)
    {
        ulong* top = stack + (*depth - 1);
        switch (code)
        {
            case 0x06: // deref
                return PanicMemory.TryRead(*top, top) ? UnwindEnd.None : UnwindEnd.BadMemory;
            case 0x23: // plus_uconst
                *top += reader->ReadUnsignedVariable();
                return UnwindEnd.None;
        }

        // The others take two values and leave one.
        if (*depth < 2)
        {
            return UnwindEnd.BadInformation;
        }

        ulong right = *top;
        top--;
        *depth -= 1;
        switch (code)
        {
            case 0x13: // drop
                break;
            case 0x1A: // and
                *top &= right;
                break;
            case 0x1C: // minus
                *top -= right;
                break;
            case 0x22: // plus
                *top += right;
                break;
            case 0x24: // shl
                *top = right < 64 ? *top << (int)right : 0;
                break;
            case 0x2A: // ge
                *top = (long)*top >= (long)right ? 1u : 0u;
                break;
            default:
                return UnwindEnd.BadInformation;
        }

        return UnwindEnd.None;
    }

    [StructLayout(LayoutKind.Sequential, Size = StackDepth * sizeof(ulong))]
    private struct ValueStack
    {
        private ulong _first;
    }
}
