using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>What programs write to the screen: text, control characters, escape sequences, with lines of the log in between.</summary>
internal sealed unsafe class TerminalTarget : FuzzTarget
{
    private const int Columns = 11;
    private const int Rows = 5;
    private const int PieceBytes = 32;

    private static readonly GuardedMemory s_cells = new(Columns * Rows * sizeof(uint));
    private static readonly GuardedMemory s_flags = new(Rows * 2);
    private static readonly GuardedMemory s_text = new(PieceBytes);

    /// <inheritdoc/>
    internal override string Name => "terminal";

    /// <inheritdoc/>
    internal override string Summary => "what is written to the screen: text, escape sequences, UTF-8, lines of the log";

    /// <inheritdoc/>
    internal override int MaximumLength => 1024;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "\e[H", "\e[9999;9999H", "\e[J", "\e[1J", "\e[2K", "\e[99P", "\e[99@", "\e[9L", "\e[9M", "\e[9S", "\e[9T", "\e[38;5;9m", "\e[7m", "\e7", "\e8", "\eM", "\ec", "\n", "\t", "\b", "0123456789ab", "ä", "\U0001F40D" }.Select(Encoding.UTF8.GetBytes)];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return "# nvme list\r\n\e[31mred\e[m\tx\b\b\e[2;3Hy\e[K"u8.ToArray();
        yield return "0123456789abcdefghijklmnopqrstuvwxyz\n1\n2\n3\n4\n\e[2L\e[H\eM\e[3@\e[2P"u8.ToArray();
        yield return "äöü\U0001F40D\e]0;title\a\e(B\e[1;38;2;1;2;3;44mz"u8.ToArray();
    }

    // Pieces are written in turn to the terminal and to the log, as a prompt and a kernel that speaks up would.
    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        CellTerminal terminal = default;
        terminal.Initialize((uint*)s_cells.Place(new byte[Columns * Rows * sizeof(uint)]), s_flags.Place(new byte[Rows * 2]), Columns, Rows);
        bool isLog = false;
        for (; !input.IsEmpty; input = input[Math.Min(PieceBytes, input.Length)..], isLog = !isLog)
        {
            ReadOnlySpan<byte> piece = input[..Math.Min(PieceBytes, input.Length)];
            byte* text = s_text.Place(piece);
            if (isLog)
            {
                InsertedLine.Show(&terminal, text, piece.Length, 9);
            }
            else
            {
                terminal.Write(text, (ulong)piece.Length);
            }

            Rule.Demand((uint)terminal.CursorRow < Rows && (uint)terminal.CursorColumn < Columns, "the cursor is on the screen", $"{terminal.CursorRow}, {terminal.CursorColumn}");
        }

        return Look(&terminal);
    }

    private static ulong Look(CellTerminal* terminal)
    {
        Digest digest = new();
        digest.Add((ulong)terminal->CursorRow);
        digest.Add((ulong)terminal->CursorColumn);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                uint cell = terminal->Grid.Row(row)[column];
                uint character = Cell.Character(cell);
                Rule.Demand(character is >= ' ' and not (>= 0x7f and < 0xa0), "nothing that is shown is a control character", $"{character:x}");
                Rule.Demand((cell & Cell.Cursor) == 0, "the cursor is no part of the text", $"{cell:x}");
                digest.Add((ulong)cell);
            }
        }

        return digest.Value;
    }
}
