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
    private const int ManyCpus = 2;
    private const int Machines = 3;
    private const string AtOnce = "OfAllCpusAtOnce";
    private const double MoreForCpus = 1.05;
    private const double MoreForDepth = 1.10;

    // A ring of 2048 entries, so that 1024 can be outstanding in the driver's queues.
    private const string Depth = "nvme.depth=2048";

    // A machine that gets on takes a tenth of it.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    private Dictionary<string, long> _one = null!;

    [OneTimeSetUp]
    public async Task MeasureOneCpu() => _one = await CountingMachine.MeasureAsync(ProfileOf(1), test => IsChosen(test, ""));

    [Test]
    public async Task Request_OnEveryCpuAtOnce_CostsWhatItDoesOnOne()
    {
        // QEMU 7.2 gives all instructions of a turn to the first CPU that does not sleep. If that one looks for an answer of another one and makes no PAUSE, as the
        // runtime may, the other one never runs and the machine has come to a stop. Then the next one is asked.
        string? failure = null;
        Dictionary<string, long> many = [];
        for (int machine = 0; machine < Machines && many.Count == 0; machine++)
        {
            (Dictionary<string, long> counts, failure) = await CountingMachine.TryMeasureAsync(ProfileOf(ManyCpus), test => IsChosen(test, AtOnce), s_limit, s_limit);
            many = failure is null ? counts : many;
        }

        Assert.That(many, Has.Count.EqualTo(2), failure);
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

    private static MachineProfile ProfileOf(int cpus) => CountingMachine.Profile.WithKernelArgument(Depth) with { Cpus = cpus };

    private static bool IsChosen(TestDescription test, string ending) => test.Fixture == CountingMachine.ScalingFixture && test.Name.EndsWith(ending, StringComparison.Ordinal);

    private static void Expect(long few, long many, double factor, string figure)
    {
        TestContext.Out.WriteLine($"{figure}: {few} and {many} instructions");
        Assert.That(many, Is.LessThanOrEqualTo(few * factor), figure);
    }
}
