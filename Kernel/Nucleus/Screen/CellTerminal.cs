using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// A terminal whose output is cells: what is written to it becomes characters, colours and a cursor, as on a VT100 with colours (ECMA-48). Line
/// feed also returns to the first column. Knows no screen and no lock; its owner has both.
/// </summary>
internal unsafe struct CellTerminal
{
    internal const uint Replacement = 0xfffd;

    private const int TabColumns = 8;

    internal CellGrid Grid;
    internal int CursorRow;
    internal int CursorColumn;

    /// <summary>1: the cursor is hidden.</summary>
    internal int CursorHidden;

    // The last column was written: the next character, and nothing else, goes to the next row.
    private int _wrapPending;
    private TextStyle _style;
    private EscapeParser _escapes;
    private Utf8Reader _utf8;
    private int _savedRow;
    private int _savedColumn;

    /// <summary>Begins with a blank screen; see <see cref="CellGrid.Initialize"/> for the memory.</summary>
    internal void Initialize(uint* cells, byte* rowFlags, int columns, int rows)
    {
        Grid.Initialize(cells, rowFlags, columns, rows);
        Reset();
    }

    internal void Write(byte* text, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            Put(text[i]);
        }
    }

    /// <summary>Takes one byte of UTF-8 text with control characters and sequences.</summary>
    internal void Put(byte value)
    {
        if (_escapes.IsActive)
        {
            Grid.Touch(CursorRow);
            if (_escapes.Take(value))
            {
                Obey();
            }

            Grid.Touch(CursorRow);
            return;
        }

        if (_utf8.Take(value))
        {
            if (_utf8.IsDamaged)
            {
                Print(Replacement);
            }

            if (_utf8.Character is < ' ' or 0x7f)
            {
                Control((byte)_utf8.Character);
            }
            else if (_utf8.Character != Utf8Reader.Nothing)
            {
                Print(Shown(_utf8.Character));
            }
        }
    }

    /// <summary>What stands for a character that has no place in a cell, or that terminals obey.</summary>
    internal static uint Shown(uint character) => character is (>= 0x80 and < 0xa0) or > 0xffff ? Replacement : character;

    private void Print(uint character)
    {
        if (_wrapPending != 0)
        {
            LineFeed();
            Grid.SetContinued(CursorRow, isContinued: true);
        }

        Grid.Row(CursorRow)[CursorColumn] = Cell.Make(character, _style.EffectiveForeground, _style.EffectiveBackground);
        Grid.Touch(CursorRow);
        if (CursorColumn == Grid.Columns - 1)
        {
            _wrapPending = 1;
        }
        else
        {
            CursorColumn++;
        }
    }

    private void Control(byte value)
    {
        switch (value)
        {
            case (byte)'\b':
                MoveTo(CursorRow, CursorColumn - 1);
                break;
            case (byte)'\t':
                MoveTo(CursorRow, (CursorColumn / TabColumns * TabColumns) + TabColumns);
                break;
            case (byte)'\n' or 0x0b or 0x0c:
                LineFeed();
                break;
            case (byte)'\r':
                MoveTo(CursorRow, 0);
                break;
            case EscapeParser.Escape:
                _escapes.Begin();
                break;
            default:
                break;
        }
    }

    private void LineFeed()
    {
        MoveTo(CursorRow, 0);
        if (CursorRow == Grid.Rows - 1)
        {
            Grid.ScrollUp(_style.EffectiveBackground);
        }
        else
        {
            MoveTo(CursorRow + 1, 0);
        }
    }

    /// <summary>Moves the cursor, at most to the edge.</summary>
    private void MoveTo(int row, int column)
    {
        Grid.Touch(CursorRow);
        CursorRow = row < 0 ? 0 : row >= Grid.Rows ? Grid.Rows - 1 : row;
        CursorColumn = column < 0 ? 0 : column >= Grid.Columns ? Grid.Columns - 1 : column;
        _wrapPending = 0;
        Grid.Touch(CursorRow);
    }

    private void Obey()
    {
        if (!_escapes.IsControlSequence)
        {
            ObeyEscape(_escapes.Final);
            return;
        }

        int count = _escapes.Parameter(0, 1);
        switch (_escapes.Final)
        {
            case (byte)'A':
                MoveTo(CursorRow - count, CursorColumn);
                break;
            case (byte)'B' or (byte)'e':
                MoveTo(CursorRow + count, CursorColumn);
                break;
            case (byte)'C' or (byte)'a':
                MoveTo(CursorRow, CursorColumn + count);
                break;
            case (byte)'D':
                MoveTo(CursorRow, CursorColumn - count);
                break;
            case (byte)'E':
                MoveTo(CursorRow + count, 0);
                break;
            case (byte)'F':
                MoveTo(CursorRow - count, 0);
                break;
            case (byte)'G' or (byte)'`':
                MoveTo(CursorRow, count - 1);
                break;
            case (byte)'d':
                MoveTo(count - 1, CursorColumn);
                break;
            case (byte)'H' or (byte)'f':
                MoveTo(count - 1, _escapes.Parameter(1, 1) - 1);
                break;
            case (byte)'h' or (byte)'l':
                if (_escapes.IsPrivate && _escapes.Parameter(0, 0) == 25)
                {
                    CursorHidden = _escapes.Final == (byte)'l' ? 1 : 0;
                }

                break;
            case (byte)'m':
                _style.Apply((EscapeParser*)Unsafe.AsPointer(ref _escapes));
                break;
            case (byte)'s':
                Save();
                break;
            case (byte)'u':
                MoveTo(_savedRow, _savedColumn);
                break;
            default:
                Edit(count);
                break;
        }
    }

    private void ObeyEscape(byte final)
    {
        switch (final)
        {
            case (byte)'7':
                Save();
                break;
            case (byte)'8':
                MoveTo(_savedRow, _savedColumn);
                break;
            case (byte)'D' or (byte)'E':
                LineFeed();
                break;
            case (byte)'M' when CursorRow == 0:
                Grid.ShiftDown(0, Grid.Rows - 1, _style.EffectiveBackground);
                break;
            case (byte)'M':
                MoveTo(CursorRow - 1, CursorColumn);
                break;
            case (byte)'c':
                Reset();
                EraseDisplay(2);
                break;
            default:
                break;
        }
    }

    /// <summary>The sequences that erase, insert and delete.</summary>
    private void Edit(int count)
    {
        byte background = _style.EffectiveBackground;
        int last = Grid.Rows - 1;
        switch (_escapes.Final)
        {
            case (byte)'J':
                EraseDisplay(_escapes.Parameter(0, 0));
                break;
            case (byte)'K':
                EraseLine(_escapes.Parameter(0, 0));
                break;
            case (byte)'X':
                Grid.Clear(CursorRow, CursorColumn, Least(CursorColumn + count, Grid.Columns), background);
                break;
            case (byte)'P':
                DeleteCharacters(Least(count, Grid.Columns - CursorColumn), background);
                break;
            case (byte)'@':
                InsertCharacters(Least(count, Grid.Columns - CursorColumn), background);
                break;
            case (byte)'L':
                for (int i = Least(count, Grid.Rows); i > 0; i--)
                {
                    Grid.ShiftDown(CursorRow, last, background);
                }

                break;
            case (byte)'M':
                for (int i = Least(count, Grid.Rows); i > 0; i--)
                {
                    Grid.ShiftUp(CursorRow, last, background);
                }

                break;
            case (byte)'S':
                for (int i = Least(count, Grid.Rows); i > 0; i--)
                {
                    Grid.ScrollUp(background);
                }

                break;
            case (byte)'T':
                for (int i = Least(count, Grid.Rows); i > 0; i--)
                {
                    Grid.ShiftDown(0, last, background);
                }

                break;
            default:
                break;
        }
    }

    private void EraseDisplay(int what)
    {
        byte background = _style.EffectiveBackground;
        if (what is 0 or 1)
        {
            EraseLine(what);
        }

        int first = what == 0 ? CursorRow + 1 : 0;
        int end = what == 1 ? CursorRow : Grid.Rows;
        for (int row = first; row < end; row++)
        {
            Grid.ClearRow(row, background);
        }
    }

    private void EraseLine(int what)
    {
        int first = what == 0 ? CursorColumn : 0;
        int end = what == 1 ? CursorColumn + 1 : Grid.Columns;
        Grid.Clear(CursorRow, first, end, _style.EffectiveBackground);
        _wrapPending = 0;
    }

    private void DeleteCharacters(int count, byte background)
    {
        uint* cells = Grid.Row(CursorRow);
        for (int column = CursorColumn; column + count < Grid.Columns; column++)
        {
            cells[column] = cells[column + count];
        }

        Grid.Clear(CursorRow, Grid.Columns - count, Grid.Columns, background);
    }

    private void InsertCharacters(int count, byte background)
    {
        uint* cells = Grid.Row(CursorRow);
        for (int column = Grid.Columns - 1; column - count >= CursorColumn; column--)
        {
            cells[column] = cells[column - count];
        }

        Grid.Clear(CursorRow, CursorColumn, CursorColumn + count, background);
    }

    private void Save()
    {
        _savedRow = CursorRow;
        _savedColumn = CursorColumn;
    }

    private void Reset()
    {
        MoveTo(0, 0);
        Save();
        CursorHidden = 0;
        _style.Reset();
        _escapes.End();
        _utf8.Reset();
    }

    private static int Least(int one, int other) => one < other ? one : other;
}
