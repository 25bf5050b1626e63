using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A controller that lends queues, and what must hold of it in the end.</summary>
internal abstract class NvmeQueueFixture
{
    /// <summary>A controller with two queues to lend.</summary>
    protected static Rig NewRig(int vectors = 0) => new(vectors) { Options = new NvmeOptions { QueueDepth = 8, DirectQueuePairs = 2 } };

    /// <summary>Shuts the controller down: the driver has done nothing that it must not, and no memory is missing.</summary>
    protected static void Finish(Rig rig, NvmeController controller)
    {
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }
}
