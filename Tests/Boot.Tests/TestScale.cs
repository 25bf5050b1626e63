using System;

namespace CosmosNvme.Boot.Tests;

/// <summary>How much of the long tests to run, as <c>./cosmos test</c> was told.</summary>
internal static class TestScale
{
    internal const string Variable = "COSMOS_TEST_MODE";

    /// <summary>Picks the amount for the mode of this run.</summary>
    internal static T Pick<T>(T quick, T plain, T soak) => Environment.GetEnvironmentVariable(Variable) switch
    {
        "quick" => quick,
        "soak" => soak,
        null or "" or "plain" => plain,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; it can be quick, plain or soak."),
    };
}
