using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The leaves of services.S. Callable from every context.</summary>
internal static class ServiceAsm
{
    private const string Image = "*";

    /// <summary>Turns interrupts off on this CPU; the caller stays on it until it restores them.</summary>
    /// <returns>What <see cref="RestoreInterrupts"/> wants.</returns>
    [RuntimeImport(Image, "asm_interrupts_off"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong DisableInterrupts();

    /// <summary>Turns interrupts on again if they were on.</summary>
    [RuntimeImport(Image, "asm_interrupts_restore"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void RestoreInterrupts(ulong flags);

    /// <summary>The CS register; its two lowest bits are the privilege level.</summary>
    [RuntimeImport(Image, "asm_code_selector"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern uint CodeSelector();
}
