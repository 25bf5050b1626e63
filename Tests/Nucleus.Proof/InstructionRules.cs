using Iced.Intel;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>What a single instruction may not do.</summary>
internal static class InstructionRules
{
    private const ulong LargestFrame = 4096;

    /// <summary>The rule that <paramref name="instruction"/> breaks and the reason, or null. Not for use by several threads at once.</summary>
    internal static (ViolationKind Kind, string Detail)? Check(in Instruction instruction, InstructionInfoFactory information)
    {
        if (instruction.IsInvalid)
        {
            return (ViolationKind.IsNotCode, "has bytes that are no instruction. Keep data out of code, and declare 16-bit and 32-bit code in NucleusPolicy");
        }

        if (UsesVectorState(instruction, information))
        {
            return (ViolationKind.UsesVectorRegister, "uses FP or vector state, which belongs to the interrupted thread. Pass pointers to structs of more than 16 bytes, and compute with integers");
        }

        if (instruction.Mnemonic is Mnemonic.Syscall or Mnemonic.Sysenter || (instruction.Mnemonic == Mnemonic.Int && instruction.Immediate8 == 0x80))
        {
            return (ViolationKind.MakesSystemCall, "makes a system call. Call the nucleus method that does the work");
        }

        if (instruction.SegmentPrefix == Register.FS)
        {
            return (ViolationKind.UsesThreadLocal, "uses thread-local storage of the interrupted thread. Use the per-CPU block");
        }

        bool isLargeFrame = instruction.Mnemonic == Mnemonic.Sub
            && instruction.Op0Kind == OpKind.Register
            && instruction.Op0Register == Register.RSP
            && instruction.Op1Kind == OpKind.Immediate32to64
            && instruction.GetImmediate(1) > LargestFrame;
        return isLargeFrame
            ? (ViolationKind.GrowsStack, "has a frame larger than a page. Keep the buffer in a static or the per-CPU block")
            : null;
    }

    private static bool UsesVectorState(in Instruction instruction, InstructionInfoFactory information)
    {
        if (instruction.IsSaveRestoreInstruction)
        {
            return true;
        }

        switch (instruction.Mnemonic)
        {
            case Mnemonic.Ldmxcsr:
            case Mnemonic.Stmxcsr:
            case Mnemonic.Vldmxcsr:
            case Mnemonic.Vstmxcsr:
            case Mnemonic.Vzeroall:
            case Mnemonic.Vzeroupper:
            case Mnemonic.Emms:
            case Mnemonic.Femms:
                return true;
        }

        foreach (CpuidFeature feature in instruction.CpuidFeatures)
        {
            if (feature is CpuidFeature.FPU or CpuidFeature.FPU287 or CpuidFeature.FPU387 or CpuidFeature.MMX)
            {
                return true;
            }
        }

        foreach (UsedRegister used in information.GetInfo(instruction).GetUsedRegisters())
        {
            if (IsVectorRegister(used.Register))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsVectorRegister(Register register)
    {
        return register.IsVectorRegister() || register.IsMM() || register.IsST() || register.IsK() || register.IsTMM();
    }
}
