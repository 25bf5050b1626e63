namespace CosmosNvme.Nucleus;

/// <summary>The text screen of a VGA: 16 bits for each cell, the character in code page 437 and its colours.</summary>
internal static unsafe class VgaText
{
    internal const ulong Address = 0xb_8000;
    internal const int StandardColumns = 80;
    internal const int StandardRows = 25;

    private const ulong BiosMode = 0x449;
    private const byte TextMode = 3;
    private const ushort CrtcIndex = 0x3d4;
    private const ushort CrtcData = 0x3d5;
    private const byte CursorStart = 0x0a;
    private const byte CursorOff = 0x20;
    private const ushort Probe = 0x0741;

    private static int s_columns;

    /// <summary>Where the cells are mapped now; null: nowhere, and nothing is drawn.</summary>
    internal static ushort* Cells;

    /// <summary>
    /// Looks whether the BIOS left such a screen, where the boot loader does not say. While the boot tables are in use.
    /// </summary>
    internal static bool IsLeftByBios()
    {
        if (System.Threading.Volatile.Read(ref *(byte*)BiosMode) != TextMode)
        {
            return false;
        }

        // Without a VGA nothing answers there.
        ushort* first = (ushort*)Address;
        ushort before = System.Threading.Volatile.Read(ref *first);
        System.Threading.Volatile.Write(ref *first, Probe);
        bool isThere = System.Threading.Volatile.Read(ref *first) == Probe;
        System.Threading.Volatile.Write(ref *first, before);
        return isThere;
    }

    /// <summary>Takes the screen into use: the hardware's own cursor goes, ours is a cell with its colours changed.</summary>
    internal static void Initialize(int columns)
    {
        s_columns = columns;
        Asm.Out8(CrtcIndex, CursorStart);
        Asm.Out8(CrtcData, CursorOff);
    }

    /// <summary>Draws <paramref name="count"/> cells of one row.</summary>
    internal static void Draw(int row, int column, int count, uint* cells)
    {
        if (Cells == null)
        {
            return;
        }

        ushort* target = Cells + (row * s_columns) + column;
        for (int i = 0; i < count; i++)
        {
            target[i] = Encode(cells[i]);
        }
    }

    /// <summary>A cell in the form of the hardware. The background's highest bit would blink.</summary>
    internal static ushort Encode(uint cell)
    {
        uint foreground = Colour(Cell.Foreground(cell));
        uint background = Colour(Cell.Background(cell)) & 7;
        return (ushort)(CodePage437.Encode(Cell.Character(cell)) | (foreground << 8) | (background << 12));
    }

    /// <summary>ANSI counts red as 1 and blue as 4, VGA the other way round.</summary>
    private static uint Colour(uint ansi) => (ansi & 0b1010) | ((ansi & 1) << 2) | (ansi >> 2 & 1);
}
