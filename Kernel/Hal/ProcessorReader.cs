using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Hal;

/// <summary>Decodes CPUID (Intel SDM volume 2A, CPUID; AMD APM volume 3, appendix E) for people. Works in every privilege level.</summary>
internal static class ProcessorReader
{
    private const uint Extended = 0x8000_0000;
    private const uint Hypervisor = 0x4000_0000;

    // Linux's names (arch/x86/include/asm/cpufeatures.h) by leaf, register (0 EAX .. 3 EDX) and bit; those that matter here.
    private static readonly (uint Leaf, int Register, int Bit, string Name)[] s_flags =
    [
        (1, 3, 4, "tsc"), (1, 3, 5, "msr"), (1, 3, 9, "apic"), (1, 3, 13, "pge"), (1, 3, 16, "pat"), (1, 3, 19, "clflush"),
        (1, 3, 24, "fxsr"), (1, 3, 25, "sse"), (1, 3, 26, "sse2"), (Extended + 1, 3, 11, "syscall"), (Extended + 1, 3, 20, "nx"),
        (Extended + 1, 3, 26, "pdpe1gb"), (Extended + 1, 3, 27, "rdtscp"), (Extended + 1, 3, 29, "lm"), (1, 2, 0, "pni"), (1, 2, 3, "monitor"),
        (1, 2, 9, "ssse3"), (1, 2, 13, "cx16"), (1, 2, 17, "pcid"), (1, 2, 19, "sse4_1"), (1, 2, 20, "sse4_2"), (1, 2, 21, "x2apic"),
        (1, 2, 22, "movbe"), (1, 2, 23, "popcnt"), (1, 2, 24, "tsc_deadline_timer"), (1, 2, 25, "aes"), (1, 2, 26, "xsave"),
        (1, 2, 28, "avx"), (1, 2, 29, "f16c"), (1, 2, 12, "fma"), (1, 2, 30, "rdrand"), (1, 2, 31, "hypervisor"),
        (Extended + 1, 2, 0, "lahf_lm"), (Extended + 1, 2, 5, "abm"), (7, 1, 0, "fsgsbase"), (7, 1, 3, "bmi1"), (7, 1, 5, "avx2"),
        (7, 1, 7, "smep"), (7, 1, 8, "bmi2"), (7, 1, 9, "erms"), (7, 1, 10, "invpcid"), (7, 1, 16, "avx512f"), (7, 1, 18, "rdseed"),
        (7, 1, 20, "smap"), (7, 2, 22, "rdpid"), (Extended + 7, 3, 8, "constant_tsc"),
    ];

    /// <summary>Reads the processor that runs the caller. Allocates; does not block.</summary>
    internal static ProcessorIdentity Read()
    {
        (int maximum, int vendor0, int vendor2, int vendor1) = X86Base.CpuId(0, 0);
        uint extendedMaximum = Leaf(Extended)[0];
        uint signature = Leaf(1)[0];
        uint family = (signature >> 8) & 0xF;
        uint model = (signature >> 4) & 0xF;
        if (family is 6 or 15)
        {
            model |= (signature >> 12) & 0xF0;
        }

        if (family == 15)
        {
            family += (signature >> 20) & 0xFF;
        }

        uint sizes = extendedMaximum >= Extended + 8 ? Leaf(Extended + 8)[0] : 0x3024;
        List<string> flags = [];
        foreach ((uint leaf, int register, int bit, string name) in s_flags)
        {
            uint limit = leaf >= Extended ? extendedMaximum : (uint)maximum;
            if (leaf <= limit && ((Leaf(leaf)[register] >> bit) & 1) != 0)
            {
                flags.Add(name);
            }
        }

        return new ProcessorIdentity(
            Text((uint)vendor0, (uint)vendor1, (uint)vendor2),
            extendedMaximum >= Extended + 4 ? Text([.. Leaf(Extended + 2), .. Leaf(Extended + 3), .. Leaf(Extended + 4)]) : string.Empty,
            (int)family,
            (int)model,
            (int)(signature & 0xF),
            flags,
            (int)(sizes & 0xFF),
            (int)((sizes >> 8) & 0xFF),
            flags.Contains("hypervisor") ? Text(Leaf(Hypervisor)[1..]) : string.Empty);
    }

    private static uint[] Leaf(uint leaf)
    {
        (int eax, int ebx, int ecx, int edx) = X86Base.CpuId((int)leaf, 0);
        return [(uint)eax, (uint)ebx, (uint)ecx, (uint)edx];
    }

    private static string Text(params ReadOnlySpan<uint> registers) =>
        Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).Trim('\0', ' ');
}
