using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// Instructions that C# has no word for. Each is a leaf in Cpu/instructions.S, a plain call without any runtime transition,
/// so it may be used in every context, before the runtime is up included.
/// </summary>
internal static unsafe class Asm
{
    private const string Image = "*";

    [RuntimeImport(Image, "asm_in8"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte In8(ushort port);

    [RuntimeImport(Image, "asm_in16"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ushort In16(ushort port);

    [RuntimeImport(Image, "asm_in32"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint In32(ushort port);

    [RuntimeImport(Image, "asm_out8"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Out8(ushort port, byte value);

    [RuntimeImport(Image, "asm_out16"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Out16(ushort port, ushort value);

    [RuntimeImport(Image, "asm_out32"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Out32(ushort port, uint value);

    [RuntimeImport(Image, "asm_rdmsr"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadMsr(uint msr);

    [RuntimeImport(Image, "asm_wrmsr"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteMsr(uint msr, ulong value);

    /// <summary>Executes CPUID and stores EAX, EBX, ECX, EDX (in that order) at <paramref name="registers"/>.</summary>
    [RuntimeImport(Image, "asm_cpuid"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void CpuId(uint leaf, uint subLeaf, uint* registers);

    /// <summary>Reads the time-stamp counter behind an LFENCE.</summary>
    [RuntimeImport(Image, "asm_rdtsc"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadTsc();

    [RuntimeImport(Image, "asm_read_cr0"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr0();

    [RuntimeImport(Image, "asm_write_cr0"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteCr0(ulong value);

    [RuntimeImport(Image, "asm_read_cr2"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr2();

    [RuntimeImport(Image, "asm_read_cr3"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr3();

    [RuntimeImport(Image, "asm_write_cr3"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteCr3(ulong value);

    [RuntimeImport(Image, "asm_read_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr4();

    [RuntimeImport(Image, "asm_write_cr4"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteCr4(ulong value);

    /// <summary>Writes extended control register 0 (XSETBV). Legal only after CR4.OSXSAVE is set.</summary>
    [RuntimeImport(Image, "asm_xsetbv0"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteXcr0(ulong value);

    [RuntimeImport(Image, "asm_invlpg"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void InvalidatePage(ulong address);

    /// <summary>Loads the GDT at <paramref name="base"/>, reloads CS (0x08) and the data segments (0x10); leaves the GS base alone.</summary>
    [RuntimeImport(Image, "asm_load_gdt"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void LoadGdt(void* @base, ushort limit);

    [RuntimeImport(Image, "asm_load_idt"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void LoadIdt(void* @base, ushort limit);

    /// <summary>UD2. With an empty descriptor table it shuts the CPU down, which resets every PC.</summary>
    [RuntimeImport(Image, "asm_invalid_opcode"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void InvalidOpcode();

    [RuntimeImport(Image, "asm_load_tr"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void LoadTaskRegister(ushort selector);

    /// <summary>Position of the lowest set bit; <paramref name="bits"/> must not be 0.</summary>
    [RuntimeImport(Image, "asm_lowest_bit"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern int LowestBit(ulong bits);

    /// <summary>PAUSE: one step of a spin-wait.</summary>
    [RuntimeImport(Image, "asm_pause"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Pause();

    /// <summary>Stops this CPU for ever, interrupts off.</summary>
    [RuntimeImport(Image, "asm_halt_forever"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void HaltForever();

    /// <summary>True if interrupts are enabled on this CPU.</summary>
    [RuntimeImport(Image, "asm_interrupts_enabled"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong InterruptsEnabled();

    /// <summary>The per-CPU block of the CPU that runs this, from GS:0.</summary>
    [RuntimeImport(Image, "asm_this_cpu"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern Cpu* ThisCpu();

    /// <summary>Fills <paramref name="count"/> 64-bit words with zero (REP STOSQ).</summary>
    [RuntimeImport(Image, "asm_zero_words"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ZeroWords(void* destination, ulong count);

    /// <summary>Copies <paramref name="count"/> bytes upwards (REP MOVSB); both ranges must be mapped.</summary>
    [RuntimeImport(Image, "asm_copy_bytes"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void CopyBytes(void* destination, void* source, ulong count);

    /// <summary>Copies bytes from or to thread memory. Returns the bytes NOT copied: not zero when a page was not accessible.</summary>
    [RuntimeImport(Image, "asm_copy_user"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong CopyUser(void* destination, void* source, ulong count);

    /// <summary>Reads a 32-bit word of thread memory; a negative result means the page was not accessible.</summary>
    [RuntimeImport(Image, "asm_load_user32"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern long LoadUser32(uint* source);

    /// <summary>Compare-exchange on thread memory. 0 = stored, 1 = differed, -1 = not accessible.</summary>
    [RuntimeImport(Image, "asm_compare_exchange_user32"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern long CompareExchangeUser32(uint* target, uint expected, uint value);

    [RuntimeImport(Image, "asm_read_fs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadFsBase();

    [RuntimeImport(Image, "asm_write_fs_base"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteFsBase(ulong value);

    /// <summary>XSAVE (or FXSAVE) of the FP and vector state into a 64-byte aligned area.</summary>
    [RuntimeImport(Image, "asm_fp_save"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void SaveFloatingPoint(void* area, ulong useXsave);

    [RuntimeImport(Image, "asm_fp_restore"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void RestoreFloatingPoint(void* area, ulong useXsave);

    /// <summary>RDRAND; 0 when the CPU had no number ready (or, harmlessly, when the number was 0).</summary>
    [RuntimeImport(Image, "asm_rdrand"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadRandom();
}
