using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;

namespace CosmosNvme.Lab;

/// <summary>What QEMU's NVMe controllers held against the driver while a machine ran, and which of it nobody expected.</summary>
public sealed partial record JudgeVerdict
{
    // QEMU notes every CPU's reset at power-on: without one, it did not write its notes where the lab reads them.
    private const string SignOfLife = "CPU Reset";

    /// <summary>The verdict on a machine that nobody watched.</summary>
    public static JudgeVerdict None { get; } = new() { Events = [], Unexpected = [], WasPresent = false };

    /// <summary>All events, in their order.</summary>
    public required ImmutableArray<JudgeEvent> Events { get; init; }

    /// <summary>Undefined behaviour, and the errors that the profile does not declare.</summary>
    public required ImmutableArray<JudgeEvent> Unexpected { get; init; }

    /// <summary>Whether QEMU's notes arrived at all; without them silence means nothing.</summary>
    public required bool WasPresent { get; init; }

    /// <summary>Whether there is nothing against the driver.</summary>
    public bool IsClean => WasPresent && Unexpected.IsEmpty;

    /// <summary>QEMU's arguments that make it judge. Events go where <c>-D</c> says.</summary>
    internal static IReadOnlyList<string> TraceArguments { get; } =
        ["-trace", $"enable={JudgeEvent.UndefinedBehaviourPrefix}*", "-trace", $"enable={JudgeEvent.ErrorPrefix}*"];

    /// <summary>Reads the verdict out of QEMU's notes.</summary>
    /// <param name="notes">All that QEMU wrote to its log file.</param>
    /// <param name="expected">Errors that belong to the machine.</param>
    public static JudgeVerdict Read(string notes, IReadOnlyCollection<ExpectedEvent> expected)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ImmutableArray<JudgeEvent> events = [.. Event().Matches(notes).Select(match => new JudgeEvent(match.Groups[1].Value, match.Groups[2].Value.Trim()))];
        return new JudgeVerdict
        {
            Events = events,
            Unexpected = [.. events.Where(happened => expected.All(declared => declared.Name != happened.Name))],
            WasPresent = notes.Contains(SignOfLife, StringComparison.Ordinal),
        };
    }

    /// <summary>The verdict for people: equal events once, with their number.</summary>
    public override string ToString()
    {
        if (!WasPresent)
        {
            return "QEMU wrote no notes: nobody judged the driver.";
        }

        if (Events.IsEmpty)
        {
            return "QEMU has nothing against the driver.";
        }

        IEnumerable<string> lines = Events.GroupBy(happened => happened)
            .Select(group => $"{(Unexpected.Contains(group.Key) ? "UNEXPECTED" : "expected  ")} {(group.Count() > 1 ? $"{group.Count()} times " : "")}{group.Key}");
        return string.Join('\n', lines);
    }

    // Anywhere in a line: what stands before depends on how QEMU's log is set up.
    [GeneratedRegex(@"(pci_nvme_(?:ub|err)_\w+)([^\n]*)")]
    private static partial Regex Event();
}
