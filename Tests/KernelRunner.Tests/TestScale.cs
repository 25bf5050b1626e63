using System;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>How much of the long tests to run, as <c>./cosmos test</c> was told.</summary>
internal static class TestScale
{
    private const string Variable = "COSMOS_TEST_MODE";

    /// <summary>Numbers of CPUs of the machines.</summary>
    internal static int[] Cpus => Pick<int[]>(quick: [2], plain: [1, 2, 4], soak: [1, 2, 4, 8]);

    /// <summary>Amount of work of the long tests in the kernel.</summary>
    internal static int Percent => Pick(quick: 5, plain: 100, soak: 1000);

    /// <summary>Amount of work where it matters only that a test runs.</summary>
    internal static int SmokePercent => 2;

    /// <summary>How long a test may take. Generous: the host's cores may be busy with other work.</summary>
    internal static TimeSpan TestLimit => TimeSpan.FromMinutes(Pick(quick: 2, plain: 4, soak: 30));

    /// <summary>How long a boot may take.</summary>
    internal static TimeSpan BootLimit => TimeSpan.FromMinutes(2);

    private static T Pick<T>(T quick, T plain, T soak) => Environment.GetEnvironmentVariable(Variable) switch
    {
        "quick" => quick,
        "soak" => soak,
        null or "" or "plain" => plain,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; it can be quick, plain or soak."),
    };
}
