using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Lab.Testing;

/// <summary>Sets of machines for a test, and the tests of a set.</summary>
public static class ProfileMatrix
{
    /// <summary>Every profile with every modifier.</summary>
    public static IEnumerable<MachineProfile> Product(IReadOnlyList<MachineProfile> profiles, IReadOnlyList<MachineModifier> modifiers) =>
        profiles.SelectMany(_ => modifiers, (profile, modifier) => profile + modifier);

    /// <summary>Every profile and every modifier at least once, in as few machines as that takes.</summary>
    public static IEnumerable<MachineProfile> Covering(IReadOnlyList<MachineProfile> profiles, IReadOnlyList<MachineModifier> modifiers)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(modifiers);
        return Enumerable.Range(0, Math.Max(profiles.Count, modifiers.Count)).Select(index => profiles[index % profiles.Count] + modifiers[index % modifiers.Count]);
    }

    /// <summary>One test for each machine; those that a machine's profile excludes are reported as excluded, with the reason.</summary>
    /// <param name="profiles">The machines.</param>
    /// <param name="fixture">The class of the test.</param>
    /// <param name="method">The test's method.</param>
    public static IEnumerable<TestCaseData> Cases(IEnumerable<MachineProfile> profiles, Type fixture, string method)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(fixture);
        foreach (MachineProfile profile in profiles)
        {
            TestCaseData data = new TestCaseData(profile).SetArgDisplayNames(profile.Name);
            string? reason = profile.ExclusionOf($"{fixture.FullName}.{method}");
            yield return reason is null ? data : data.Ignore(reason);
        }
    }
}
