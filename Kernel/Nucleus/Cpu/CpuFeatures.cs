using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// What the boot CPU can do, from CPUID. Filled by <see cref="Probe"/>, then read-only, any context. The other CPUs are taken to be alike:
/// each compares its own features when it comes up (<see cref="SetOfThisCpu"/>).
/// </summary>
[SkipLocalsInit]
internal static unsafe class CpuFeatures
{
    private static CpuIdLeaves s_leaves;
    private static CpuIdLeaves s_leavesOfThisCpu;
    private static ulong s_all;

    /// <summary>The set of all features: bit n is <see cref="CpuFeature"/> n.</summary>
    internal static ulong All => s_all;

    /// <summary>The raw registers.</summary>
    internal static CpuIdLeaves* Leaves => (CpuIdLeaves*)Unsafe.AsPointer(ref s_leaves);

    /// <summary>Vendor: 12 characters.</summary>
    internal static byte* Vendor => (byte*)Leaves->Vendor;

    /// <summary>Family as vendors count it, extended family included.</summary>
    internal static uint Family => CpuSignature.Family(s_leaves.Eax1);

    /// <summary>Model, extended model included.</summary>
    internal static uint Model => CpuSignature.Model(s_leaves.Eax1);

    /// <summary>Stepping.</summary>
    internal static uint Stepping => CpuSignature.Stepping(s_leaves.Eax1);

    /// <summary>Physical address bits; 36 when the CPU does not say.</summary>
    internal static uint PhysicalAddressBits => s_leaves.ExtendedEax8 == 0 ? 36 : s_leaves.ExtendedEax8 & 0xFF;

    /// <summary>True if the CPU has the feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Has(CpuFeature feature) => ((s_all >> (int)feature) & 1) != 0;

    /// <summary>Asks CPUID. First thing on the boot CPU.</summary>
    internal static void Probe()
    {
        ReadLeaves(Leaves);
        s_all = CpuFeatureTable.Decode(Leaves);
    }

    /// <summary>The features of the CPU that runs this, to compare with <see cref="All"/>. For one CPU at a time: they are started one by one.</summary>
    internal static ulong SetOfThisCpu()
    {
        CpuIdLeaves* leaves = (CpuIdLeaves*)Unsafe.AsPointer(ref s_leavesOfThisCpu);
        ReadLeaves(leaves);
        return CpuFeatureTable.Decode(leaves);
    }

    /// <summary>
    /// The features without which the image cannot run and that this CPU lacks: x86-64-v2, and the basics of the nucleus. 0 = none missing.
    /// Print each with <see cref="CpuFeatureTable.Name"/>.
    /// </summary>
    internal static ulong MissingForV2() => Required() & ~s_all;

    /// <summary>The set that <see cref="MissingForV2"/> demands.</summary>
    internal static ulong Required() =>
        Bit(CpuFeature.CompareExchange16) | Bit(CpuFeature.Lahf) | Bit(CpuFeature.Popcnt) | Bit(CpuFeature.Sse3) | Bit(CpuFeature.Ssse3)
        | Bit(CpuFeature.Sse41) | Bit(CpuFeature.Sse42) | Bit(CpuFeature.NoExecute) | Bit(CpuFeature.Syscall) | Bit(CpuFeature.LongMode)
        | Bit(CpuFeature.Fxsr) | Bit(CpuFeature.Sse) | Bit(CpuFeature.Sse2) | Bit(CpuFeature.ConditionalMove) | Bit(CpuFeature.CompareExchange8)
        | Bit(CpuFeature.Msr) | Bit(CpuFeature.Tsc) | Bit(CpuFeature.PageAttributeTable) | Bit(CpuFeature.LocalApic);

    /// <summary>
    /// What the boot CPU has and the nucleus uses on every CPU, but a CPU with the features <paramref name="set"/> lacks. Not 0: threads
    /// that move there would fail, so it must not be used.
    /// </summary>
    internal static ulong MissingBeside(ulong set) => Missing(s_all, set);

    /// <summary>The same for any two CPUs.</summary>
    internal static ulong Missing(ulong first, ulong other) => first & ~other & (Required() | Shared());

    /// <summary>The set of features that are used where the boot CPU has them.</summary>
    internal static ulong Shared() =>
        Bit(CpuFeature.Xsave) | Bit(CpuFeature.Avx) | Bit(CpuFeature.Avx2) | Bit(CpuFeature.Avx512) | Bit(CpuFeature.FsGsBase)
        | Bit(CpuFeature.GlobalPages) | Bit(CpuFeature.GigabytePages) | Bit(CpuFeature.Rdrand) | Bit(CpuFeature.Fma) | Bit(CpuFeature.Bmi1)
        | Bit(CpuFeature.Bmi2) | Bit(CpuFeature.Lzcnt) | Bit(CpuFeature.Movbe) | Bit(CpuFeature.Aes) | Bit(CpuFeature.Pclmul)
        | Bit(CpuFeature.X2Apic);

    /// <summary>The bit of a feature in a set.</summary>
    internal static ulong Bit(CpuFeature feature) => 1UL << (int)feature;

    /// <summary>
    /// The brand string without the blanks that pad it. Returns its first character and stores its length, 0 if the CPU has none.
    /// </summary>
    internal static byte* Brand(int* length) => CpuSignature.Trim((byte*)Leaves->Brand, 48, length);

    /// <summary>True if the hypervisor's signature, 12 characters, is <paramref name="signature"/>.</summary>
    internal static bool HypervisorIs(ReadOnlySpan<byte> signature) => CpuSignature.HypervisorIs(Leaves, signature);

    private static void ReadLeaves(CpuIdLeaves* leaves)
    {
        byte* bytes = (byte*)leaves;
        for (int i = 0; i < sizeof(CpuIdLeaves); i++)
        {
            bytes[i] = 0;
        }

        // Not stackalloc, whose stack cookie would bring the runtime in.
        Registers registers;
        uint* r = (uint*)&registers;
        Asm.CpuId(0, 0, r);
        leaves->MaximumBasic = r[0];
        leaves->Vendor[0] = r[1];
        leaves->Vendor[1] = r[3];
        leaves->Vendor[2] = r[2];

        Asm.CpuId(1, 0, r);
        leaves->Eax1 = r[0];
        leaves->Ebx1 = r[1];
        leaves->Ecx1 = r[2];
        leaves->Edx1 = r[3];
        ReadHigherLeaves(leaves, r);
        ReadExtendedLeaves(leaves, r);
        if ((leaves->Ecx1 >> 31) != 0)
        {
            ReadHypervisorLeaves(leaves, r);
        }
    }

    private static void ReadHigherLeaves(CpuIdLeaves* leaves, uint* r)
    {
        if (leaves->MaximumBasic >= 7)
        {
            Asm.CpuId(7, 0, r);
            leaves->Ebx7 = r[1];
            leaves->Ecx7 = r[2];
        }

        if (leaves->MaximumBasic >= 0xD)
        {
            Asm.CpuId(0xD, 1, r);
            leaves->EaxD1 = r[0];
        }

        if (leaves->MaximumBasic >= 0x15)
        {
            Asm.CpuId(0x15, 0, r);
            leaves->Eax15 = r[0];
            leaves->Ebx15 = r[1];
            leaves->Ecx15 = r[2];
        }

        if (leaves->MaximumBasic >= 0x16)
        {
            Asm.CpuId(0x16, 0, r);
            leaves->Eax16 = r[0];
        }
    }

    private static void ReadExtendedLeaves(CpuIdLeaves* leaves, uint* r)
    {
        Asm.CpuId(0x8000_0000, 0, r);
        uint maximum = r[0];

        // CPUs without extended leaves answer with those of the highest basic leaf.
        if (maximum >> 16 != 0x8000)
        {
            return;
        }

        leaves->MaximumExtended = maximum;
        if (maximum >= 0x8000_0001)
        {
            Asm.CpuId(0x8000_0001, 0, r);
            leaves->ExtendedEcx1 = r[2];
            leaves->ExtendedEdx1 = r[3];
        }

        if (maximum >= 0x8000_0004)
        {
            for (uint i = 0; i < 3; i++)
            {
                Asm.CpuId(0x8000_0002 + i, 0, leaves->Brand + (i * 4));
            }
        }

        if (maximum >= 0x8000_0007)
        {
            Asm.CpuId(0x8000_0007, 0, r);
            leaves->ExtendedEdx7 = r[3];
        }

        if (maximum >= 0x8000_0008)
        {
            Asm.CpuId(0x8000_0008, 0, r);
            leaves->ExtendedEax8 = r[0];
        }
    }

    private static void ReadHypervisorLeaves(CpuIdLeaves* leaves, uint* r)
    {
        Asm.CpuId(0x4000_0000, 0, r);
        leaves->MaximumHypervisor = r[0];
        leaves->HypervisorVendor[0] = r[1];
        leaves->HypervisorVendor[1] = r[2];
        leaves->HypervisorVendor[2] = r[3];
        if (r[0] is >= 0x4000_0010 and < 0x4001_0000)
        {
            Asm.CpuId(0x4000_0010, 0, r);
            leaves->HypervisorTscKilohertz = r[0];
        }
    }

    /// <summary>EAX, EBX, ECX, EDX.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 4 * sizeof(uint))]
    private struct Registers
    {
    }
}
