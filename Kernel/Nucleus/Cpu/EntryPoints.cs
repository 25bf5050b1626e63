using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>Addresses of assembly code and of the image, as the linker placed them.</summary>
internal static unsafe class EntryPoints
{
    private const string Image = "*";

    [RuntimeImport(Image, "asm_syscall_entry_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* SystemCallEntry();

    [RuntimeImport(Image, "asm_vector_stubs_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* VectorStubs();

    [RuntimeImport(Image, "asm_idle_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* Idle();

    [RuntimeImport(Image, "asm_user_begin_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* UserAccessBegin();

    [RuntimeImport(Image, "asm_user_words_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* UserAccessWords();

    [RuntimeImport(Image, "asm_user_end_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* UserAccessEnd();

    [RuntimeImport(Image, "asm_copy_user_fault_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* CopyUserFault();

    [RuntimeImport(Image, "asm_word_user_fault_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* WordUserFault();

    /// <summary>Where a thread goes on whose system call managed code answers.</summary>
    [RuntimeImport(Image, "asm_upcall_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* Upcall();

    /// <summary>Holds the address of that managed code.</summary>
    [RuntimeImport(Image, "asm_upcall_target_address"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong* UpcallTarget();

    [RuntimeImport(Image, "asm_trampoline_begin"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* TrampolineBegin();

    [RuntimeImport(Image, "asm_trampoline_end"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* TrampolineEnd();

    [RuntimeImport(Image, "asm_ap_cr3"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong* ApplicationProcessorCr3();

    [RuntimeImport(Image, "asm_ap_stack"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong* ApplicationProcessorStack();

    [RuntimeImport(Image, "asm_ap_cpu"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong* ApplicationProcessorBlock();

    /// <summary>The ELF header of the image; virtual and physical address are the same.</summary>
    [RuntimeImport(Image, "asm_image_begin"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* ImageBegin();

    /// <summary>The end of the image's bss. A symbol table segment may follow; see <see cref="ImageLayout"/>.</summary>
    [RuntimeImport(Image, "asm_image_end"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* ImageEnd();

    /// <summary>Leaves the nucleus and continues this CPU's current thread; does not return.</summary>
    [RuntimeImport(Image, "asm_resume"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Resume();
}
