using System;

namespace CosmosNvme.Lab;

/// <summary>A test that is not run on a profile, and why. There is no other way to leave a test out of a matrix.</summary>
public sealed record Exclusion
{
    /// <summary>Makes a declaration.</summary>
    /// <param name="test">The test's method, or its fixture and method: <c>MatrixTests.Files_OnTheMachine_HaveTheHostsSums</c>.</param>
    /// <param name="reason">Why it cannot work there.</param>
    public Exclusion(string test, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(test);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Test = test;
        Reason = reason;
    }

    /// <summary>The test.</summary>
    public string Test { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>Whether it names a test.</summary>
    /// <param name="fullName">Namespace, fixture and method.</param>
    internal bool Names(string fullName) => fullName == Test || fullName.EndsWith("." + Test, StringComparison.Ordinal);
}
