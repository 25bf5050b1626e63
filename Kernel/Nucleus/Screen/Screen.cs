using System.Runtime.CompilerServices;
using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The screen: a terminal of cells, and what draws them. Writing changes cells only, which takes microseconds however large the screen is. Drawing
/// is the work of a thread (<see cref="ScreenServices"/>) with interrupts on; before there is one, and in a panic, whoever writes draws as well.
/// </summary>
internal static unsafe class Screen
{
    /// <summary>Enough for 3840 by 1080 pixels; of larger screens a part stays black.</summary>
    private const int MaximumCells = 480 * 68;
    private const int MaximumColumns = 512;
    private const int MaximumRows = 200;

    private static Storage s_storage;
    private static CellTerminal s_terminal;
    private static SpinLock s_lock;
    private static Kind s_kind;
    private static ulong s_address;
    private static byte* s_mapping;
    private static int s_drawsItself;

    private enum Kind
    {
        None,
        Pixels,
        Text,
    }

    /// <summary>True if there is a screen and it is in use.</summary>
    internal static bool Present => s_kind != Kind.None;

    internal static int Columns => Terminal()->Grid.Columns;

    internal static int Rows => Terminal()->Grid.Rows;

    /// <summary>
    /// Takes the boot loader's screen, or what the BIOS left, into use. Runs on the boot tables, which reach a screen below 4 GiB; others
    /// show nothing before <see cref="UseMapping"/>.
    /// </summary>
    internal static void Begin(FramebufferInfo* info)
    {
        s_drawsItself = 1;
        bool isText = info->Kind == FramebufferInfo.Text || (info->Kind == FramebufferInfo.None && VgaText.IsLeftByBios());
        if (info->Kind == FramebufferInfo.Rgb && Framebuffer.TryInitialize(info))
        {
            s_kind = Kind.Pixels;
            s_address = info->Address;
            Font.Use(ScreenAsm.Font());
            Initialize(Framebuffer.Columns, Framebuffer.Rows);
            Framebuffer.Pixels = s_address + Framebuffer.Length <= 1UL << 32 ? (byte*)s_address : null;
            Framebuffer.Clear();
        }
        else if (isText)
        {
            s_kind = Kind.Text;
            s_address = VgaText.Address;
            VgaText.Initialize(VgaText.StandardColumns);
            VgaText.Cells = (ushort*)s_address;
            Initialize(VgaText.StandardColumns, VgaText.StandardRows);
        }
    }

    /// <summary>Maps the screen in the final tables, which are not in use yet.</summary>
    internal static void Map()
    {
        if (s_kind == Kind.Pixels)
        {
            s_mapping = MemoryMap.TouchesUsable(s_address, Framebuffer.Length) ? null : DeviceMap.MapWriteCombining(s_address, Framebuffer.Length);
        }
        else if (s_kind == Kind.Text)
        {
            s_mapping = DeviceMap.Map(s_address, VgaText.StandardColumns * VgaText.StandardRows * sizeof(ushort));
        }
    }

    /// <summary>The final tables are in use from now on.</summary>
    internal static void UseMapping()
    {
        bool wasBlank = s_kind == Kind.Pixels && Framebuffer.Pixels == null;
        Framebuffer.Pixels = s_kind == Kind.Pixels ? s_mapping : null;
        VgaText.Cells = s_kind == Kind.Text ? (ushort*)s_mapping : null;
        if (s_mapping == null)
        {
            s_kind = Kind.None;
        }
        else if (wasBlank)
        {
            Framebuffer.Clear();
            DrawAll();
        }
    }

    internal static void Write(byte* text, ulong count)
    {
        s_lock.Acquire();
        WriteUnlocked(text, count);
        s_lock.Release();
    }

    /// <summary>Shows a line of the log above whatever line is being written or typed.</summary>
    internal static void InsertLine(byte* text, int count, LogLevel level)
    {
        s_lock.Acquire();
        InsertLineUnlocked(text, count, level);
        s_lock.Release();
    }

    /// <summary>The same when nobody else runs any more.</summary>
    internal static void InsertLineUnlocked(byte* text, int count, LogLevel level)
    {
        const byte Red = 9;
        const byte Yellow = 11;
        const byte Grey = 8;
        byte colour = level switch
        {
            LogLevel.Panic or LogLevel.Error => Red,
            LogLevel.Warning => Yellow,
            LogLevel.Debug => Grey,
            _ => Cell.DefaultForeground,
        };
        InsertedLine.Show(Terminal(), text, count, colour);
        if (Volatile.Read(ref s_drawsItself) != 0)
        {
            DrawAll();
        }
    }

    /// <summary>A thread draws from now on.</summary>
    internal static void LeaveDrawing()
    {
        s_lock.Acquire();
        if (!Log.Unlocked)
        {
            Volatile.Write(ref s_drawsItself, 0);
        }

        s_lock.Release();
    }

    /// <summary>The end is near and no thread will draw any more: shows everything, and from now on at once. Takes no lock.</summary>
    internal static void TakeOverDrawing()
    {
        Volatile.Write(ref s_drawsItself, 1);
        if (Present)
        {
            // What the thread was drawing may be half done.
            ForgetShown();
            TouchAll();
            DrawAll();
        }
    }

    /// <summary>
    /// Draws the next row that changed. False: none did. Callers are one thread, or have everything to themselves.
    /// </summary>
    /// <param name="position">Where the last call stopped; begins with 0.</param>
    internal static bool DrawNext(int* position)
    {
        ulong flags = ServiceAsm.DisableInterrupts();
        s_lock.Acquire();
        fixed (uint* cells = s_storage.Drawn)
        {
            int row = *position;
            while (row < Rows && !TakeRow(row, cells))
            {
                row++;
            }

            s_lock.Release();
            ServiceAsm.RestoreInterrupts(flags);
            if (row == Rows)
            {
                *position = 0;
                return false;
            }

            DrawRow(row, cells);
            *position = row + 1;
            return true;
        }
    }

    private static void WriteUnlocked(byte* text, ulong count)
    {
        Terminal()->Write(text, count);
        if (Volatile.Read(ref s_drawsItself) != 0)
        {
            DrawAll();
        }
    }

    private static void DrawAll()
    {
        fixed (uint* cells = s_storage.Drawn)
        {
            for (int row = 0; row < Rows; row++)
            {
                if (TakeRow(row, cells))
                {
                    DrawRow(row, cells);
                }
            }
        }
    }

    /// <summary>Copies a row, with the cursor in it, if it was touched.</summary>
    private static bool TakeRow(int row, uint* cells)
    {
        CellTerminal* terminal = Terminal();
        if (!terminal->Grid.TakeDirty(row))
        {
            return false;
        }

        uint* source = terminal->Grid.Row(row);
        for (int column = 0; column < terminal->Grid.Columns; column++)
        {
            cells[column] = source[column];
        }

        if (row == terminal->CursorRow && terminal->CursorHidden == 0)
        {
            cells[terminal->CursorColumn] |= Cell.Cursor;
        }

        return true;
    }

    /// <summary>Draws the cells of a row that are not on the screen already.</summary>
    private static void DrawRow(int row, uint* cells)
    {
        int columns = Columns;
        fixed (uint* all = s_storage.Shown)
        {
            uint* shown = all + (row * columns);
            int column = 0;
            while (column < columns)
            {
                int first = column;
                while (column < columns && cells[column] != shown[column])
                {
                    shown[column] = cells[column];
                    column++;
                }

                if (column > first)
                {
                    Draw(row, first, column - first, cells + first);
                }

                column++;
            }
        }
    }

    private static void Draw(int row, int column, int count, uint* cells)
    {
        if (s_kind == Kind.Pixels)
        {
            Framebuffer.Draw(row, column, count, cells);
        }
        else
        {
            VgaText.Draw(row, column, count, cells);
        }
    }

    private static void Initialize(int columns, int rows)
    {
        columns = columns < MaximumColumns ? columns : MaximumColumns;
        rows = rows < MaximumRows ? rows : MaximumRows;
        rows = columns * rows <= MaximumCells ? rows : MaximumCells / columns;
        fixed (uint* cells = s_storage.Cells)
        {
            fixed (byte* flags = s_storage.RowFlags)
            {
                Terminal()->Initialize(cells, flags, columns, rows);
            }
        }

        ForgetShown();
    }

    private static void ForgetShown()
    {
        fixed (uint* shown = s_storage.Shown)
        {
            for (int i = 0; i < Columns * Rows; i++)
            {
                shown[i] = Cell.Unknown;
            }
        }
    }

    private static void TouchAll()
    {
        for (int row = 0; row < Rows; row++)
        {
            Terminal()->Grid.Touch(row);
        }
    }

    private static CellTerminal* Terminal() => (CellTerminal*)Unsafe.AsPointer(ref s_terminal);

    private struct Storage
    {
        internal fixed uint Cells[MaximumCells];
        internal fixed uint Shown[MaximumCells];
        internal fixed uint Drawn[MaximumColumns];
        internal fixed byte RowFlags[MaximumRows * 2];
    }
}
