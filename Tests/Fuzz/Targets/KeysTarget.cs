using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Shell.Terminal;

namespace CosmosNvme.Fuzz;

/// <summary>What is typed, or pasted, at the shell's prompt: keys, escape sequences, UTF-8, and the line editor on top.</summary>
internal sealed class KeysTarget : FuzzTarget
{
    private const string Prompt = "# ";
    private const int Columns = 20;
    private const int MostLines = 64;

    /// <inheritdoc/>
    internal override string Name => "keys";

    /// <inheritdoc/>
    internal override string Summary => "what is typed at the prompt: keys, escape sequences, UTF-8, line editing";

    /// <inheritdoc/>
    internal override int MaximumLength => 512;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "\e[A", "\e[B", "\e[C", "\e[D", "\e[3~", "\e[H", "\e[F", "\eOH", "\e[1;5C", "\t", "\b", "\u007F", "\r", "\n", "\u0001", "\u0005", "\u000B", "\u0015", "\u0017", "\u000C", "ä", "\U0001F40D" }.Select(Encoding.UTF8.GetBytes)];

    // Each key may show the line anew, and the editor keeps it in runes, a string and bytes.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => (256 * 1024) + (8192L * inputLength);

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        yield return "nvme list\r\e[A\e[D\e[D\bx\r"u8.ToArray();
        yield return "a long line that does not fit the row\u0001\u0005\e[H\e[3~\u000Bnew\t\n"u8.ToArray();
        yield return "äö\U0001F40D\b\b\u0015\u0017x\u0003y\u0004"u8.ToArray();
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        FuzzTerminal terminal = new(input.ToArray());
        TerminalInput keys = new(terminal);
        terminal.WaitUntilDrained();
        LineHistory history = new();
        LineEditor editor = new(terminal, keys, history, Columns) { Completer = Complete };
        Digest digest = new();
        int lines = 0;
        for (LineEnd end = LineEnd.Entered; end != LineEnd.EndOfInput && lines < MostLines; lines++)
        {
            (end, string text) = editor.ReadLine(Prompt);
            digest.Add((ulong)end);
            digest.Add(text);
            Rule.Demand(!text.Any(char.IsControl), "a line has no control characters", $"{text}");
            history.Add(text);
        }

        CheckShown(Encoding.UTF8.GetString(terminal.Shown));
        digest.Add(terminal.Shown);
        return digest.Value;
    }

    // Completions begin with the word that they stand for.
    private static IReadOnlyList<string> Complete(string text)
    {
        string word = text[(text.LastIndexOf(' ') + 1)..];
        return (text.Length % 3) switch
        {
            0 => [word + "list", word + "link"],
            1 => [word + "trace"],
            _ => [],
        };
    }

    // The terminal gets text and the few sequences that LineEditor names.
    private static void CheckShown(string shown)
    {
        for (int index = 0; index < shown.Length; index++)
        {
            if (!char.IsControl(shown[index]) || shown[index] is '\r' or '\n' or '\a' or '\b')
            {
                continue;
            }

            string rest = shown[index..Math.Min(index + 8, shown.Length)];
            Rule.Demand(rest.StartsWith("\e[", StringComparison.Ordinal), "what is typed is not obeyed by the terminal", $"{(int)shown[index]:x2} in {shown}");
        }
    }
}
