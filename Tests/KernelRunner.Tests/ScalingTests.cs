using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A request costs as many instructions among many as it does alone: with a queue on each of several CPUs, all at once, as with one on one CPU, and with 1024 outstanding as with 32.</summary>
[Category("Instructions")]
internal sealed class ScalingTests
{
    private const int ManyCpus = 8;
    private const string AtOnce = "OfAllCpusAtOnce";
    private const double MoreForCpus = 1.05;
    private const double MoreForDepth = 1.10;

    // A ring of 2048 entries, so that 1024 can be outstanding in the driver's queues.
    private const string Depth = "nvme.depth=2048";

    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(50);

    private Dictionary<string, long> _one = null!;

    [OneTimeSetUp]
    public async Task MeasureOneCpu() => _one = await CountingMachine.MeasureAsync(ProfileOf(1), test => IsChosen(test, ""));

    [Test]
    public async Task Request_OnEveryCpuAtOnce_CostsWhatItDoesOnOne()
    {
        Dictionary<string, long> many = await CountingMachine.MeasureAsync(ProfileOf(ManyCpus), test => IsChosen(test, AtOnce));
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

    // With a second disk, slow enough for eight CPUs to make their calls, one after the other, before the first one's requests end.
    private static MachineProfile ProfileOf(int cpus) => CountingMachine.Profile.WithKernelArgument(Depth)
        .WithControllers(controller => controller with { Namespaces = controller.Namespaces.Add(new()) })
        .WithBackings(_ => new NullBacking(CountingMachine.DiskBytes) { Latency = s_latency }) with { Cpus = cpus, IdlesInHostTime = true };

    private static bool IsChosen(TestDescription test, string ending) => test.Fixture == CountingMachine.ScalingFixture && test.Name.EndsWith(ending, StringComparison.Ordinal);

    private static void Expect(long few, long many, double factor, string figure)
    {
        TestContext.Out.WriteLine($"{figure}: {few} and {many} instructions");
        Assert.That(many, Is.LessThanOrEqualTo(few * factor), figure);
    }
}
