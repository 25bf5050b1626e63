namespace CosmosNvme.Nucleus;

/// <summary>
/// A line that goes above the one in which a terminal's cursor stands, without disturbing that: a line of the log above a prompt. Control characters show
/// as question marks.
/// </summary>
internal unsafe struct InsertedLine
{
    private CellTerminal* _terminal;
    private byte _foreground;
    private int _row;
    private int _column;

    /// <summary>Shows a line.</summary>
    internal static void Show(CellTerminal* terminal, byte* text, int count, byte foreground)
    {
        InsertedLine line;
        line._terminal = terminal;
        line._foreground = foreground;
        line._row = 0;
        line._column = 0;
        Write(&line, text, count);
    }

    private static void Write(InsertedLine* line, byte* text, int count)
    {
        Utf8Reader reader;
        Utf8Reader* utf8 = &reader;
        utf8->Reset();
        line->OpenRow();
        for (int i = 0; i < count; i++)
        {
            if (!utf8->Take(text[i] is < (byte)' ' or 0x7f ? (byte)'?' : text[i]))
            {
                continue;
            }

            if (utf8->IsDamaged)
            {
                line->Put(CellTerminal.Replacement);
            }

            if (utf8->Character != Utf8Reader.Nothing)
            {
                line->Put(CellTerminal.Shown(utf8->Character));
            }
        }
    }

    private void Put(uint character)
    {
        CellGrid* grid = &_terminal->Grid;
        if (_column == grid->Columns)
        {
            OpenRow();
            grid->SetContinued(_row, isContinued: true);
            _column = 0;
        }

        grid->Row(_row)[_column++] = Cell.Make(character, _foreground, Cell.DefaultBackground);
    }

    /// <summary>Makes room for a row above the line of the cursor, which may be several rows long.</summary>
    private void OpenRow()
    {
        CellGrid* grid = &_terminal->Grid;
        int start = _terminal->CursorRow;
        while (start > 0 && grid->IsContinued(start))
        {
            start--;
        }

        int last = grid->Rows - 1;
        if (_terminal->CursorRow < last)
        {
            grid->ShiftDown(start, last, Cell.DefaultBackground);
            _terminal->CursorRow++;
            _row = start;
        }
        else if (start == 0)
        {
            // One line fills the whole screen; its beginning gives way.
            grid->ClearRow(0, Cell.DefaultBackground);
            _row = 0;
        }
        else
        {
            grid->ShiftUp(0, start - 1, Cell.DefaultBackground);
            _row = start - 1;
        }
    }
}
