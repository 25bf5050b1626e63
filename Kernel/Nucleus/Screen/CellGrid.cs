using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The rows of cells behind a <see cref="CellTerminal"/>. Scrolling moves no cells: rows lie in a ring. Pure memory, allocated by the owner;
/// callers hold its lock and give rows and columns that exist.
/// </summary>
internal unsafe struct CellGrid
{
    private uint* _cells;
    private byte* _continued;
    private byte* _dirty;
    private int _top;

    internal int Columns;
    internal int Rows;

    /// <summary>Takes the memory and clears the screen.</summary>
    /// <param name="cells">Room for <paramref name="columns"/> times <paramref name="rows"/>.</param>
    /// <param name="rowFlags">Room for two bytes for each row.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="rows">At least 1.</param>
    internal void Initialize(uint* cells, byte* rowFlags, int columns, int rows)
    {
        _cells = cells;
        _continued = rowFlags;
        _dirty = rowFlags + rows;
        _top = 0;
        Columns = columns;
        Rows = rows;
        for (int row = 0; row < rows; row++)
        {
            ClearRow(row, Cell.DefaultBackground);
        }
    }

    /// <summary>The cells of a row; it counts as changed if <see cref="Touch"/> says so.</summary>
    internal uint* Row(int row) => _cells + (Index(row) * Columns);

    /// <summary>Notes that a row looks different now.</summary>
    internal void Touch(int row) => _dirty[row] = 1;

    /// <summary>Whether a row was touched since it was asked last.</summary>
    internal bool TakeDirty(int row)
    {
        bool dirty = _dirty[row] != 0;
        _dirty[row] = 0;
        return dirty;
    }

    /// <summary>Whether the row goes on with the text of the row above, which was too long for one.</summary>
    internal bool IsContinued(int row) => _continued[Index(row)] != 0;

    internal void SetContinued(int row, bool isContinued) => _continued[Index(row)] = isContinued ? (byte)1 : (byte)0;

    /// <summary>Fills columns from <paramref name="first"/> up to, not including, <paramref name="end"/> with blanks.</summary>
    internal void Clear(int row, int first, int end, byte background)
    {
        uint blank = Cell.Make(' ', Cell.DefaultForeground, background);
        uint* cells = Row(row);
        for (int column = first; column < end; column++)
        {
            cells[column] = blank;
        }

        Touch(row);
    }

    internal void ClearRow(int row, byte background)
    {
        Clear(row, 0, Columns, background);
        SetContinued(row, isContinued: false);
    }

    internal void CopyRow(int target, int source)
    {
        uint* from = Row(source);
        uint* to = Row(target);
        for (int column = 0; column < Columns; column++)
        {
            to[column] = from[column];
        }

        SetContinued(target, IsContinued(source));
        Touch(target);
    }

    /// <summary>Moves everything one row up; the last row is blank then.</summary>
    internal void ScrollUp(byte background)
    {
        _top = _top + 1 == Rows ? 0 : _top + 1;
        for (int row = 0; row < Rows; row++)
        {
            Touch(row);
        }

        ClearRow(Rows - 1, background);
    }

    /// <summary>Moves rows <paramref name="first"/> up to <paramref name="last"/> - 1 one down; <paramref name="last"/> is lost, <paramref name="first"/> blank.</summary>
    internal void ShiftDown(int first, int last, byte background)
    {
        for (int row = last; row > first; row--)
        {
            CopyRow(row, row - 1);
        }

        ClearRow(first, background);
    }

    /// <summary>The counterpart of <see cref="ShiftDown"/>: <paramref name="first"/> is lost, <paramref name="last"/> blank.</summary>
    internal void ShiftUp(int first, int last, byte background)
    {
        for (int row = first; row < last; row++)
        {
            CopyRow(row, row + 1);
        }

        ClearRow(last, background);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Index(int row)
    {
        int index = _top + row;
        return index >= Rows ? index - Rows : index;
    }
}
