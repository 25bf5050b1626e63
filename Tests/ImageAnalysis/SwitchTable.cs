using System.Collections.Generic;
using System.Linq;
using Iced.Intel;

namespace CosmosNvme.ImageAnalysis;

/// <summary>
/// Recognises the one shape in which the compiler emits a switch:
/// <c>lea t,[table]; mov i,[t+i*4]; lea b,[place in this function]; add i,b; jmp i</c>. Everything else stays an indirect jump.
/// </summary>
internal static class SwitchTable
{
    private const int LookBack = 8;

    /// <summary>True if <paramref name="jump"/> is such a switch and every table entry leads to an instruction of <paramref name="function"/>.</summary>
    internal static bool IsResolved(KernelImage image, CodeFunction function, List<Instruction> instructions, in Instruction jump)
    {
        ulong jumpAddress = jump.IP;
        int index = instructions.FindIndex(instruction => instruction.IP == jumpAddress);
        if (jump.Op0Kind != OpKind.Register || index < 4 || instructions[index - 1].Mnemonic != Mnemonic.Add)
        {
            return false;
        }

        Instruction add = instructions[index - 1];
        Instruction? place = LastAddressLoad(instructions, index - 1, add.Op1Register);
        Instruction? entry = LastTableLoad(instructions, index - 1, jump.Op0Register);
        if (add.Op0Register != jump.Op0Register || place is not { } baseLoad || entry is not { } load)
        {
            return false;
        }

        int loadIndex = instructions.FindIndex(instruction => instruction.IP == load.IP);
        Instruction? table = LastAddressLoad(instructions, loadIndex, load.MemoryBase);
        if (table is not { } tableLoad || !function.Contains(baseLoad.IPRelativeMemoryAddress))
        {
            return false;
        }

        return AllEntriesStayInside(image, function, instructions, tableLoad.IPRelativeMemoryAddress, baseLoad.IPRelativeMemoryAddress);
    }

    private static bool AllEntriesStayInside(KernelImage image, CodeFunction function, List<Instruction> instructions, ulong table, ulong place)
    {
        ImageSection? section = image.SectionAt(table);
        if (section is null || section.IsWritable || section.IsExecutable || image.DataAt(table) is not { } range)
        {
            return false;
        }

        // The compiler puts a method's tables and constants into one symbol, so the first entry that leads nowhere is the end of this table.
        HashSet<ulong> starts = instructions.Select(instruction => instruction.IP).ToHashSet();
        int entries = 0;
        for (ulong address = table; address + sizeof(int) <= range.End && image.TryReadInt32(address, out int offset); address += sizeof(int))
        {
            if (!starts.Contains(place + (ulong)(long)offset))
            {
                break;
            }

            entries++;
        }

        return entries > 0;
    }

    private static Instruction? LastAddressLoad(List<Instruction> instructions, int before, Register register)
    {
        for (int index = before - 1; index >= 0 && index >= before - LookBack; index--)
        {
            Instruction instruction = instructions[index];
            if (instruction.Mnemonic == Mnemonic.Lea && instruction.Op0Register == register && instruction.IsIPRelativeMemoryOperand)
            {
                return instruction;
            }
        }

        return null;
    }

    private static Instruction? LastTableLoad(List<Instruction> instructions, int before, Register register)
    {
        for (int index = before - 1; index >= 0 && index >= before - LookBack; index--)
        {
            Instruction instruction = instructions[index];
            if (instruction.Mnemonic == Mnemonic.Mov
                && instruction.Op0Register.GetFullRegister() == register
                && instruction.Op1Kind == OpKind.Memory
                && instruction.MemoryIndexScale == sizeof(int))
            {
                return instruction;
            }
        }

        return null;
    }
}
