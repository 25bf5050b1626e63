using System;
using System.Diagnostics;
using System.Linq;

namespace CosmosNvme.Fuzz;

/// <summary>Something wrong that an input brought to light.</summary>
/// <param name="Signature">The same for inputs that show the same fault.</param>
/// <param name="Message">What happened, with the stack trace if there is one.</param>
internal sealed record Finding(string Signature, string Message)
{
    /// <summary>Makes one of what the target threw.</summary>
    internal static Finding Of(Exception exception) => exception is BrokenRuleException broken
        ? new Finding($"broken rule: {broken.Rule}", exception.ToString())
        : new Finding($"{exception.GetType().Name} in {Place(exception)}", exception.ToString());

    /// <summary>An input made the code allocate too much.</summary>
    internal static Finding Allocation(long allocated, long limit) =>
        new("allocation", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{allocated} bytes were allocated, allowed are {limit}"));

    /// <summary>The same input gave two results.</summary>
    internal static Finding Unsteady(ulong first, ulong second) =>
        new("unsteady", $"the same input gave {first:x16} and then {second:x16}");

    // The innermost method of the code under test: where the framework throws in its behalf says little.
    private static string Place(Exception exception) =>
        new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType?.FullName is string name && name.StartsWith("CosmosNvme.", StringComparison.Ordinal))
            .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}")
            .FirstOrDefault() ?? "the framework";
}
