using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CosmosNvme;

/// <summary>
/// The kernel command line as keys and values: words separated by blanks, <c>key=value</c> or a bare <c>key</c>, double quotes
/// around blanks (<c>exec="free; ps"</c>). A later occurrence of a key wins. Immutable, safe for every thread.
/// </summary>
public sealed class KernelCommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];

    /// <summary>Splits a command line. Nothing is an error here: an unclosed quote reaches to the end.</summary>
    /// <param name="text">The text as the boot loader passed it.</param>
    public KernelCommandLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        foreach (string word in SplitWords(text))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? word : word[..equals];
            if (!_values.ContainsKey(key))
            {
                _keys.Add(key);
            }

            _values[key] = equals < 0 ? string.Empty : word[(equals + 1)..];
        }
    }

    /// <summary>The text this was made from.</summary>
    public string Text { get; }

    /// <summary>The keys in the order of their first occurrence.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The value of a key; null where the key is absent, empty for a bare key.</summary>
    /// <param name="key">The key, in exact case.</param>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Reads a value, telling an absent key from a bare one.</summary>
    /// <param name="key">The key, in exact case.</param>
    /// <param name="value">Its value, empty for a bare key.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => _values.TryGetValue(key, out value);

    private static IEnumerable<string> SplitWords(string text)
    {
        StringBuilder word = new();
        bool quoted = false;
        bool started = false;
        foreach (char c in text)
        {
            if (c == '"')
            {
                quoted = !quoted;
                started = true;
            }
            else if (!quoted && (char.IsWhiteSpace(c) || c == '\0'))
            {
                if (started)
                {
                    yield return word.ToString();
                    word.Clear();
                    started = false;
                }
            }
            else
            {
                word.Append(c);
                started = true;
            }
        }

        if (started)
        {
            yield return word.ToString();
        }
    }
}
