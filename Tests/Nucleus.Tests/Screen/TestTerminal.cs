using System;
using System.Linq;
using System.Text;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>A terminal with memory of its own, and what stands on it as text.</summary>
internal sealed unsafe class TestTerminal : IDisposable
{
    private readonly HostMemory _memory;
    private readonly CellTerminal* _terminal;

    internal TestTerminal(int columns, int rows)
    {
        const int FlagsAt = 0x1000;
        const int CellsAt = 0x2000;
        _memory = HostMemory.Aligned((ulong)(CellsAt + (columns * rows * sizeof(uint))), 4096);
        _terminal = (CellTerminal*)_memory.Start;
        _terminal->Initialize((uint*)(_memory.Start + CellsAt), _memory.Start + FlagsAt, columns, rows);
    }

    /// <summary>Row and column of the cursor.</summary>
    internal (int Row, int Column) Cursor => (_terminal->CursorRow, _terminal->CursorColumn);

    internal bool IsCursorHidden => _terminal->CursorHidden != 0;

    /// <summary>The rows without the blanks at their ends, without the empty rows at the end.</summary>
    internal string Text => string.Join('\n', Enumerable.Range(0, _terminal->Grid.Rows).Select(Row)).TrimEnd('\n');

    public void Dispose() => _memory.Dispose();

    internal string Row(int row)
    {
        StringBuilder text = new();
        for (int column = 0; column < _terminal->Grid.Columns; column++)
        {
            text.Append((char)Cell.Character(_terminal->Grid.Row(row)[column]));
        }

        return text.ToString().TrimEnd();
    }

    internal uint At(int row, int column) => _terminal->Grid.Row(row)[column];

    internal TestTerminal Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    internal TestTerminal Write(params byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            _terminal->Write(start, (ulong)bytes.Length);
        }

        return this;
    }

    internal TestTerminal Insert(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        fixed (byte* start = bytes)
        {
            InsertedLine.Show(_terminal, start, bytes.Length, 9);
        }

        return this;
    }

    /// <summary>The rows that were touched since this was asked last.</summary>
    internal int[] TakeDirty()
    {
        CellGrid* grid = &_terminal->Grid;
        return [.. Enumerable.Range(0, grid->Rows).Where(row => grid->TakeDirty(row))];
    }
}
