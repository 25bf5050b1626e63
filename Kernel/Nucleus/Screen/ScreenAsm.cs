using System.Runtime;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>The leaf of font.S.</summary>
internal static unsafe class ScreenAsm
{
    /// <summary>The font in the image, in the format of <see cref="Nucleus.Font"/>.</summary>
    [RuntimeImport("*", "asm_console_font"), MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* Font();
}
