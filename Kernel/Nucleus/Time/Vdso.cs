using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>Clock and CPU number for threads without a system call (vdso.S).</summary>
internal static unsafe class Vdso
{
    private const string Image = "*";

    /// <summary>The object's ELF header, for AT_SYSINFO_EHDR.</summary>
    internal static ulong Address => (ulong)Begin();

    /// <summary>Gives the functions the values of <see cref="Clock"/>; if time does not come from the time-stamp counter they make system calls.</summary>
    internal static void Publish() => Set(Clock.VdsoFactor, Clock.RealTimeOffset);

    [RuntimeImport(Image, "asm_vdso_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void* Begin();

    [RuntimeImport(Image, "asm_vdso_publish"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Set(ulong factor, ulong realTimeOffset);
}
