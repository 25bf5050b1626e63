using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What single controllers need, by flag. Others are tested where they are used.</summary>
internal sealed class QuirkTests
{
    [TestCase(NvmeQuirks.None, 100, 400, 1)]
    [TestCase(NvmeQuirks.StripeBoundary128KiB, 0, 256, 1)]
    [TestCase(NvmeQuirks.StripeBoundary128KiB, 100, 156, 1)]
    [TestCase(NvmeQuirks.StripeBoundary128KiB, 100, 157, 2)]
    [TestCase(NvmeQuirks.StripeBoundary128KiB, 255, 600, 4)]
    public void Stripe_Transfer_IsCutAtItsBoundary(NvmeQuirks quirks, int block, int blocks, int commands)
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = quirks, QueueDepth = 16 } };
        NvmeController controller = rig.Attach();
        byte[] data = Rig.Pattern(blocks * 512, seed: 1);
        Assert.That(controller.Namespaces[0].Write((ulong)block, data), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Transfers, Has.Count.EqualTo(commands));
        Assert.That(rig.Disk.Data.Skip(block * 512).Take(data.Length), Is.EqualTo(data));
        Assert.That(rig.Device.Transfers.All(command => quirks == NvmeQuirks.None || (command.Dword10 / 256) == ((command.Dword10 + (command.Dword12 & 0xffff)) / 256)), Is.True);
        controller.ShutDown();
    }

    [TestCase(NvmeQuirks.None, "AQA=1f001f")]
    [TestCase(NvmeQuirks.AdminQueueOfWholePages, "AQA=3f003f")]
    public void AdminQueue_Depth_IsWhatTheControllerTakes(NvmeQuirks quirks, string written)
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = quirks } };
        NvmeController controller = rig.Attach();
        Assert.That(controller.Reset(), Is.Null);
        Assert.That(rig.Device.RegisterWrites.Where(write => write.StartsWith("AQA", System.StringComparison.Ordinal)), Is.EqualTo(new[] { written, written }));
        controller.ShutDown();
    }

    [Test]
    public void ForeignQueues_Attach_SaysWhyNot()
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = NvmeQuirks.ForeignQueues } };
        Assert.That(rig.Attach, Throws.InstanceOf<NvmeException>().With.Message.Contains("128 bytes"));
        Assert.That(rig.Device.RegisterWrites, Is.Empty, "it is left alone");
    }
}
