using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Shell.Parsing;

/// <summary>
/// Cuts text into commands by the rules of POSIX "Shell Command Language" §2.2 (quoting) and §2.3 (tokens), as far as this shell
/// goes: words, quotes, comments, <c>;</c> and line ends, pipes, redirections, <c>$?</c>. What it does not know it refuses by name.
/// </summary>
internal sealed class CommandParser
{
    private readonly string _text;
    private readonly List<SimpleCommand> _commands = [];
    private readonly StringBuilder _literal = new();
    private List<Word> _words = [];
    private List<Redirection> _redirections = [];
    private List<string?> _pieces = [];
    private (int Descriptor, RedirectionKind Kind)? _pending;
    private bool _inWord;
    private bool _quotedWord;
    private bool _isPipeOpen;
    private int _position;

    private CommandParser(string text)
    {
        _text = text;
    }

    /// <summary>Parses a whole text.</summary>
    /// <exception cref="ShellSyntaxException">The text is not a list of commands.</exception>
    internal static IReadOnlyList<SimpleCommand> Parse(string text)
    {
        CommandParser parser = new(text);
        parser.ParseAll();
        return parser._commands;
    }

    private void ParseAll()
    {
        while (_position < _text.Length)
        {
            char c = _text[_position++];
            switch (c)
            {
                case '\'':
                    ReadSingleQuoted();
                    break;
                case '"':
                    ReadDoubleQuoted();
                    break;
                case '\\':
                    ReadEscaped();
                    break;
                case '$':
                    ReadDollar();
                    break;
                case ';' or '\n':
                    EndCommand(isPiped: false);
                    break;
                case '|' when _position == _text.Length || _text[_position] is not ('|' or '&'):
                    EndCommand(isPiped: true);
                    break;
                case ' ' or '\t' or '\r':
                    EndWord();
                    break;
                case '#' when !_inWord:
                    SkipComment();
                    break;
                case '>' or '<':
                    BeginRedirection(c);
                    break;
                case '|' or '&' or '(' or ')' or '`':
                    throw new ShellSyntaxException($"syntax error: '{c}' is not supported here; quote it to mean the character, or write commands one after another with ';'");
                default:
                    Append(c);
                    break;
            }
        }

        EndCommand(isPiped: false);
        if (_isPipeOpen)
        {
            throw new ShellSyntaxException("syntax error: a command is missing behind the last |", isIncomplete: true);
        }
    }

    private void Append(char c)
    {
        _literal.Append(c);
        _inWord = true;
    }

    private void ReadSingleQuoted()
    {
        int end = _text.IndexOf('\'', _position);
        if (end < 0)
        {
            throw new ShellSyntaxException("syntax error: a ' quote is not closed", isIncomplete: true);
        }

        _literal.Append(_text, _position, end - _position);
        _position = end + 1;
        _inWord = true;
        _quotedWord = true;
    }

    private void ReadDoubleQuoted()
    {
        _inWord = true;
        _quotedWord = true;
        while (_position < _text.Length)
        {
            char c = _text[_position++];
            if (c == '"')
            {
                return;
            }

            if (c == '\\' && _position < _text.Length && _text[_position] is '$' or '`' or '"' or '\\' or '\n')
            {
                char escaped = _text[_position++];
                if (escaped != '\n')
                {
                    _literal.Append(escaped);
                }
            }
            else if (c == '$')
            {
                ReadDollar();
            }
            else
            {
                _literal.Append(c);
            }
        }

        throw new ShellSyntaxException("syntax error: a \" quote is not closed", isIncomplete: true);
    }

    private void ReadEscaped()
    {
        if (_position == _text.Length)
        {
            throw new ShellSyntaxException("syntax error: nothing follows the last \\", isIncomplete: true);
        }

        char escaped = _text[_position++];
        if (escaped != '\n')
        {
            Append(escaped);
            _quotedWord = true;
        }
    }

    private void ReadDollar()
    {
        char next = _position < _text.Length ? _text[_position] : '\0';
        if (next == '?')
        {
            _position++;
            EndPiece();
            _pieces.Add(null);
            _inWord = true;
        }
        else if (char.IsAsciiLetterOrDigit(next) || next is '_' or '{' or '(' or '@' or '*' or '#' or '!' or '$' or '-')
        {
            throw new ShellSyntaxException($"syntax error: '${next}' is not supported, there are no variables but $?; write '\\$' for the character");
        }
        else
        {
            Append('$');
        }
    }

    private void SkipComment()
    {
        while (_position < _text.Length && _text[_position] != '\n')
        {
            _position++;
        }
    }

    private void BeginRedirection(char direction)
    {
        // "2>" names a descriptor only if the digit is a whole unquoted word that touches the operator.
        int descriptor = direction == '<' ? 0 : 1;
        if (_inWord && !_quotedWord && _pieces.Count == 0 && _literal.Length == 1 && char.IsAsciiDigit(_literal[0]))
        {
            descriptor = _literal[0] - '0';
            _literal.Clear();
            _inWord = false;
        }

        EndWord();
        if (_pending is not null)
        {
            throw new ShellSyntaxException($"syntax error: a file name is missing before '{direction}'");
        }

        RedirectionKind kind = direction == '<' ? RedirectionKind.Read : RedirectionKind.Write;
        if (_position < _text.Length && _text[_position] == '>' && direction == '>')
        {
            _position++;
            kind = RedirectionKind.Append;
        }

        if (direction == '<' ? descriptor != 0 : descriptor is not (1 or 2))
        {
            throw new ShellSyntaxException($"syntax error: '{descriptor}{direction}' is not supported; there are '<', '>', '>>', '2>' and '2>>'");
        }

        _pending = (descriptor, kind);
    }

    private void EndPiece()
    {
        if (_literal.Length > 0)
        {
            _pieces.Add(_literal.ToString());
            _literal.Clear();
        }
    }

    private void EndWord()
    {
        if (!_inWord)
        {
            return;
        }

        EndPiece();
        Word word = new(_pieces);
        _pieces = [];
        _inWord = false;
        _quotedWord = false;
        if (_pending is (int descriptor, RedirectionKind kind))
        {
            _redirections.Add(new Redirection(descriptor, kind, word));
            _pending = null;
        }
        else
        {
            _words.Add(word);
        }
    }

    private void EndCommand(bool isPiped)
    {
        EndWord();
        if (_pending is not null)
        {
            throw new ShellSyntaxException("syntax error: a file name is missing after the redirection");
        }

        if (_words.Count > 0 || _redirections.Count > 0)
        {
            _commands.Add(new SimpleCommand(_words, _redirections, isPiped));
            _words = [];
            _redirections = [];
            _isPipeOpen = isPiped;
        }
        else if (isPiped || (_isPipeOpen && _position < _text.Length && _text[_position - 1] == ';'))
        {
            throw new ShellSyntaxException("syntax error: a command is missing at a |");
        }
    }
}
