using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What a controller says that it has of the machine's memory is what was allocated for it.</summary>
internal sealed class MemoryBytesTests
{
    [TestCase(0, 16, false)]
    [TestCase(4, 1024, false)]
    [TestCase(4, 100, true)]
    public void MemoryBytes_OfAController_IsWhatWasAllocated(int vectors, int depth, bool hasShadows)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = depth, UsesShadowDoorbells = hasShadows } };
        rig.Device.OffersShadowDoorbells = hasShadows;
        NvmeController controller = rig.Attach();
        Assert.That(controller.MemoryBytes, Is.EqualTo(rig.Device.Dma.OutstandingBytes));
        Assert.That(Enumerable.Range(0, controller.QueuePairCount + 1).Sum(controller.ReadMemoryBytes), Is.InRange(1, controller.MemoryBytes));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.OutstandingBytes, Is.Zero);
    }

    [Test]
    public void MemoryBytes_OfALentQueue_IsWhatWasAllocatedUntilItIsGivenBack()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 8, DirectQueuePairs = 1 } };
        NvmeController controller = rig.Attach();
        long before = rig.Device.Dma.OutstandingBytes;
        using (NvmeQueue queue = controller.TryTakeQueue(33)!)
        {
            Assert.That(queue.MemoryBytes, Is.EqualTo(rig.Device.Dma.OutstandingBytes - before));
            Assert.That(controller.MemoryBytes, Is.EqualTo(rig.Device.Dma.OutstandingBytes));
        }

        Assert.That(controller.MemoryBytes, Is.EqualTo(before));
        controller.ShutDown();
    }
}
