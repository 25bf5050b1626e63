using System.Collections.Generic;
using System.Linq;
using CosmosNvme.ImageAnalysis;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>
/// Every exception to the rules, by exact name and with its reason. An entry that no image needs any more fails the tests, so the list stays short.
/// </summary>
internal sealed class NucleusPolicy
{
    /// <summary>How mangled names of nucleus methods begin: assembly and namespace.</summary>
    internal const string NucleusNamespace = "CosmosNvme_Nucleus_CosmosNvme_Nucleus";

    /// <summary>Functions that save and restore vector state: the only ones that may touch it.</summary>
    internal required IReadOnlyDictionary<string, string> VectorFunctions { get; init; }

    /// <summary>Where assembly hands over to threads or the runtime.</summary>
    internal required IReadOnlyList<AllowedEdge> Exits { get; init; }

    /// <summary>
    /// Classes of the nucleus and assembly functions that call or jump through pointers, and where all values of these pointers come from. What nucleus code
    /// takes the address of is walked like a call, so the reason has to rule out that anything else puts a value there.
    /// </summary>
    internal required IReadOnlyDictionary<string, string> IndirectCalls { get; init; }

    /// <summary>Assembly that threads run: the nucleus hands out its address but never runs it.</summary>
    internal required IReadOnlyDictionary<string, string> ThreadCode { get; init; }

    /// <summary>Early boot code: name and 16 or 32 bits.</summary>
    internal required IReadOnlyDictionary<string, int> Bitness { get; init; }

    /// <summary>The exceptions of this repository's nucleus.</summary>
    internal static NucleusPolicy Kernel { get; } = new()
    {
        VectorFunctions = new Dictionary<string, string>
        {
            ["asm_fp_save"] = "Saves the state at a thread switch or for a signal frame.",
            ["asm_fp_restore"] = "The counterpart of asm_fp_save.",
        },
        Exits =
        [
            new AllowedEdge("boot_trampoline_begin", null, "The trampoline runs from its copy at 0x8000 and jumps within it, to boot_trampoline_protected, which is a root itself."),
        ],
        IndirectCalls = new Dictionary<string, string>
        {
            ["asm_syscall_entry"] = "Returns to the thread behind its SYSCALL instruction.",
            ["AcpiTable"] = "Maps tables through a parameter; callers in the nucleus pass methods of DeviceMap.",
            ["AcpiTables"] = "Maps tables and reports faults through parameters; callers in the nucleus pass methods of theirs.",
            ["Rsdp"] = "Maps tables through a parameter; see AcpiTable.",
            ["LegacyPic"] = "Reads and writes ports through two statics that are set once, at boot, to wrappers of IN and OUT.",
            ["LocalApic"] = "Reads and writes model-specific registers through two statics that are set once, at boot, to wrappers of RDMSR and WRMSR.",
            ["Ps2Controller"] = "Reads and writes ports through two statics that are set once, at boot, to wrappers of IN and OUT.",
            ["SharedCounter"] = "Reads the counter of TscCalibration that the clock was given, at boot.",
            ["TscSync"] = "Reads the time-stamp counter through a static that is set once, at boot, to a wrapper of RDTSC.",
            ["TscMeasure"] = "Reads the counters that TscCalibration lists.",
        },
        ThreadCode = new Dictionary<string, string>
        {
            ["asm_upcall"] = "Runs in place of a system call that managed code answers, and calls that code.",
            ["asm_wait_line"] = "Called by a managed thread that sleeps until an interrupt: makes the system call.",
            ["asm_vdso_begin"] = "The header of the vDSO: data that the C library reads.",
            ["asm_vdso_clock_gettime"] = "Called by the C library; falls back to the system call.",
            ["asm_vdso_gettimeofday"] = "Called by the C library; falls back to the system call.",
            ["asm_vdso_time"] = "Called by the C library; falls back to the system call.",
            ["asm_vdso_getcpu"] = "Called by the C library.",
        },
        Bitness = new Dictionary<string, int>
        {
            ["boot_pvh"] = 32,
            ["boot_multiboot2"] = 32,
            ["boot_common"] = 32,
            ["boot_no_long_mode"] = 32,
            ["boot_trampoline_begin"] = 16,
            ["boot_trampoline_protected"] = 32,
        },
    };

    /// <summary>True for what the machine or a thread can enter: exported nucleus methods and everything in assembly.</summary>
    internal static bool IsRoot(CodeFunction function)
    {
        return function.HasPrefix("nucleus_") || IsAssembly(function);
    }

    /// <summary>True for the nucleus's own assembly. Neither the C library nor the runtime has symbols of this form.</summary>
    internal static bool IsAssembly(CodeFunction function)
    {
        return !function.IsManaged && (function.HasPrefix("asm_") || function.HasPrefix("boot_"));
    }

    internal AllowedEdge? FindExit(CodeEdge edge)
    {
        return Exits.FirstOrDefault(exit => edge.From.IsNamed(exit.From) && (exit.To is null ? edge.To is null : edge.To is not null && edge.To.IsNamed(exit.To)));
    }

    /// <summary>The entry of <see cref="IndirectCalls"/> that covers <paramref name="function"/>, or null.</summary>
    internal string? FindIndirectCall(CodeFunction function)
    {
        return IndirectCalls.Keys.FirstOrDefault(entry => function.IsNamed(entry) || (function.IsManaged && function.HasPrefix($"{NucleusNamespace}_{entry}__")));
    }

    /// <summary>The entry that is one of the function's names, or null.</summary>
    internal static string? FindName(IEnumerable<string> entries, CodeFunction function)
    {
        return entries.FirstOrDefault(function.IsNamed);
    }
}
