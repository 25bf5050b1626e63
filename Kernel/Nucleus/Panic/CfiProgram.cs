using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>Runs call-frame programs (DWARF 4, section 6.4.2, and the GNU additions).</summary>
[SkipLocalsInit]
internal static unsafe class CfiProgram
{
    /// <summary>
    /// Computes the row of the function <paramref name="description"/> at <paramref name="address"/>, in
    /// <paramref name="state"/>'s <see cref="CfiState.Row"/>. False: the program is damaged or has an unknown instruction.
    /// </summary>
    internal static bool Run(FrameDescription* description, ulong address, CfiState* state)
    {
        state->Depth = 0;
        CfiRow.Clear(&state->Row);
        CfiRow.Clear(&state->Initial);

        if (!RunOne(&description->CommonProgram, description, ulong.MaxValue, state))
        {
            return false;
        }

        CfiRow.Copy(&state->Initial, &state->Row);
        state->Depth = 0;
        return RunOne(&description->Program, description, address, state);
    }

    private static bool RunOne(DwarfReader* source, FrameDescription* description, ulong address, CfiState* state)
    {
        DwarfReader reader;
        reader.Position = source->Position;
        reader.End = source->End;
        reader.HasFailed = 0;

        ulong location = description->Start;
        while (!reader.IsAtEnd && location <= address)
        {
            byte code = reader.ReadByte();
            ulong low = code & 0x3Fu;
            switch (code >> 6)
            {
                case 1: // advance_loc
                    location += low * description->CodeAlignment;
                    break;
                case 2: // offset
                    CfiRow.SetRule(&state->Row, low, CfiRule.Offset, (long)reader.ReadUnsignedVariable() * description->DataAlignment);
                    break;
                case 3: // restore
                    CfiRow.CopyRule(&state->Row, &state->Initial, low);
                    break;
                default:
                    if (code is >= 0x01 and <= 0x04)
                    {
                        location = Advance(code, &reader, description, location);
                    }
                    else if (!RunExtended(code, &reader, description, state))
                    {
                        return false;
                    }

                    break;
            }
        }

        return reader.HasFailed == 0;
    }

    private static ulong Advance(byte code, DwarfReader* reader, FrameDescription* description, ulong location)
    {
        switch (code)
        {
            case 0x01: // set_loc
                return reader->ReadEncoded(description->PointerEncoding, 0);
            case 0x02: // advance_loc1
                return location + (reader->ReadLittleEndian(1) * description->CodeAlignment);
            case 0x03: // advance_loc2
                return location + (reader->ReadLittleEndian(2) * description->CodeAlignment);
            default: // advance_loc4
                return location + (reader->ReadLittleEndian(4) * description->CodeAlignment);
        }
    }

    private static bool RunExtended(byte code, DwarfReader* reader, FrameDescription* description, CfiState* state)
    {
        CfiRow* row = &state->Row;
        switch (code)
        {
            case 0x00: // nop
                return true;
            case 0x0A: // remember_state
                if (state->Depth >= CfiState.RememberedRows)
                {
                    return false;
                }

                CfiRow.Copy(CfiState.RememberedRow(state, state->Depth), row);
                state->Depth++;
                return true;
            case 0x0B: // restore_state
                if (state->Depth == 0)
                {
                    return false;
                }

                state->Depth--;
                CfiRow.Copy(row, CfiState.RememberedRow(state, state->Depth));
                return true;
            case 0x0C: // def_cfa
                SetCfa(row, reader->ReadUnsignedVariable(), (long)reader->ReadUnsignedVariable());
                return true;
            case 0x0D: // def_cfa_register
                row->CfaRegister = reader->ReadUnsignedVariable();
                return row->CfaKind == CfiRow.CfaIsRegister;
            case 0x0E: // def_cfa_offset
                row->CfaOffset = (long)reader->ReadUnsignedVariable();
                return row->CfaKind == CfiRow.CfaIsRegister;
            case 0x0F: // def_cfa_expression
                row->CfaKind = CfiRow.CfaIsExpression;
                row->CfaExpression = reader->Position;
                reader->Skip(reader->ReadUnsignedVariable());
                return true;
            case 0x12: // def_cfa_sf
                SetCfa(row, reader->ReadUnsignedVariable(), reader->ReadSignedVariable() * description->DataAlignment);
                return true;
            case 0x13: // def_cfa_offset_sf
                row->CfaOffset = reader->ReadSignedVariable() * description->DataAlignment;
                return row->CfaKind == CfiRow.CfaIsRegister;
            case 0x2E: // GNU_args_size
                reader->ReadUnsignedVariable();
                return true;
            default:
                return RunRegisterRule(code, reader, description, state);
        }
    }

    private static bool RunRegisterRule(byte code, DwarfReader* reader, FrameDescription* description, CfiState* state)
    {
        CfiRow* row = &state->Row;
        ulong register = reader->ReadUnsignedVariable();
        switch (code)
        {
            case 0x05: // offset_extended
                CfiRow.SetRule(row, register, CfiRule.Offset, (long)reader->ReadUnsignedVariable() * description->DataAlignment);
                return true;
            case 0x06: // restore_extended
                CfiRow.CopyRule(row, &state->Initial, register);
                return true;
            case 0x07: // undefined
                CfiRow.SetRule(row, register, CfiRule.Undefined, 0);
                return true;
            case 0x08: // same_value
                CfiRow.SetRule(row, register, CfiRule.SameValue, 0);
                return true;
            case 0x09: // register
                CfiRow.SetRule(row, register, CfiRule.Register, (long)reader->ReadUnsignedVariable());
                return true;
            case 0x10: // expression
                CfiRow.SetRule(row, register, CfiRule.Expression, (long)reader->Position);
                reader->Skip(reader->ReadUnsignedVariable());
                return true;
            case 0x11: // offset_extended_sf
                CfiRow.SetRule(row, register, CfiRule.Offset, reader->ReadSignedVariable() * description->DataAlignment);
                return true;
            case 0x14: // val_offset
                CfiRow.SetRule(row, register, CfiRule.ValueOffset, (long)reader->ReadUnsignedVariable() * description->DataAlignment);
                return true;
            case 0x15: // val_offset_sf
                CfiRow.SetRule(row, register, CfiRule.ValueOffset, reader->ReadSignedVariable() * description->DataAlignment);
                return true;
            case 0x16: // val_expression
                CfiRow.SetRule(row, register, CfiRule.ValueExpression, (long)reader->Position);
                reader->Skip(reader->ReadUnsignedVariable());
                return true;
            case 0x2F: // GNU_negative_offset_extended
                CfiRow.SetRule(row, register, CfiRule.Offset, -((long)reader->ReadUnsignedVariable() * description->DataAlignment));
                return true;
            default:
                return false;
        }
    }

    private static void SetCfa(CfiRow* row, ulong register, long offset)
    {
        row->CfaKind = CfiRow.CfaIsRegister;
        row->CfaRegister = register;
        row->CfaOffset = offset;
    }
}
