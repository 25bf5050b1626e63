using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>Clock and CPU number for threads without a system call (vdso.S).</summary>
internal static unsafe class Vdso
{
    private const string Image = "*";

    /// <summary>The object's ELF header, for AT_SYSINFO_EHDR.</summary>
    internal static ulong Address => (ulong)Begin();

    /// <summary>Lets the functions use the time-stamp counter with the values of <see cref="Clock"/>.</summary>
    internal static void Publish() => Set(Clock.Factor, Clock.RealTimeOffset);

    [RuntimeImport(Image, "asm_vdso_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void* Begin();

    [RuntimeImport(Image, "asm_vdso_publish"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Set(ulong factor, ulong realTimeOffset);
}
