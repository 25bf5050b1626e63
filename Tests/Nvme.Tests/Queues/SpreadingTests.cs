using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>How many queues there are, and whose they are.</summary>
internal sealed class SpreadingTests
{
    [TestCase(4, 4, new[] { 0, 1, 2, 3 })]
    [TestCase(2, 4, new[] { 0, 0, 1, 1 })]
    [TestCase(3, 8, new[] { 0, 0, 0, 1, 1, 1, 2, 2 })]
    [TestCase(1, 3, new[] { 0, 0, 0 })]
    [TestCase(8, 2, new[] { 0, 1 })]
    public void Cpus_AreSpreadEvenly(int queues, int cpus, int[] expected) =>
        Assert.That(Enumerable.Range(0, cpus).Select(cpu => ControllerCore.QueueIndexOf(cpu, queues, cpus)), Is.EqualTo(expected));

    [TestCase(8, 3, 4, 3)]
    [TestCase(8, 64, 4, 8)]
    [TestCase(1, 1, 1, 1)]
    public void Queues_AreAsManyAsGrantedAndAsked(int asked, int granted, int cpus, int expected)
    {
        Rig rig = new() { Options = new NvmeOptions { QueuePairs = asked, CpuCount = cpus, QueueDepth = 4 } };
        rig.Device.QueuePairs = granted;
        NvmeController controller = rig.Attach();
        Assert.That(controller.QueuePairCount, Is.EqualTo(expected));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }
}
