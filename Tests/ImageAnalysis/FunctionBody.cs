using System.Collections.Generic;
using Iced.Intel;

namespace CosmosNvme.ImageAnalysis;

/// <summary>A function's instructions, all of its range decoded in order, and what they refer to.</summary>
public sealed class FunctionBody
{
    private static readonly NasmFormatter s_formatter = new();

    private readonly KernelImage _image;
    private readonly List<Instruction> _instructions = [];
    private readonly List<CodeReference> _references = [];

    private FunctionBody(KernelImage image, CodeFunction function)
    {
        _image = image;
        Function = function;
    }

    /// <summary>The function.</summary>
    public CodeFunction Function { get; }

    /// <summary>
    /// Every instruction from the first byte to the last. Bytes that are no instruction appear as <see cref="Code.INVALID"/>.
    /// </summary>
    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>What the instructions refer to outside of the function, in order. Jump tables of switches within the function are resolved and left out.</summary>
    public IReadOnlyList<CodeReference> References => _references;

    /// <summary>Decodes <paramref name="function"/> as 64-bit code, or as <paramref name="bitness"/> 32 or 16 for early boot code.</summary>
    public static FunctionBody Decode(KernelImage image, CodeFunction function, int bitness = 64)
    {
        FunctionBody body = new(image, function);
        body.DecodeAll(bitness);
        foreach (Instruction instruction in body._instructions)
        {
            body.AddReferences(instruction);
        }

        body.AddFallThrough();
        return body;
    }

    /// <summary>Writes an instruction as text, addresses of functions replaced by their names.</summary>
    public static string Format(KernelImage image, in Instruction instruction)
    {
        StringOutput output = new();
        lock (s_formatter)
        {
            s_formatter.Format(instruction, output);
        }

        string text = output.ToStringAndReset();
        CodeFunction? target = instruction.IsCallNear || instruction.IsJmpShortOrNear || instruction.IsJccShortOrNear
            ? image.FunctionAt(instruction.NearBranchTarget)
            : null;
        return target is null ? text : $"{text} <{target.DisplayName}>";
    }

    private void DecodeAll(int bitness)
    {
        byte[] code = Function.Section.Read(Function.Start, Function.Size).ToArray();
        Decoder decoder = Decoder.Create(bitness, new ByteArrayCodeReader(code), Function.Start);
        while (decoder.IP < Function.End)
        {
            _instructions.Add(decoder.Decode());
        }
    }

    private void AddReferences(in Instruction instruction)
    {
        switch (instruction.FlowControl)
        {
            case FlowControl.IndirectCall:
            case FlowControl.IndirectBranch:
                AddIndirect(instruction);
                return;
            case FlowControl.Call:
            case FlowControl.UnconditionalBranch:
            case FlowControl.ConditionalBranch:
            case FlowControl.XbeginXabortXend:
                AddBranch(instruction);
                return;
        }

        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            switch (instruction.GetOpKind(operand))
            {
                case OpKind.Memory:
                    AddMemory(instruction);
                    break;
                case OpKind.Immediate32:
                case OpKind.Immediate32to64:
                case OpKind.Immediate64:
                    AddImmediate(instruction, instruction.GetImmediate(operand));
                    break;
            }
        }
    }

    private void AddBranch(in Instruction instruction)
    {
        ulong target;
        switch (instruction.Op0Kind)
        {
            case OpKind.NearBranch16:
            case OpKind.NearBranch32:
            case OpKind.NearBranch64:
                target = instruction.NearBranchTarget;
                break;
            case OpKind.FarBranch16:
                target = instruction.FarBranch16;
                break;
            case OpKind.FarBranch32:
                target = instruction.FarBranch32;
                break;
            default:
                return;
        }

        bool isCall = instruction.FlowControl == FlowControl.Call;
        if (!Function.Contains(target) || (isCall && target == Function.Start))
        {
            _references.Add(new CodeReference(isCall ? ReferenceKind.Call : ReferenceKind.Jump, target, instruction));
        }
    }

    private void AddIndirect(in Instruction instruction)
    {
        bool isSwitch = instruction.FlowControl == FlowControl.IndirectBranch && SwitchTable.IsResolved(_image, Function, _instructions, instruction);
        if (!isSwitch)
        {
            bool isFixed = TryGetFixedAddress(instruction, out ulong address) && instruction.Op0Kind == OpKind.Memory;
            _references.Add(new CodeReference(ReferenceKind.Indirect, isFixed ? address : 0, instruction));
        }
    }

    private void AddMemory(in Instruction instruction)
    {
        if (!TryGetFixedAddress(instruction, out ulong address))
        {
            return;
        }

        ImageSection section = _image.SectionAt(address)!;
        if (!section.IsExecutable)
        {
            _references.Add(new CodeReference(ReferenceKind.Data, address, instruction));
        }
        else if (!Function.Contains(address) && instruction.Mnemonic != Mnemonic.Nop)
        {
            _references.Add(new CodeReference(ReferenceKind.CodeAddress, address, instruction));
        }
    }

    /// <summary>A constant counts as an address only if something starts exactly there: most constants are just numbers.</summary>
    private void AddImmediate(in Instruction instruction, ulong value)
    {
        if (_image.FunctionAt(value)?.Start == value && value != Function.Start)
        {
            _references.Add(new CodeReference(ReferenceKind.CodeAddress, value, instruction));
        }
        else if (_image.DataAt(value) is { } data && data.Start == value)
        {
            _references.Add(new CodeReference(ReferenceKind.Data, value, instruction));
        }
    }

    private bool TryGetFixedAddress(in Instruction instruction, out ulong address)
    {
        address = instruction.IsIPRelativeMemoryOperand ? instruction.IPRelativeMemoryAddress : instruction.MemoryDisplacement64;
        bool isThisAddressSpace = instruction.SegmentPrefix is not (Register.FS or Register.GS);
        return isThisAddressSpace && _image.SectionAt(address) is not null;
    }

    private void AddFallThrough()
    {
        int last = _instructions.Count - 1;
        while (last >= 0 && _instructions[last].Mnemonic is Mnemonic.Nop or Mnemonic.Int3)
        {
            if (_instructions[last].Mnemonic == Mnemonic.Int3)
            {
                return;
            }

            last--;
        }

        if (last >= 0 && _instructions[last].FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.IndirectCall or FlowControl.ConditionalBranch)
        {
            _references.Add(new CodeReference(ReferenceKind.FallThrough, Function.End, _instructions[last]));
        }
    }
}
