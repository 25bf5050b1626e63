using System;
using System.Collections.Generic;

namespace CosmosNvme.ImageTool;

/// <summary>
/// Names of native functions. C names stay as they are; C++ names (Itanium ABI) become <c>Scope::Function</c> without template
/// arguments and parameters. A name with anything unusual in it stays mangled: that is ugly, but never wrong.
/// </summary>
internal static class NativeName
{
    internal static string ToReadable(string symbol)
    {
        // "name.cold", "name.part.0" and the like: the compiler's pieces of a function.
        int dot = symbol.IndexOf('.', StringComparison.Ordinal);
        string name = dot > 0 ? symbol[..dot] : symbol;
        string suffix = dot > 0 ? symbol[dot..] : string.Empty;
        if (!name.StartsWith("_Z", StringComparison.Ordinal))
        {
            return symbol;
        }

        string? readable = new Reader(name).ReadFunction();
        return readable is null ? symbol : readable + suffix;
    }

    private struct Reader(string text)
    {
        private int _position = 2;

        internal string? ReadFunction()
        {
            if (Peek() == 'N')
            {
                _position++;
                return ReadNested();
            }

            if (Peek() == 'L')
            {
                _position++;
            }

            string? name = ReadIdentifier();
            return name is not null && (Peek() != 'I' || SkipTemplateArguments()) ? name : null;
        }

        private string? ReadNested()
        {
            while (Peek() is 'K' or 'V' or 'r')
            {
                _position++;
            }

            List<string> parts = [];
            while (Peek() != 'E')
            {
                switch (Peek())
                {
                    case 'I':
                        if (!SkipTemplateArguments())
                        {
                            return null;
                        }

                        break;
                    case 'C' or 'D' when parts.Count > 0 && Peek(1) is >= '0' and <= '9':
                        parts.Add(Peek() == 'C' ? parts[^1] : "~" + parts[^1]);
                        _position += 2;
                        break;
                    case 'S' when parts.Count == 0 && Peek(1) == 't':
                        parts.Add("std");
                        _position += 2;
                        break;
                    case 'L':
                        _position++;
                        break;
                    default:
                        string? part = ReadIdentifier();
                        if (part is null)
                        {
                            return null;
                        }

                        parts.Add(part);
                        break;
                }
            }

            return parts.Count > 0 ? string.Join("::", parts) : null;
        }

        private string? ReadIdentifier()
        {
            int length = 0;
            while (Peek() is >= '0' and <= '9')
            {
                length = (length * 10) + (Peek() - '0');
                _position++;
                if (length > text.Length)
                {
                    return null;
                }
            }

            if (length == 0 || length > text.Length - _position)
            {
                return null;
            }

            string identifier = text.Substring(_position, length);
            _position += length;
            return identifier.StartsWith("_GLOBAL__N", StringComparison.Ordinal) ? "(anonymous)" : identifier;
        }

        private bool SkipTemplateArguments()
        {
            _position++;
            while (Peek() != 'E')
            {
                if (!SkipType())
                {
                    return false;
                }
            }

            _position++;
            return true;
        }

        private bool SkipType()
        {
            char first = Peek();
            switch (first)
            {
                case 'P' or 'R' or 'O' or 'K' or 'V':
                    _position++;
                    return SkipType();
                case 'N' or 'J' or 'F':
                    _position++;
                    while (Peek() != 'E')
                    {
                        if (!SkipType())
                        {
                            return false;
                        }
                    }

                    _position++;
                    return true;
                case 'I':
                    return SkipTemplateArguments();
                case 'L':
                    return SkipLiteral();
                case 'S':
                    return SkipSubstitution();
                case >= '0' and <= '9':
                    return ReadIdentifier() is not null;
                case >= 'a' and <= 'z':
                    _position++;
                    return true;
                default:
                    return false;
            }
        }

        private bool SkipLiteral()
        {
            // L <type> <digits> E, for example Lj5E.
            _position++;
            if (!SkipType())
            {
                return false;
            }

            while (Peek() is >= '0' and <= '9' or 'n')
            {
                _position++;
            }

            return Peek() == 'E' && ++_position > 0;
        }

        private bool SkipSubstitution()
        {
            _position++;
            if (Peek() is >= 'a' and <= 'z')
            {
                _position++;
                return true;
            }

            while (Peek() is >= '0' and <= '9' or >= 'A' and <= 'Z')
            {
                _position++;
            }

            return Peek() == '_' && ++_position > 0;
        }

        private readonly char Peek(int ahead = 0) => _position + ahead < text.Length ? text[_position + ahead] : '\0';
    }
}
