using System;
using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Shell;

/// <summary>
/// Reads options as POSIX utilities take them (§12.2): <c>-a -b</c> or <c>-ab</c>, <c>-n 5</c> or <c>-n5</c>, <c>--long</c>,
/// <c>--long=5</c> or <c>--long 5</c>, <c>--</c> ends them. Options may stand among the operands, as GNU allows.
/// </summary>
internal sealed class OptionReader
{
    private readonly IReadOnlyList<string> _arguments;
    private readonly List<string> _operands = [];
    private string _cluster = string.Empty;
    private string? _attachedValue;
    private string _current = string.Empty;
    private bool _onlyOperands;
    private int _next;

    /// <summary>Starts before the first argument.</summary>
    internal OptionReader(IReadOnlyList<string> arguments)
    {
        _arguments = arguments;
    }

    /// <summary>The arguments that are no options; complete when <see cref="Next"/> has returned null.</summary>
    internal IReadOnlyList<string> Operands => _operands;

    /// <summary>Goes to the next option.</summary>
    /// <returns>The option with its dashes and without its value, or null behind the last one.</returns>
    internal string? Next()
    {
        if (_attachedValue is not null)
        {
            throw new UsageException($"option '{_current}' takes no value");
        }

        if (_cluster.Length > 0)
        {
            return TakeFromCluster();
        }

        while (_next < _arguments.Count)
        {
            string argument = _arguments[_next++];
            if (_onlyOperands || argument.Length < 2 || argument[0] != '-')
            {
                _operands.Add(argument);
            }
            else if (argument == "--")
            {
                _onlyOperands = true;
            }
            else if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                int equals = argument.IndexOf('=', StringComparison.Ordinal);
                _attachedValue = equals < 0 ? null : argument[(equals + 1)..];
                return _current = equals < 0 ? argument : argument[..equals];
            }
            else
            {
                _cluster = argument[1..];
                return TakeFromCluster();
            }
        }

        return null;
    }

    /// <summary>Takes the value of the option just returned.</summary>
    internal string Value()
    {
        string? value = _attachedValue;
        _attachedValue = null;
        if (value is not null)
        {
            return value;
        }

        if (_cluster.Length > 0)
        {
            value = _cluster;
            _cluster = string.Empty;
            return value;
        }

        return _next < _arguments.Count
            ? _arguments[_next++]
            : throw new UsageException($"option '{_current}' needs a value");
    }

    /// <summary>Takes the value of the option just returned as a number, decimal or 0x..., with an optional K, M or G (powers of 1024).</summary>
    internal long Number()
    {
        string text = Value();
        long unit = 1;
        string digits = text;
        if (text.Length > 1 && char.ToUpperInvariant(text[^1]) is char suffix and ('K' or 'M' or 'G'))
        {
            unit = suffix switch { 'K' => 1L << 10, 'M' => 1L << 20, _ => 1L << 30 };
            digits = text[..^1];
        }

        long number;
        bool understood = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!understood || number < 0 || number > long.MaxValue / unit)
        {
            throw new UsageException($"option '{_current}': '{text}' is not a number (write 4096, 0x1000 or 4K)");
        }

        return number * unit;
    }

    /// <summary>Makes the exception for an option that the command does not know.</summary>
    internal static UsageException Unknown(string option) => new($"there is no option '{option}'");

    /// <summary>Reads past all options, which must be none, and demands that there are no operands either.</summary>
    internal static void ExpectNone(IReadOnlyList<string> arguments)
    {
        OptionReader reader = new(arguments);
        if (reader.Next() is string option)
        {
            throw Unknown(option);
        }

        reader.ExpectNoOperands();
    }

    /// <summary>Demands that there are no operands.</summary>
    internal void ExpectNoOperands()
    {
        if (_operands.Count > 0)
        {
            throw new UsageException($"'{_operands[0]}' is one argument too many");
        }
    }

    private string TakeFromCluster()
    {
        _current = "-" + _cluster[0];
        _cluster = _cluster[1..];
        return _current;
    }
}
