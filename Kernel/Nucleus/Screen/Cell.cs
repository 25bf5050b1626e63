namespace CosmosNvme.Nucleus;

/// <summary>
/// One character on the screen in 32 bits: the UTF-16 code in bits 0 to 15, the foreground in 16 to 19, the background in 20 to 23, whether the
/// cursor stands here in 24. Colours are those of ANSI terminals: 0 to 7 and, 8 higher, their bright forms.
/// </summary>
internal static class Cell
{
    internal const int ForegroundShift = 16;
    internal const int BackgroundShift = 20;
    internal const uint Cursor = 1 << 24;

    /// <summary>Light grey on black.</summary>
    internal const byte DefaultForeground = 7;

    internal const byte DefaultBackground = 0;

    /// <summary>Nothing that is ever on the screen: differs from every cell.</summary>
    internal const uint Unknown = uint.MaxValue;

    internal static uint Make(uint character, byte foreground, byte background) =>
        character | ((uint)foreground << ForegroundShift) | ((uint)background << BackgroundShift);

    internal static uint Character(uint cell) => cell & 0xffff;

    /// <summary>The colour that the character has: at the cursor both colours change places.</summary>
    internal static uint Foreground(uint cell) => ((cell & Cursor) == 0 ? cell >> ForegroundShift : cell >> BackgroundShift) & 15;

    internal static uint Background(uint cell) => ((cell & Cursor) == 0 ? cell >> BackgroundShift : cell >> ForegroundShift) & 15;
}
