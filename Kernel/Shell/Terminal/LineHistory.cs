using System.Collections.Generic;

namespace CosmosNvme.Shell.Terminal;

/// <summary>The lines entered before, oldest first, without blanks and immediate repetitions.</summary>
internal sealed class LineHistory
{
    private const int Capacity = 500;

    private readonly List<string> _lines = [];

    /// <summary>Lines held.</summary>
    internal int Count => _lines.Count;

    /// <summary>A line; 0 is the oldest.</summary>
    internal string this[int index] => _lines[index];

    /// <summary>Adds a line as the newest one.</summary>
    internal void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line))
        {
            return;
        }

        if (_lines.Count == Capacity)
        {
            _lines.RemoveAt(0);
        }

        _lines.Add(line);
    }
}
