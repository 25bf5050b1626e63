using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// FP and vector registers of threads. The nucleus itself uses none (a test proves it), so they are saved only when a CPU leaves a
/// thread, and loaded only when the CPU does not hold them any more. XSAVE where the CPU has it, else FXSAVE.
/// </summary>
internal static unsafe class FloatingPoint
{
    private const ulong X87 = 1;
    private const ulong Sse = 2;
    private const ulong Avx = 4;
    private const ulong Avx512 = 0xe0;
    private const uint ExtendedStateLeaf = 0xd;
    private const int LegacyBytes = 512;
    private const int HeaderBytes = 64;
    private const ushort DefaultControlWord = 0x37f;
    private const uint DefaultMxcsr = 0x1f80;
    private const int ControlWordOffset = 0;
    private const int MxcsrOffset = 24;
    private const int MxcsrMaskOffset = 28;

    private static ulong s_useXsave;

    /// <summary>Bytes of state that are saved: 512 with FXSAVE, else what CPUID leaf 0Dh says for <see cref="EnabledStates"/>.</summary>
    internal static int StateBytes;

    /// <summary>XCR0.</summary>
    internal static ulong EnabledStates;

    /// <summary>Chooses the instruction and the states, on the boot processor.</summary>
    internal static void Initialize()
    {
        StateBytes = LegacyBytes;
        s_useXsave = CpuFeatures.Has(CpuFeature.Xsave) ? 1UL : 0;
        if (s_useXsave == 0)
        {
            return;
        }

        CpuIdResult result;
        Asm.CpuId(ExtendedStateLeaf, 0, (uint*)&result);
        ulong offered = result.Eax;
        EnabledStates = X87 | Sse | (offered & Avx);
        if ((offered & Avx512) == Avx512 && (offered & Avx) != 0)
        {
            EnabledStates |= Avx512;
        }

        EnableOnThisCpu();
        StateBytes = SizeOfEnabled();
        if (StateBytes > Thread.FloatingPointCapacity)
        {
            EnabledStates &= X87 | Sse | Avx;
            EnableOnThisCpu();
            StateBytes = SizeOfEnabled();
        }
    }

    /// <summary>Sets the CR0, CR4 and XCR0 bits on the CPU that runs this.</summary>
    internal static void EnableOnThisCpu()
    {
        const ulong MonitorCoprocessor = 1 << 1;
        const ulong Emulation = 1 << 2;
        const ulong TaskSwitched = 1 << 3;
        const ulong NumericError = 1 << 5;
        const ulong OsFxsr = 1 << 9;
        const ulong OsSimdExceptions = 1 << 10;
        const ulong OsXsave = 1 << 18;
        Asm.WriteCr0((Asm.ReadCr0() & ~(Emulation | TaskSwitched)) | MonitorCoprocessor | NumericError);
        Asm.WriteCr4(Asm.ReadCr4() | OsFxsr | OsSimdExceptions | (s_useXsave != 0 ? OsXsave : 0));
        if (s_useXsave != 0)
        {
            Asm.WriteXcr0(EnabledStates);
        }
    }

    /// <summary>The state a fresh thread starts with, into its zeroed area.</summary>
    internal static void Reset(Thread* thread)
    {
        byte* area = Thread.FloatingPoint(thread);
        *(ushort*)(area + ControlWordOffset) = DefaultControlWord;
        *(uint*)(area + MxcsrOffset) = DefaultMxcsr;
    }

    /// <summary>Saves the registers of the running CPU into the area of the thread they belong to.</summary>
    internal static void Save(Thread* thread) => Asm.SaveFloatingPoint(Thread.FloatingPoint(thread), s_useXsave);

    /// <summary>True if <paramref name="cpu"/> still holds the registers of the thread.</summary>
    internal static bool IsHeld(Cpu* cpu, Thread* thread) => cpu->RegisterOwner == thread && thread->FloatingPointCpu == cpu->Index;

    /// <summary>Makes the registers of <paramref name="cpu"/>, which runs this, those of the thread.</summary>
    internal static void Load(Cpu* cpu, Thread* thread)
    {
        Asm.RestoreFloatingPoint(Thread.FloatingPoint(thread), s_useXsave);
        cpu->RegisterOwner = thread;
        thread->FloatingPointCpu = cpu->Index;
    }

    /// <summary>Makes an area that came from thread memory safe to load: reserved bits would raise #GP in the nucleus.</summary>
    internal static void Sanitize(Thread* thread)
    {
        byte* area = Thread.FloatingPoint(thread);
        uint mask = *(uint*)(area + MxcsrMaskOffset);
        *(uint*)(area + MxcsrOffset) &= mask == 0 ? 0xffbfU : mask & 0xffff;
        if (s_useXsave != 0)
        {
            ulong* header = (ulong*)(area + LegacyBytes);
            header[0] &= EnabledStates;
            for (int i = 1; i < HeaderBytes / sizeof(ulong); i++)
            {
                header[i] = 0;
            }
        }
    }

    private static int SizeOfEnabled()
    {
        CpuIdResult result;
        Asm.CpuId(ExtendedStateLeaf, 0, (uint*)&result);
        return (int)result.Ebx;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CpuIdResult
    {
        internal uint Eax;
        internal uint Ebx;
        internal uint Ecx;
        internal uint Edx;
    }
}
