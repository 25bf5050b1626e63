using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>The integer registers of a thread while it does not run; the last five are an IRETQ frame. Known to assembly (layout.inc).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ThreadRegisters
{
    internal ulong Rax;
    internal ulong Rbx;
    internal ulong Rcx;
    internal ulong Rdx;
    internal ulong Rsi;
    internal ulong Rdi;
    internal ulong Rbp;
    internal ulong R8;
    internal ulong R9;
    internal ulong R10;
    internal ulong R11;
    internal ulong R12;
    internal ulong R13;
    internal ulong R14;
    internal ulong R15;
    internal ulong Rip;
    internal ulong Cs;
    internal ulong Rflags;
    internal ulong Rsp;
    internal ulong Ss;
}

/// <summary>What the nested path of entry.S pushes: an exception inside the nucleus, or an NMI, #DF or #MC anywhere.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NestedFrame
{
    internal ulong Rax;
    internal ulong Rbx;
    internal ulong Rcx;
    internal ulong Rdx;
    internal ulong Rsi;
    internal ulong Rdi;
    internal ulong Rbp;
    internal ulong R8;
    internal ulong R9;
    internal ulong R10;
    internal ulong R11;
    internal ulong R12;
    internal ulong R13;
    internal ulong R14;
    internal ulong R15;
    internal ulong Vector;
    internal ulong Error;
    internal ulong Rip;
    internal ulong Cs;
    internal ulong Rflags;
    internal ulong Rsp;
    internal ulong Ss;
}
