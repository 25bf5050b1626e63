using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Pci;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>The rule that gives a controller its interrupts.</summary>
public sealed class InterruptChoiceTests
{
    [TestCase(null, NvmeQuirks.None, new[] { InterruptMode.MsiX, InterruptMode.Msi, InterruptMode.Pin, InterruptMode.None })]
    [TestCase(null, NvmeQuirks.BrokenMsi, new[] { InterruptMode.MsiX, InterruptMode.Pin, InterruptMode.None })]
    [TestCase(InterruptMode.MsiX, NvmeQuirks.None, new[] { InterruptMode.MsiX, InterruptMode.None })]
    [TestCase(InterruptMode.Msi, NvmeQuirks.BrokenMsi, new[] { InterruptMode.Msi, InterruptMode.None })]
    [TestCase(InterruptMode.Pin, NvmeQuirks.None, new[] { InterruptMode.Pin, InterruptMode.None })]
    [TestCase(InterruptMode.None, NvmeQuirks.None, new[] { InterruptMode.None })]
    public void Modes_ForcedOrNot_AreTriedInOrder(InterruptMode? forced, NvmeQuirks quirks, InterruptMode[] modes) =>
        Assert.That(InterruptChoice.Modes(forced, quirks), Is.EqualTo(modes));

    // Mode, vectors offered, queues, CPUs.
    [TestCase(InterruptMode.MsiX, 65, 4, 4, 5)]
    [TestCase(InterruptMode.MsiX, 2048, 64, 64, 65)]
    [TestCase(InterruptMode.MsiX, 65, 1, 4, 2)]
    [TestCase(InterruptMode.MsiX, 65, 8, 2, 3)]
    [TestCase(InterruptMode.MsiX, 3, 4, 4, 3)]
    [TestCase(InterruptMode.MsiX, 1, 4, 4, 1)]
    [TestCase(InterruptMode.Msi, 32, 4, 4, 4)]
    [TestCase(InterruptMode.Msi, 32, 3, 3, 4)]
    [TestCase(InterruptMode.Msi, 32, 64, 64, 32)]
    [TestCase(InterruptMode.Msi, 4, 8, 8, 4)]
    [TestCase(InterruptMode.Msi, 1, 8, 8, 1)]
    [TestCase(InterruptMode.Msi, 32, 2, 2, 2)]
    [TestCase(InterruptMode.Pin, 1, 8, 8, 1)]
    [TestCase(InterruptMode.None, 65, 8, 8, 0)]
    public void VectorCount_IsOneForEachCpuAndTheAdminQueue(InterruptMode mode, int offered, int queues, int cpus, int count) =>
        Assert.That(InterruptChoice.VectorCount(mode, offered, queues, cpus, NvmeQuirks.None), Is.EqualTo(count));

    [TestCase(InterruptMode.MsiX)]
    [TestCase(InterruptMode.Msi)]
    public void VectorCount_SingleVectorQuirk_IsOne(InterruptMode mode) =>
        Assert.That(InterruptChoice.VectorCount(mode, 32, 4, 4, NvmeQuirks.SingleVector), Is.EqualTo(1));

    // Vectors left over, queues to be lent.
    [TestCase(60, 4, NvmeQuirks.None, 4)]
    [TestCase(2, 4, NvmeQuirks.None, 2)]
    [TestCase(0, 4, NvmeQuirks.None, 0)]
    [TestCase(60, 0, NvmeQuirks.None, 0)]
    [TestCase(64, 4, NvmeQuirks.SingleVector, 0)]
    public void LentVectorCount_IsOneForEachAsFarAsTheyGo(int left, int queues, NvmeQuirks quirks, int count) =>
        Assert.That(InterruptChoice.LentVectorCount(left, queues, quirks), Is.EqualTo(count));

    [Test]
    public void LentVectors_AreSpreadOverTheCpus() =>
        Assert.That(
            InterruptChoice.LentVectors(2, 3, cpus: 2).Select(vector => $"{vector.Name}@{vector.Cpu}"),
            Is.EqualTo(new[] { "nvme2 lent 1@0", "nvme2 lent 2@1", "nvme2 lent 3@0" }));

    [TestCase(1, 4, 4, new[] { "nvme2@0" })]
    [TestCase(2, 1, 4, new[] { "nvme2 admin@0", "nvme2 q1@0" })]
    [TestCase(5, 4, 4, new[] { "nvme2 admin@0", "nvme2 q1@0", "nvme2 q2@1", "nvme2 q3@2", "nvme2 q4@3" })]
    [TestCase(3, 5, 4, new[] { "nvme2 admin@0", "nvme2 q1 q3 q5@0", "nvme2 q2 q4@1" })]
    [TestCase(3, 4, 2, new[] { "nvme2 admin@0", "nvme2 q1 q3@0", "nvme2 q2 q4@1" })]
    public void Vectors_EachGoesToItsQueuesCpu(int vectors, int queues, int cpus, string[] expected) =>
        Assert.That(InterruptChoice.Vectors(2, vectors, queues, cpus).Select(vector => $"{vector.Name}@{vector.Cpu}"), Is.EqualTo(expected));

    [Test]
    public void Vectors_FewerThanQueues_AreSharedFairly([Range(2, 9)] int vectors, [Values(1, 2, 7, 8, 64)] int queues)
    {
        int[] shares = InterruptChoice.Vectors(0, vectors, queues, 8).Skip(1).Select(vector => vector.Name.Count(letter => letter == 'q')).ToArray();
        Assert.That(shares.Sum(), Is.EqualTo(queues));
        Assert.That(shares.Max() - shares.Min(), Is.LessThan(2));
    }
}
