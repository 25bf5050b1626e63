using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A request costs as many instructions among many as it does alone: with a queue on each of several CPUs, all at once, as with one on one CPU, and with 1024 outstanding as with 32.</summary>
[Category("Instructions")]
internal sealed class ScalingTests
{
    private const int ManyCpus = 2;
    private const string AtOnce = "OfAllCpusAtOnce";
    private const double MoreForCpus = 1.05;
    private const double MoreForDepth = 1.10;

    // A ring of 2048 entries, so that 1024 can be outstanding in the driver's queues.
    private const string Depth = "nvme.depth=2048";

    private Dictionary<string, long> _one = null!;

    [OneTimeSetUp]
    public async Task MeasureOneCpu() => _one = await MeasureAsync(1, "");

    [Test]
    public async Task Request_OnEveryCpuAtOnce_CostsWhatItDoesOnOne()
    {
        Dictionary<string, long> many = await MeasureAsync(ManyCpus, AtOnce);
        Assert.That(many, Has.Count.EqualTo(2));
        Assert.Multiple(() =>
        {
            foreach ((string figure, long count) in many)
            {
                Expect(_one[figure], count, MoreForCpus, figure);
            }
        });
    }

    [TestCase("own queue")]
    [TestCase("awaited")]
    public void Request_Of1024Outstanding_CostsWhatItDoesOf32(string way) => Expect(_one[$"{way}, 32 outstanding"], _one[$"{way}, 1024 outstanding"], MoreForDepth, way);

    private static Task<Dictionary<string, long>> MeasureAsync(int cpus, string ending) => CountingMachine.MeasureAsync(
        CountingMachine.Profile.WithKernelArgument(Depth) with { Cpus = cpus },
        test => test.Fixture == CountingMachine.ScalingFixture && test.Name.EndsWith(ending, StringComparison.Ordinal));

    private static void Expect(long few, long many, double factor, string figure)
    {
        TestContext.Out.WriteLine($"{figure}: {few} and {many} instructions");
        Assert.That(many, Is.LessThanOrEqualTo(few * factor), figure);
    }
}
