using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>
/// Instructions that a request takes, counted by a machine whose clock is the count, and held to the ceilings of docs/performance.md: a ratchet. A lower figure is a
/// reason to lower the ceiling.
/// </summary>
[Category("Instructions")]
internal sealed class InstructionTests
{
    private const string Mark = "count: ";
    private const long DiskBytes = 64L * 1024 * 1024;

    [Test]
    public async Task Requests_OnAMachineThatCountsInstructions_StayBelowTheCeilings()
    {
        List<InstructionCount> counts = await SharedMachine.RunAsync(MeasureAsync);
        TestContext.Out.WriteLine($"{"way",-48} {"depth",5} {"submit",8} {"complete",8}");
        foreach (InstructionCount count in counts)
        {
            TestContext.Out.WriteLine(FormattableString.Invariant($"{count.Way,-48} {count.Depth,5} {count.Submit,8} {count.Complete,8}"));
        }

        IReadOnlyList<InstructionCount> ceilings = InstructionCount.ReadCeilings(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "performance.md")));
        Assert.That(counts.Select(count => (count.Way, count.Depth)), Is.EquivalentTo(ceilings.Select(ceiling => (ceiling.Way, ceiling.Depth))));
        Assert.Multiple(() =>
        {
            foreach (InstructionCount count in counts)
            {
                InstructionCount ceiling = ceilings.Single(candidate => (candidate.Way, candidate.Depth) == (count.Way, count.Depth));

                // Where interrupts may fall into the submitting call, when the emulated disk is quick, only the sum says something.
                Assert.That(count.Submit + count.Complete, Is.LessThanOrEqualTo(ceiling.Submit + ceiling.Complete), $"both: {count}");
                if (!count.Way.StartsWith("awaited", StringComparison.Ordinal))
                {
                    Assert.That(count.Submit, Is.LessThanOrEqualTo(ceiling.Submit), $"submit: {count}");
                    Assert.That(count.Complete, Is.LessThanOrEqualTo(ceiling.Complete), $"complete: {count}");
                }
            }
        });
    }

    private static async Task<List<InstructionCount>> MeasureAsync()
    {
        MachineProfile profile = new MachineProfile
        {
            Image = TestImage.Image,
            Cpus = 1,
            CountsInstructions = true,
            Controllers = [new()],
        }.WithBackings(_ => new NullBacking(DiskBytes));
        await using KernelTestRunner runner = new(profile, TestScale.BootLimit * 3);
        List<InstructionCount> counts = [];
        foreach (TestDescription test in TestImage.Tests.Where(test => test.Categories.Contains(TestCategories.Instructions)))
        {
            KernelTestResult result = await runner.RunAsync(test.FullName, TestScale.TestLimit);
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Passed), result.Message);
            counts.AddRange(result.Output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => InstructionCount.Parse(line[Mark.Length..], ';')));
        }

        await runner.PowerOffAsync();
        return counts;
    }
}
