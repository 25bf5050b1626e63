using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Terminal;

/// <summary>
/// Reads lines from a raw terminal with editing, history and completion. Shows the line on one row of the terminal, scrolled
/// sideways when it is long, and uses no more than CR, erase-to-end-of-line and cursor-right, so it works over any serial line.
/// </summary>
internal sealed class LineEditor(ITerminal terminal, TerminalInput input, LineHistory history, int columns = LineEditor.DefaultColumns)
{
    /// <summary>Width assumed of a terminal; a serial line does not tell.</summary>
    internal const int DefaultColumns = 80;

    private readonly KeyDecoder _decoder = new();
    private readonly List<Rune> _line = [];
    private string _prompt = string.Empty;
    private string _draft = string.Empty;
    private int _cursor;
    private int _firstShown;
    private int _historyIndex;

    /// <summary>Offers completions for the text before the cursor: the words that could stand for its last word. None by default.</summary>
    internal Func<string, IReadOnlyList<string>> Completer { get; init; } = static _ => [];

    /// <summary>Characters of the line that fit on the row behind the prompt.</summary>
    private int Room => Math.Max(columns - _prompt.Length - 1, 8);

    /// <summary>Reads one line.</summary>
    /// <param name="prompt">Shown before it.</param>
    /// <param name="interrupted">Ends the wait for keys.</param>
    /// <returns>How it ended, and its text without the line end.</returns>
    internal (LineEnd End, string Text) ReadLine(string prompt, CancellationToken interrupted = default)
    {
        _prompt = prompt;
        _line.Clear();
        _cursor = 0;
        _firstShown = 0;
        _historyIndex = history.Count;
        _draft = string.Empty;
        Send(prompt);
        while (true)
        {
            int value = input.ReadByte(interrupted);
            LineEnd? end = value < 0 ? LineEnd.EndOfInput : _decoder.Decode((byte)value) is KeyPress key ? Apply(key) : null;
            switch (end)
            {
                case LineEnd.Entered:
                    Send("\n");
                    return (LineEnd.Entered, Text(0, _line.Count));
                case LineEnd.Interrupted:
                    Send("^C\n");
                    return (LineEnd.Interrupted, string.Empty);
                case LineEnd.EndOfInput:
                    // Nothing stands on the row if there is no prompt.
                    Send(prompt.Length == 0 ? string.Empty : "\n");
                    return (LineEnd.EndOfInput, string.Empty);
            }
        }
    }

    private LineEnd? Apply(KeyPress press)
    {
        switch (press.Key)
        {
            case Key.Enter:
                MoveTo(_line.Count);
                return LineEnd.Entered;
            case Key.Interrupt:
                MoveTo(_line.Count);
                return LineEnd.Interrupted;
            case Key.DeleteOrEnd when _line.Count == 0:
                return LineEnd.EndOfInput;
            case Key.Character:
                Insert(press.Character);
                break;
            case Key.Complete:
                Complete();
                break;
            case Key.Backspace:
                Remove(_cursor - 1, _cursor);
                break;
            case Key.Delete or Key.DeleteOrEnd:
                Remove(_cursor, _cursor + 1);
                break;
            case Key.KillToEnd:
                Remove(_cursor, _line.Count);
                break;
            case Key.KillToStart:
                Remove(0, _cursor);
                break;
            case Key.KillWord:
                Remove(WordStart(), _cursor);
                break;
            case Key.Left:
                MoveTo(_cursor - 1);
                break;
            case Key.Right:
                MoveTo(_cursor + 1);
                break;
            case Key.WordLeft:
                MoveTo(WordStart());
                break;
            case Key.WordRight:
                MoveTo(WordEnd());
                break;
            case Key.Home:
                MoveTo(0);
                break;
            case Key.End:
                MoveTo(_line.Count);
                break;
            case Key.Previous:
                Recall(_historyIndex - 1);
                break;
            case Key.Next:
                Recall(_historyIndex + 1);
                break;
            case Key.ClearScreen:
                Send("\e[H\e[2J");
                Show();
                break;
        }

        return null;
    }

    private void Insert(Rune character)
    {
        _line.Insert(_cursor++, character);
        if (_cursor == _line.Count && _cursor - _firstShown <= Room)
        {
            // The common case costs one character on the line, not a redraw.
            Send(character.ToString());
        }
        else
        {
            Show();
        }
    }

    private void Remove(int from, int to)
    {
        if (from < 0 || to > _line.Count || from >= to)
        {
            return;
        }

        _line.RemoveRange(from, to - from);
        _cursor = from;
        Show();
    }

    private void MoveTo(int position)
    {
        if (position != _cursor && position >= 0 && position <= _line.Count)
        {
            _cursor = position;
            Show();
        }
    }

    private int WordStart()
    {
        int position = _cursor;
        while (position > 0 && Rune.IsWhiteSpace(_line[position - 1]))
        {
            position--;
        }

        while (position > 0 && !Rune.IsWhiteSpace(_line[position - 1]))
        {
            position--;
        }

        return position;
    }

    private int WordEnd()
    {
        int position = _cursor;
        while (position < _line.Count && Rune.IsWhiteSpace(_line[position]))
        {
            position++;
        }

        while (position < _line.Count && !Rune.IsWhiteSpace(_line[position]))
        {
            position++;
        }

        return position;
    }

    private void Recall(int index)
    {
        if (index < 0 || index > history.Count)
        {
            return;
        }

        if (_historyIndex == history.Count)
        {
            _draft = Text(0, _line.Count);
        }

        _historyIndex = index;
        Replace(index == history.Count ? _draft : history[index]);
    }

    private void Replace(string text)
    {
        _line.Clear();
        foreach (Rune rune in text.EnumerateRunes())
        {
            _line.Add(rune);
        }

        _cursor = _line.Count;
        Show();
    }

    private void Complete()
    {
        string before = Text(0, _cursor);
        IReadOnlyList<string> candidates = Completer(before);
        if (candidates.Count == 0)
        {
            Send("\a");
            return;
        }

        string typed = before[(before.LastIndexOfAny(PathCompletion.WordBreaks.ToCharArray()) + 1)..];
        string common = CommonPrefix(candidates);
        if (common.Length > typed.Length || candidates.Count == 1)
        {
            string addition = common[typed.Length..] + (candidates.Count == 1 && !common.EndsWith('/') ? " " : string.Empty);
            foreach (Rune rune in addition.EnumerateRunes())
            {
                Insert(rune);
            }
        }
        else
        {
            Send("\n" + string.Join("  ", candidates) + "\n");
            Show();
        }
    }

    private static string CommonPrefix(IReadOnlyList<string> words)
    {
        string prefix = words[0];
        foreach (string word in words)
        {
            int length = 0;
            while (length < prefix.Length && length < word.Length && prefix[length] == word[length])
            {
                length++;
            }

            prefix = prefix[..length];
        }

        return prefix;
    }

    private void Show()
    {
        // Half a row at a time, so that typing past the edge redraws now and then, not with every key.
        while (_cursor - _firstShown > Room)
        {
            _firstShown += Room / 2;
        }

        while (_cursor < _firstShown)
        {
            _firstShown = Math.Max(0, _firstShown - (Room / 2));
        }

        int count = Math.Min(_line.Count - _firstShown, Room);
        int column = _prompt.Length + _cursor - _firstShown;
        string move = column > 0 ? $"\r\e[{column}C" : "\r";
        Send("\r" + _prompt + Text(_firstShown, count) + "\e[K" + move);
    }

    private string Text(int first, int count)
    {
        StringBuilder text = new();
        for (int index = first; index < first + count; index++)
        {
            text.Append(_line[index].ToString());
        }

        return text.ToString();
    }

    private void Send(string text) => terminal.Write(Encoding.UTF8.GetBytes(text));
}
