using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CosmosNvme.Fuzz;

/// <summary>The text of a broken rule. Costs nothing while the rule holds: millions of inputs keep their rules.</summary>
[InterpolatedStringHandler]
internal ref struct RuleDetail
{
    private readonly bool _wanted;
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler.</summary>
    public RuleDetail(int literalLength, int formattedCount, bool holds, out bool goesOn)
    {
        _wanted = !holds;
        goesOn = _wanted;
        _text = _wanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(ReadOnlySpan<char> value) => _text.AppendFormatted(value);

    /// <inheritdoc/>
    public override string ToString() => _wanted ? _text.ToStringAndClear() : string.Empty;
}
