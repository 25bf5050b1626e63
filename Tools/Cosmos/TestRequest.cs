using System;

namespace CosmosNvme.Cosmos;

/// <summary>What one <c>./cosmos test</c> asks for.</summary>
/// <param name="Filter">A category, a piece of a name, or an expression; null for all tests.</param>
/// <param name="Mode">How much of the long tests.</param>
/// <param name="Coverage">Whether to measure coverage.</param>
internal sealed record TestRequest(string? Filter, TestMode Mode, bool Coverage)
{
    /// <summary>The category of tests that a quick run leaves out: they compile kernels or a dozen projects, or boot one more machine of many.</summary>
    internal const string LongCategory = "Long";

    /// <summary>The filter in VSTest's language; null for all tests.</summary>
    internal string? Expression
    {
        get
        {
            string? all = Mode == TestMode.Quick ? $"TestCategory!={LongCategory}" : null;
            if (string.IsNullOrEmpty(Filter))
            {
                return all;
            }

            string chosen = Filter.AsSpan().ContainsAny("=~!&|") ? Filter : $"TestCategory={Escape(Filter)}|FullyQualifiedName~{Escape(Filter)}";
            return all is null ? chosen : $"({chosen})&{all}";
        }
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
