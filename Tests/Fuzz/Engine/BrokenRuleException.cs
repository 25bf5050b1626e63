using System;

namespace CosmosNvme.Fuzz;

/// <summary>The code under test gave something that it must never give.</summary>
internal sealed class BrokenRuleException(string rule, string detail) : Exception($"{rule}: {detail}")
{
    /// <summary>The rule, the same for every input that breaks it.</summary>
    internal string Rule { get; } = rule;
}
