using System;

namespace CosmosNvme.Cosmos;

/// <summary>What one <c>./cosmos test</c> asks for.</summary>
/// <param name="Filter">A category, a piece of a name, or an expression; null for all tests.</param>
/// <param name="Mode">How much of the long tests.</param>
/// <param name="Coverage">Whether to measure coverage.</param>
internal sealed record TestRequest(string? Filter, TestMode Mode, bool Coverage)
{
    /// <summary>The filter in VSTest's language; null for all tests.</summary>
    internal string? Expression
    {
        get
        {
            if (string.IsNullOrEmpty(Filter))
            {
                return null;
            }

            return Filter.AsSpan().ContainsAny("=~!&|") ? Filter : $"TestCategory={Escape(Filter)}|FullyQualifiedName~{Escape(Filter)}";
        }
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
