using System;

namespace CosmosNvme.Storage.Tests;

/// <summary>How much to do, as <c>./cosmos test</c> was told.</summary>
internal static class TestScale
{
    private const string Variable = "COSMOS_TEST_MODE";

    /// <summary>Picks the amount for the mode of this run.</summary>
    internal static int Pick(int quick, int plain, int soak) => Environment.GetEnvironmentVariable(Variable) switch
    {
        "quick" => quick,
        "soak" => soak,
        null or "" or "plain" => plain,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; it can be quick, plain or soak."),
    };
}
