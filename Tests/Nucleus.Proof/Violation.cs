using System.Collections.Generic;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>One broken rule.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Chain">The functions from the root to the one that breaks it.</param>
/// <param name="Address">Virtual address of the first instruction that breaks it.</param>
/// <param name="Instruction">That instruction.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Times">How many instructions of the function break the rule in this way.</param>
internal sealed record Violation(ViolationKind Kind, IReadOnlyList<string> Chain, ulong Address, string Instruction, string Detail, int Times)
{
    /// <summary>The function that holds the instruction.</summary>
    public string Function => Chain[^1];

    public override string ToString()
    {
        string times = Times > 1 ? $" ({Times} times)" : string.Empty;
        return $"{Function}: {Detail}{times}\n    instruction  0x{Address:x}: {Instruction}\n    reached by   {string.Join(" > ", Chain)}\n    rule         {Kind}";
    }
}
