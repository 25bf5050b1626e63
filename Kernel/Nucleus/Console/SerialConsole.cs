using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// A person's terminal on the serial port, which shows the log as well. A copy of what stands on it, 80 columns wide, tells what a line of the log must
/// not destroy. Lines end with CR and LF there. Callers hold the console's lock.
/// </summary>
internal static unsafe class SerialConsole
{
    private const int Columns = 80;
    private const int Rows = 2;

    private static Storage s_storage;
    private static CellTerminal s_copy;

    internal static void Begin()
    {
        fixed (uint* cells = s_storage.Cells)
        {
            fixed (byte* flags = s_storage.RowFlags)
            {
                Copy()->Initialize(cells, flags, Columns, Rows);
            }
        }
    }

    internal static void Write(byte* text, ulong count)
    {
        Copy()->Write(text, count);
        ulong first = 0;
        for (ulong i = 0; i < count; i++)
        {
            if (text[i] == (byte)'\n')
            {
                Send(text + first, i - first);
                SendLineEnd();
                first = i + 1;
            }
        }

        Send(text + first, count - first);
    }

    /// <summary>Shows a line and, below it, what stood in its place.</summary>
    internal static void InsertLine(byte* text, int length)
    {
        CellTerminal* copy = Copy();
        uint* cells = copy->Grid.Row(copy->CursorRow);
        int shown = Columns;
        while (shown > copy->CursorColumn && Cell.Character(cells[shown - 1]) == ' ')
        {
            shown--;
        }

        if (shown != 0)
        {
            uint erase = '\r' | (EscapeParser.Escape << 8) | ('[' << 16) | ('K' << 24);
            Send((byte*)&erase, sizeof(uint));
        }

        Send(text, (ulong)length);
        SendLineEnd();
        for (int column = 0; column < shown; column++)
        {
            SendCharacter(Cell.Character(cells[column]));
        }

        for (; shown > copy->CursorColumn; shown--)
        {
            byte back = (byte)'\b';
            Send(&back, 1);
        }
    }

    private static void SendCharacter(uint character)
    {
        const uint OneByte = 0x80;
        const uint TwoBytes = 0x800;
        uint bytes;
        if (character < OneByte)
        {
            bytes = character;
            Send((byte*)&bytes, 1);
        }
        else if (character < TwoBytes)
        {
            bytes = 0x80c0 | (character >> 6) | ((character & 0x3f) << 8);
            Send((byte*)&bytes, 2);
        }
        else
        {
            bytes = 0x80_80e0 | (character >> 12) | ((character >> 6 & 0x3f) << 8) | ((character & 0x3f) << 16);
            Send((byte*)&bytes, 3);
        }
    }

    private static void SendLineEnd()
    {
        ushort end = '\r' | ('\n' << 8);
        Send((byte*)&end, sizeof(ushort));
    }

    private static void Send(byte* text, ulong count)
    {
        if (Log.Unlocked)
        {
            Uart.WriteUnlocked(text, count);
        }
        else
        {
            Uart.Write(text, count);
        }
    }

    private static CellTerminal* Copy() => (CellTerminal*)Unsafe.AsPointer(ref s_copy);

    private struct Storage
    {
        internal fixed uint Cells[Columns * Rows];
        internal fixed byte RowFlags[Rows * 2];
    }
}
