using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The registers of one stack frame, in the order of their DWARF numbers. Filled by <see cref="Take"/> or
/// <see cref="Capture"/>, or by <see cref="Clear"/> and setting the registers that a called function preserves.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnwindRegisters
{
    internal const int Count = 17;
    internal const int RspNumber = 7;
    internal const int RipNumber = 16;

    /// <summary>Bit set of RBX, RBP, RSP, R12-R15 and RIP.</summary>
    internal const ulong Preserved = (1 << 3) | (1 << 6) | (1 << RspNumber) | (1 << 12) | (1 << 13) | (1 << 14) | (1 << 15) | (1 << RipNumber);

    /// <summary>Bit set of all registers: for the state of interrupted code.</summary>
    internal const ulong All = (1 << Count) - 1;

    internal ulong Rax;
    internal ulong Rdx;
    internal ulong Rcx;
    internal ulong Rbx;
    internal ulong Rsi;
    internal ulong Rdi;
    internal ulong Rbp;
    internal ulong Rsp;
    internal ulong R8;
    internal ulong R9;
    internal ulong R10;
    internal ulong R11;
    internal ulong R12;
    internal ulong R13;
    internal ulong R14;
    internal ulong R15;
    internal ulong Rip;

    /// <summary>Bit n: register n has a value.</summary>
    internal ulong Known;

    /// <summary>1: RIP is the next instruction of interrupted code. 0: RIP is a return address, the call is in front of it.</summary>
    internal ulong IsExact;

    /// <summary>Why the last <see cref="Unwinder.Step"/> went no further.</summary>
    internal UnwindEnd End;

    /// <summary>All registers zero, the preserved ones known, RIP the next instruction of interrupted code.</summary>
    internal static void Clear(UnwindRegisters* registers)
    {
        for (int number = 0; number < Count; number++)
        {
            At(registers, number) = 0;
        }

        registers->Known = Preserved;
        registers->IsExact = 1;
        registers->End = UnwindEnd.None;
    }

    /// <summary>The state of interrupted code: <paramref name="saved"/>, of which only RAX to R15 without RSP are read, and the two given ones.</summary>
    internal static void Take(UnwindRegisters* registers, ThreadRegisters* saved, ulong rip, ulong rsp)
    {
        registers->Rax = saved->Rax;
        registers->Rdx = saved->Rdx;
        registers->Rcx = saved->Rcx;
        registers->Rbx = saved->Rbx;
        registers->Rsi = saved->Rsi;
        registers->Rdi = saved->Rdi;
        registers->Rbp = saved->Rbp;
        registers->Rsp = rsp;
        registers->R8 = saved->R8;
        registers->R9 = saved->R9;
        registers->R10 = saved->R10;
        registers->R11 = saved->R11;
        registers->R12 = saved->R12;
        registers->R13 = saved->R13;
        registers->R14 = saved->R14;
        registers->R15 = saved->R15;
        registers->Rip = rip;
        registers->Known = All;
        registers->IsExact = 1;
        registers->End = UnwindEnd.None;
    }

    /// <summary>The state of the caller, as it goes on after this call. In Panic/capture.S.</summary>
    [RuntimeImport("*", "asm_capture_registers"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Capture(UnwindRegisters* registers);

    /// <summary>Copies word by word: a struct assignment would use vector registers.</summary>
    internal static void Copy(UnwindRegisters* target, UnwindRegisters* source)
    {
        for (int number = 0; number < Count; number++)
        {
            At(target, number) = At(source, number);
        }

        target->Known = source->Known;
        target->IsExact = source->IsExact;
        target->End = source->End;
    }

    /// <summary>The register with a DWARF number below <see cref="Count"/>.</summary>
    internal static ref ulong At(UnwindRegisters* registers, int number) => ref (&registers->Rax)[number];
}
