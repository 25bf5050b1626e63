using System;

namespace CosmosNvme.Nucleus;

/// <summary>Where CPUID shows each feature (SDM vol 2 CPUID; AMD APM vol 3 appendix E), and its name: pure decoding.</summary>
internal static unsafe class CpuFeatureTable
{
    /// <summary>All features of the registers in <paramref name="cpu"/> as a set with bit numbers of <see cref="CpuFeature"/>.</summary>
    internal static ulong Decode(CpuIdLeaves* cpu)
    {
        ulong set = 0;
        set |= Bit(cpu->Edx1, 9, CpuFeature.LocalApic);
        set |= Bit(cpu->Edx1, 5, CpuFeature.Msr);
        set |= Bit(cpu->Edx1, 4, CpuFeature.Tsc);
        set |= Bit(cpu->Edx1, 7, CpuFeature.MachineCheck);
        set |= Bit(cpu->Edx1, 13, CpuFeature.GlobalPages);
        set |= Bit(cpu->Edx1, 14, CpuFeature.MachineCheckArchitecture);
        set |= Bit(cpu->Edx1, 15, CpuFeature.ConditionalMove);
        set |= Bit(cpu->Edx1, 16, CpuFeature.PageAttributeTable);
        set |= Bit(cpu->Edx1, 8, CpuFeature.CompareExchange8);
        set |= Bit(cpu->Edx1, 24, CpuFeature.Fxsr);
        set |= Bit(cpu->Edx1, 25, CpuFeature.Sse);
        set |= Bit(cpu->Edx1, 26, CpuFeature.Sse2);
        set |= Bit(cpu->Ecx1, 0, CpuFeature.Sse3);
        set |= Bit(cpu->Ecx1, 1, CpuFeature.Pclmul);
        set |= Bit(cpu->Ecx1, 3, CpuFeature.Monitor);
        set |= Bit(cpu->Ecx1, 9, CpuFeature.Ssse3);
        set |= Bit(cpu->Ecx1, 12, CpuFeature.Fma);
        set |= Bit(cpu->Ecx1, 13, CpuFeature.CompareExchange16);
        set |= Bit(cpu->Ecx1, 17, CpuFeature.Pcid);
        set |= Bit(cpu->Ecx1, 19, CpuFeature.Sse41);
        set |= Bit(cpu->Ecx1, 20, CpuFeature.Sse42);
        set |= Bit(cpu->Ecx1, 21, CpuFeature.X2Apic);
        set |= Bit(cpu->Ecx1, 22, CpuFeature.Movbe);
        set |= Bit(cpu->Ecx1, 23, CpuFeature.Popcnt);
        set |= Bit(cpu->Ecx1, 24, CpuFeature.TscDeadline);
        set |= Bit(cpu->Ecx1, 25, CpuFeature.Aes);
        set |= Bit(cpu->Ecx1, 26, CpuFeature.Xsave);
        set |= Bit(cpu->Ecx1, 28, CpuFeature.Avx);
        set |= Bit(cpu->Ecx1, 30, CpuFeature.Rdrand);
        set |= Bit(cpu->Ecx1, 31, CpuFeature.Hypervisor);
        set |= Bit(cpu->Ebx7, 0, CpuFeature.FsGsBase);
        set |= Bit(cpu->Ebx7, 3, CpuFeature.Bmi1);
        set |= Bit(cpu->Ebx7, 5, CpuFeature.Avx2);
        set |= Bit(cpu->Ebx7, 7, CpuFeature.Smep);
        set |= Bit(cpu->Ebx7, 8, CpuFeature.Bmi2);
        set |= Bit(cpu->Ebx7, 9, CpuFeature.FastStrings);
        set |= Bit(cpu->Ebx7, 10, CpuFeature.Invpcid);
        set |= Bit(cpu->Ebx7, 16, CpuFeature.Avx512);
        set |= Bit(cpu->Ebx7, 18, CpuFeature.Rdseed);
        set |= Bit(cpu->Ebx7, 20, CpuFeature.Smap);
        set |= Bit(cpu->Ebx7, 29, CpuFeature.Sha);
        set |= Bit(cpu->Ecx7, 22, CpuFeature.Rdpid);
        set |= Bit(cpu->EaxD1, 0, CpuFeature.XsaveOpt);
        set |= Bit(cpu->ExtendedEcx1, 0, CpuFeature.Lahf);
        set |= Bit(cpu->ExtendedEcx1, 5, CpuFeature.Lzcnt);
        set |= Bit(cpu->ExtendedEdx1, 11, CpuFeature.Syscall);
        set |= Bit(cpu->ExtendedEdx1, 20, CpuFeature.NoExecute);
        set |= Bit(cpu->ExtendedEdx1, 26, CpuFeature.GigabytePages);
        set |= Bit(cpu->ExtendedEdx1, 27, CpuFeature.Rdtscp);
        set |= Bit(cpu->ExtendedEdx1, 29, CpuFeature.LongMode);
        set |= Bit(cpu->ExtendedEdx7, 8, CpuFeature.InvariantTsc);
        set |= Bit(cpu->Ebx7, 1, CpuFeature.TscAdjust);
        return set;
    }

    /// <summary>The customary short name.</summary>
    internal static ReadOnlySpan<byte> Name(CpuFeature feature) => WordList.Get(
        "apic|msr|tsc|mce|pge|mca|cmov|pat|cx8|fxsr|sse|sse2|sse3|pclmulqdq|monitor|ssse3|fma|cmpxchg16b|"u8
            + "pcid|sse4.1|sse4.2|x2apic|movbe|popcnt|tsc-deadline|aes|xsave|avx|rdrand|hypervisor|fsgsbase|bmi1|"u8
            + "avx2|smep|bmi2|erms|invpcid|avx512f|rdseed|smap|sha|rdpid|xsaveopt|lahf|lzcnt|syscall|nx|pdpe1gb|"u8
            + "rdtscp|lm|invtsc|tsc-adjust|?"u8,
        (int)feature);

    /// <summary>Appends a blank and the name of each feature of a set.</summary>
    internal static void AppendNames(LogLine* line, ulong set)
    {
        for (int feature = 0; feature < (int)CpuFeature.Count; feature++)
        {
            if ((set >> feature & 1) != 0)
            {
                line->Text(" "u8)->Text(Name((CpuFeature)feature));
            }
        }
    }

    private static ulong Bit(uint register, int bit, CpuFeature feature) => (ulong)((register >> bit) & 1) << (int)feature;
}
