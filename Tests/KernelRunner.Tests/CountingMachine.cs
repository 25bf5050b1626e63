using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A machine whose clock is the number of its instructions, and tests in its kernel that tell what they count.</summary>
internal static class CountingMachine
{
    /// <summary>The tests whose figures are compared with each other instead of kept.</summary>
    internal const string ScalingFixture = "CosmosNvme.KernelTests.DataPath.ScalingTests";

    private const string Mark = "count: ";
    private const long DiskBytes = 64L * 1024 * 1024;

    /// <summary>The machine, with one CPU and a disk that takes no time.</summary>
    internal static MachineProfile Profile { get; } = new MachineProfile { Cpus = 1, CountsInstructions = true, Controllers = [new()] }.WithBackings(_ => new NullBacking(DiskBytes));

    /// <summary>Boots the kernel with the tests and runs those that are chosen of those that count.</summary>
    /// <returns>What they counted.</returns>
    internal static async Task<Dictionary<string, long>> MeasureAsync(MachineProfile profile, Func<TestDescription, bool> isChosen)
    {
        (Dictionary<string, long> counts, string? failure) = await TryMeasureAsync(profile, isChosen, TestScale.BootLimit, TestScale.TestLimit);
        Assert.That(failure, Is.Null);
        return counts;
    }

    /// <summary>The same for machines that may come to a stop.</summary>
    /// <returns>What they counted, and what went wrong; null: nothing.</returns>
    internal static Task<(Dictionary<string, long> Counts, string? Failure)> TryMeasureAsync(
        MachineProfile profile, Func<TestDescription, bool> isChosen, TimeSpan bootLimit, TimeSpan testLimit) => SharedMachine.RunAsync(async () =>
    {
        await using KernelTestRunner runner = new(profile with { Image = TestImage.Image }, bootLimit);
        Dictionary<string, long> counts = [];
        foreach (TestDescription test in TestImage.Tests.Where(test => test.Categories.Contains(Testing.TestCategories.Instructions) && isChosen(test)))
        {
            KernelTestResult result = await runner.RunAsync(test.FullName, testLimit);
            if (result.Outcome != TestOutcome.Passed)
            {
                return (counts, (string?)$"{test.FullName}: {result.Outcome} {result.Message}");
            }

            foreach (string line in result.Output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
            {
                string[] fields = line[Mark.Length..].Split("; ");
                counts.Add(fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture));
            }
        }

        await runner.PowerOffAsync();
        return (counts, null);
    });
}
