using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Rare failures of a boot show only in many boots.</summary>
internal sealed class RepeatedBootTests
{
    private static readonly int[] s_cpus = [1, 2, 4, 3, 8];

    [Test]
    public void Boot_ManyTimesInARow_NeverFails()
    {
        int count = TestScale.Pick(quick: 2, plain: 10, soak: 100);
        List<MachineResult> results = [];
        for (int i = 0; i < count; i++)
        {
            MachineProfile profile = new() { Cpus = s_cpus[i % s_cpus.Length], Machine = i % 4 == 3 ? MachineType.Pc : MachineType.Q35 };
            MachineResult result = Boots.Run(Boots.WithTests(profile, "ParallelFor_ManyIndexes"));
            Assert.That(result.Reason, Is.EqualTo(ExitReason.Orderly), $"boot {i + 1} of {count}: {result}");
            results.Add(result);
        }

        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} boots; median from QEMU's start to the nucleus {Median(results, result => result.TimeToNucleus):0} ms, to the shell {Median(results, result => result.TimeToShell):0} ms"));
    }

    private static double Median(List<MachineResult> results, Func<MachineResult, TimeSpan?> time)
    {
        double[] sorted = [.. results.Select(result => time(result)?.TotalMilliseconds ?? double.NaN).Order()];
        return sorted[sorted.Length / 2];
    }
}
