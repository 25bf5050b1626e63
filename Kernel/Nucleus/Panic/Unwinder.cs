using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Finds callers by the unwind information that every part of the image carries: managed code, glibc, the runtime's C++ and
/// assembly with .cfi directives. Reads the stack with <see cref="PanicMemory"/> only, so a destroyed stack ends the trace and
/// nothing else. Uses about 2 KB of stack; takes no lock.
/// </summary>
[SkipLocalsInit]
internal static unsafe class Unwinder
{
    /// <summary>
    /// Replaces the registers of a frame by those of its caller. False: there is no caller, or it cannot be found;
    /// <see cref="UnwindRegisters.End"/> then says why and the other registers are as before. <paramref name="place"/> is kept
    /// from call to call: a recursion has a hundred thousand frames of one place, which then need no look-up.
    /// </summary>
    internal static bool Step(UnwindRegisters* registers, UnwindPlace* place)
    {
        // A return address may be the first byte behind its function, if the call never returns.
        ulong address = registers->IsExact != 0 ? registers->Rip : registers->Rip - 1;

        UnwindEnd end = LookUp(address, place);
        UnwindRegisters caller;
        if (end == UnwindEnd.NoInformation)
        {
            end = ReturnFromFirstInstruction(registers, &caller);
        }
        else if (end == UnwindEnd.None)
        {
            end = Apply(&place->State.Row, &place->Description, registers, &caller);
        }

        if (end != UnwindEnd.None)
        {
            registers->End = end;
            return false;
        }

        UnwindRegisters.Copy(registers, &caller);
        return true;
    }

    private static UnwindEnd LookUp(ulong address, UnwindPlace* place)
    {
        if (place->IsValid != 0 && place->Address == address)
        {
            return UnwindEnd.None;
        }

        place->IsValid = 0;
        place->Address = address;
        UnwindEnd end = EhFrame.Find(address, &place->Description);
        if (end == UnwindEnd.None)
        {
            end = CfiProgram.Run(&place->Description, address, &place->State) ? UnwindEnd.None : UnwindEnd.BadInformation;
            place->IsValid = end == UnwindEnd.None ? 1u : 0u;
        }

        return end;
    }

    /// <summary>
    /// A call through a bad pointer: nothing describes the place it led to, but the return address was pushed. The same holds at
    /// the first instruction of a function without unwind information.
    /// </summary>
    private static UnwindEnd ReturnFromFirstInstruction(UnwindRegisters* registers, UnwindRegisters* caller)
    {
        bool isCode = ImageHeaders.IsCode(registers->Rip);
        if (registers->IsExact == 0)
        {
            return isCode ? UnwindEnd.NoInformation : UnwindEnd.NotCode;
        }

        if (isCode && !SymbolTable.IsFirstInstruction(registers->Rip))
        {
            return UnwindEnd.NoInformation;
        }

        ulong returnAddress;
        if (!PanicMemory.TryRead(registers->Rsp, &returnAddress))
        {
            return UnwindEnd.BadMemory;
        }

        if (!ImageHeaders.IsCode(returnAddress))
        {
            return UnwindEnd.NotCode;
        }

        UnwindRegisters.Copy(caller, registers);
        caller->Rip = returnAddress;
        caller->Rsp += sizeof(ulong);
        caller->IsExact = 0;
        return UnwindEnd.None;
    }

    private static UnwindEnd Apply(CfiRow* row, FrameDescription* description, UnwindRegisters* registers, UnwindRegisters* caller)
    {
        if (description->ReturnRegister != UnwindRegisters.RipNumber)
        {
            return UnwindEnd.BadInformation;
        }

        if (CfiRow.Rule(row, UnwindRegisters.RipNumber) == CfiRule.Undefined)
        {
            return UnwindEnd.Bottom;
        }

        ulong frame;
        UnwindEnd end = FindFrame(row, description, registers, &frame);
        if (end != UnwindEnd.None)
        {
            return end;
        }

        UnwindRegisters.Clear(caller);
        caller->Known = 0;
        for (int number = 0; number < UnwindRegisters.Count; number++)
        {
            ulong value;
            end = FindRegister(row, number, description, registers, frame, &value);
            if (end == UnwindEnd.None)
            {
                UnwindRegisters.At(caller, number) = value;
                caller->Known |= 1ul << number;
            }
            else if (number == UnwindRegisters.RipNumber)
            {
                return end;
            }
        }

        caller->IsExact = description->IsSignalFrame;
        if (description->IsSignalFrame != 0)
        {
            // A handler may run on a stack of its own, and the interrupted RIP may be the very fault.
            return UnwindEnd.None;
        }

        if (caller->Rip == 0)
        {
            return UnwindEnd.Bottom;
        }

        if (caller->Rsp <= registers->Rsp)
        {
            return UnwindEnd.NotGrowing;
        }

        return ImageHeaders.IsCode(caller->Rip - 1) ? UnwindEnd.None : UnwindEnd.NotCode;
    }

    private static UnwindEnd FindFrame(CfiRow* row, FrameDescription* description, UnwindRegisters* registers, ulong* frame)
    {
        if (row->CfaKind == CfiRow.CfaIsExpression)
        {
            return DwarfExpression.Evaluate(row->CfaExpression, ExpressionLimit(description, row->CfaExpression), registers, 0, frame);
        }

        if (row->CfaKind != CfiRow.CfaIsRegister || row->CfaRegister >= UnwindRegisters.Count
            || (registers->Known & (1ul << (int)row->CfaRegister)) == 0)
        {
            return UnwindEnd.BadInformation;
        }

        *frame = UnwindRegisters.At(registers, (int)row->CfaRegister) + (ulong)row->CfaOffset;
        return UnwindEnd.None;
    }

    private static UnwindEnd FindRegister(
        CfiRow* row,
        int number,
        FrameDescription* description,
        UnwindRegisters* registers,
        ulong frame,
        ulong* value)
    {
        long operand = CfiRow.Value(row, number);
        int source = number;
        UnwindEnd end;
        switch (CfiRow.Rule(row, number))
        {
            case CfiRule.Offset:
                return PanicMemory.TryRead(frame + (ulong)operand, value) ? UnwindEnd.None : UnwindEnd.BadMemory;
            case CfiRule.ValueOffset:
                *value = frame + (ulong)operand;
                return UnwindEnd.None;
            case CfiRule.Expression:
                end = DwarfExpression.Evaluate((byte*)operand, ExpressionLimit(description, (byte*)operand), registers, frame, value);
                return end != UnwindEnd.None ? end : PanicMemory.TryRead(*value, value) ? UnwindEnd.None : UnwindEnd.BadMemory;
            case CfiRule.ValueExpression:
                return DwarfExpression.Evaluate((byte*)operand, ExpressionLimit(description, (byte*)operand), registers, frame, value);
            case CfiRule.Register:
                source = (int)operand;
                break;
            case CfiRule.SameValue:
                break;
            case CfiRule.Unspecified:
                if (number == UnwindRegisters.RspNumber)
                {
                    *value = frame;
                    return UnwindEnd.None;
                }

                if (number == UnwindRegisters.RipNumber || (UnwindRegisters.Preserved & (1ul << number)) == 0)
                {
                    return UnwindEnd.BadInformation;
                }

                break;
            default:
                return UnwindEnd.BadInformation;
        }

        if ((uint)source >= UnwindRegisters.Count || (registers->Known & (1ul << source)) == 0)
        {
            return UnwindEnd.BadInformation;
        }

        *value = UnwindRegisters.At(registers, source);
        return UnwindEnd.None;
    }

    // An expression lies in the program that set the rule: the function's own, or the one it shares.
    private static byte* ExpressionLimit(FrameDescription* description, byte* block)
        => block >= description->Program.Position && block < description->Program.End
            ? description->Program.End
            : description->CommonProgram.End;
}
