using System.Linq;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Runtime;

/// <summary>What the code knows of the machine around it.</summary>
[ReadOnlyTest]
internal sealed class MachineTests
{
    [Test]
    public void PrivilegeLevel_OfAnyThread_IsZero()
    {
        int[] levels = new int[4];
        TestThreads.Run(levels.Length, number => levels[number] = KernelContext.Machine.PrivilegeLevel + number);
        Assert.That(levels, Is.EqualTo(Enumerable.Range(0, levels.Length)));
    }

    [Test]
    public void Memory_Figures_AreConsistent()
    {
        Abstractions.MemoryInformation memory = KernelContext.Machine.Memory;
        Assert.Multiple(() =>
        {
            Assert.That(memory.Free, Is.GreaterThan(0).And.LessThan(memory.Total));
            Assert.That(memory.Committed, Is.LessThanOrEqualTo(memory.CommitLimit));
        });
    }
}
