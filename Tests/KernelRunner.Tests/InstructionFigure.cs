using System;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A number of instructions that is kept. It has either <see cref="Instructions"/>, or <see cref="AtMost"/> and <see cref="Why"/>.</summary>
/// <param name="Figure">What was counted.</param>
/// <param name="Instructions">What it takes, up to <see cref="Tolerance"/>, more or less.</param>
/// <param name="AtMost">The most that it may take.</param>
/// <param name="Why">Why there is only a bound.</param>
internal sealed record InstructionFigure(string Figure, long? Instructions = null, long? AtMost = null, string? Why = null)
{
    private const double ToleratedShare = 0.03;

    // One instruction more for each command, on either side of a figure that was rounded.
    private const long ToleratedInstructions = 2;

    /// <summary>Whether it says one thing, and that whole.</summary>
    internal bool IsSound => Figure.Length > 0 && (Instructions is > 0 ? AtMost is null && Why is null : Instructions is null && AtMost is > 0 && !string.IsNullOrWhiteSpace(Why));

    /// <summary>How far a count may be from <see cref="Instructions"/>.</summary>
    internal long Tolerance => Instructions is long kept ? Math.Max((long)(kept * ToleratedShare), ToleratedInstructions) : 0;

    /// <summary>What is wrong with a count; null: nothing.</summary>
    /// <param name="counted">Instructions.</param>
    internal string? Judge(long counted)
    {
        if (counted > AtMost)
        {
            return FormattableString.Invariant($"{Figure}: {counted}, and {AtMost} is the most: {Why}");
        }

        if (counted > Instructions + Tolerance)
        {
            return FormattableString.Invariant($"{Figure}: {counted} instead of {Instructions}: it became dearer. Where that is meant, update the file.");
        }

        return counted < Instructions - Tolerance
            ? FormattableString.Invariant($"{Figure}: {counted} instead of {Instructions}: it became cheaper: update the file.")
            : null;
    }
}
