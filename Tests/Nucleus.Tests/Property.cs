using System;
using CsCheck;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>Checks with random input. A failure names the smallest input found and a seed; <c>CsCheck_Seed=...</c> in the environment repeats it.</summary>
internal static class Property
{
    private const int Cases = 300;

    /// <summary>Runs <paramref name="check"/> on many inputs, one after the other: the nucleus's tables are static.</summary>
    internal static void Holds<T>(Gen<T> inputs, Action<T> check) => inputs.Sample(check, iter: Cases, threads: 1);
}
