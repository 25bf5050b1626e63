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

    /// <summary>Size of a disk.</summary>
    internal const long DiskBytes = 64L * 1024 * 1024;

    private const string Mark = "count: ";

    /// <summary>The machine, with one CPU and a disk that takes no time.</summary>
    internal static MachineProfile Profile { get; } = new MachineProfile { Cpus = 1, CountsInstructions = true, Controllers = [new()] }.WithBackings(_ => new NullBacking(DiskBytes));

    /// <summary>Boots the kernel with the tests and runs those that are chosen of those that count.</summary>
    /// <returns>What they counted.</returns>
    internal static Task<Dictionary<string, long>> MeasureAsync(MachineProfile profile, Func<TestDescription, bool> isChosen) => SharedMachine.RunAsync(async () =>
    {
        await using KernelTestRunner runner = new(profile with { Image = TestImage.Image }, TestScale.BootLimit);
        Dictionary<string, long> counts = [];
        foreach (TestDescription test in TestImage.Tests.Where(test => test.Categories.Contains(Testing.TestCategories.Instructions) && isChosen(test)))
        {
            KernelTestResult result = await runner.RunAsync(test.FullName, TestScale.TestLimit);
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Passed), $"{test.FullName}, {profile.Cpus} CPUs: {result.Message}");
            foreach (string line in result.Output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
            {
                string[] fields = line[Mark.Length..].Split("; ");
                counts.Add(fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture));
            }
        }

        await runner.PowerOffAsync();
        return counts;
    });
}
