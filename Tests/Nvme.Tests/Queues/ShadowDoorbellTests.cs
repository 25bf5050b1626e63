using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Doorbells in memory.</summary>
internal sealed class ShadowDoorbellTests
{
    // Transcribed from the rule: ring if the register value that the controller waits for is passed.
    [TestCase(0u, 1u, 0u, true)]
    [TestCase(1u, 1u, 0u, false)]
    [TestCase(0u, 5u, 1u, false)]
    [TestCase(3u, 5u, 1u, true)]
    [TestCase(1021u, 2u, 1020u, true)]
    [TestCase(500u, 2u, 1020u, false)]
    [TestCase(65535u, 0u, 65535u, true)]
    public void Passes_EventIndex_DecidesOnTheRegister(uint eventIndex, uint value, uint before, bool expected) =>
        Assert.That(ShadowDoorbells.Passes(eventIndex, value, before), Is.EqualTo(expected));

    [TestCase(0)]
    [TestCase(1)]
    public async Task Requests_WithShadowDoorbells_Work(int vectors)
    {
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 5, QueuePairs = 2, CpuCount = 2 } };
        rig.Device.OffersShadowDoorbells = true;
        NvmeController controller = rig.Attach();
        Assert.That(rig.Device.Commands.Count(command => command is { IsAdmin: true, Opcode: 0x7c }), Is.EqualTo(1));
        byte[] data = Rig.Pattern(100 * 512, seed: vectors);
        byte[] read = new byte[512];
        for (int block = 0; block < 100; block++)
        {
            Assert.That(await controller.Namespaces[0].WriteAsync((ulong)block, data.AsMemory(block * 512, 512)), Is.EqualTo(BlockStatus.Success));
            Assert.That(controller.Namespaces[0].Read((ulong)block, read), Is.EqualTo(BlockStatus.Success));
            Assert.That(read, Is.EqualTo(data[(block * 512)..((block + 1) * 512)]));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Option_Off_LeavesThemAlone()
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 5, UsesShadowDoorbells = false } };
        rig.Device.OffersShadowDoorbells = true;
        rig.Attach();
        Assert.That(rig.Device.Commands.Any(command => command is { IsAdmin: true, Opcode: 0x7c }), Is.False);
    }
}
