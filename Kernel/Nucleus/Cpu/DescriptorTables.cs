using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// GDT and TSS of one CPU, and the IDT of all. Intel SDM volume 3, §3.4.5 (descriptors), §7.7 (TSS), §6.14 (interrupts in 64-bit mode).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal unsafe struct DescriptorTables
{
    internal const ushort CodeSelector = 0x08;
    internal const ushort DataSelector = 0x10;
    private const ushort TaskSelector = 0x18;
    private const ulong CodeDescriptor = 0x00af9a000000ffff;
    private const ulong DataDescriptor = 0x00cf92000000ffff;
    private const int GdtBytes = 5 * 8;
    private const int TssBytes = 104;
    private const int IdtEntries = 256;
    private const int StubBytes = 16;
    private const int StackTables = 6;

    /// <summary>Null, code, data, and the 16-byte TSS descriptor.</summary>
    [FieldOffset(0)]
    internal fixed ulong Gdt[5];

    /// <summary>The 104-byte TSS as words; RSP0 is never used (everything runs in ring 0), IST1 is at byte 36.</summary>
    [FieldOffset(40)]
    internal fixed uint Tss[26];

    private static byte* s_idt;

    /// <summary>Builds the one IDT. Needs <see cref="NucleusMemory"/>.</summary>
    internal static void BuildIdt()
    {
        s_idt = (byte*)NucleusMemory.Allocate(IdtEntries * 16);
        ulong stub = (ulong)EntryPoints.VectorStubs();
        for (int vector = 0; vector < IdtEntries; vector++, stub += StubBytes)
        {
            ulong* entry = (ulong*)(s_idt + (vector * 16));
            entry[0] = (stub & 0xffff)
                | ((ulong)CodeSelector << 16)
                | ((ulong)StackTableOf(vector) << 32)
                | (0x8eUL << 40)
                | ((stub >> 16 & 0xffff) << 48);
            entry[1] = stub >> 32;
        }
    }

    /// <summary>Fills GDT and TSS of <paramref name="cpu"/> and gives it its IST stacks.</summary>
    internal static void Build(Cpu* cpu)
    {
        DescriptorTables* tables = &cpu->Tables;
        ulong tss = (ulong)&tables->Tss[0];
        tables->Gdt[0] = 0;
        tables->Gdt[1] = CodeDescriptor;
        tables->Gdt[2] = DataDescriptor;
        tables->Gdt[3] = (TssBytes - 1) | ((tss & 0xffffff) << 16) | (0x89UL << 40) | ((tss >> 24 & 0xff) << 56);
        tables->Gdt[4] = tss >> 32;
        for (int i = 0; i < StackTables; i++)
        {
            ulong top = NucleusMemory.AllocateStack(NucleusMemory.InterruptStackPages);
            tables->Tss[9 + (i * 2)] = (uint)top;
            tables->Tss[10 + (i * 2)] = (uint)(top >> 32);
        }

        tables->Tss[25] = TssBytes << 16;
    }

    /// <summary>Makes the tables those of the running CPU.</summary>
    internal static void Load(Cpu* cpu)
    {
        Asm.LoadGdt(&cpu->Tables.Gdt[0], GdtBytes - 1);
        Asm.LoadIdt(s_idt, (IdtEntries * 16) - 1);
        Asm.LoadTaskRegister(TaskSelector);
    }

    /// <summary>1 device interrupts, 2 page faults, 3 NMI, 4 double fault, 5 machine check, 6 the other exceptions.</summary>
    private static int StackTableOf(int vector) => vector switch
    {
        ExceptionVectors.NonMaskable => 3,
        ExceptionVectors.DoubleFault => 4,
        ExceptionVectors.MachineCheck => 5,
        ExceptionVectors.PageFault => 2,
        < 32 => 6,
        _ => 1,
    };
}
