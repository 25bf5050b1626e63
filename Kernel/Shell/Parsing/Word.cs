using System.Collections.Generic;
using System.Globalization;

namespace CosmosNvme.Shell.Parsing;

/// <summary>A word after quote removal: literal pieces, and null wherever the status of the previous command goes (<c>$?</c>).</summary>
internal sealed record Word(IReadOnlyList<string?> Pieces)
{
    /// <summary>Puts the pieces together.</summary>
    /// <param name="lastStatus">Exit status of the previous command.</param>
    internal string Expand(int lastStatus)
    {
        string text = string.Empty;
        foreach (string? piece in Pieces)
        {
            text += piece ?? lastStatus.ToString(CultureInfo.InvariantCulture);
        }

        return text;
    }
}
