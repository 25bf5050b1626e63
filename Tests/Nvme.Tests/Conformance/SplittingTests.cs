using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Requests longer than one command: MDTS, the 16 bits of NLB, the driver's own limit. NVMe Base 1.4 §5.15.2.2 and §6.9.</summary>
public sealed class SplittingTests
{
    // MDTS, bytes of a block, blocks asked for, blocks of each command.
    [Category("Pitfall")]
    [Property("Pitfall", 13)]
    [TestCase(1, 512, 16, new[] { 16 })]
    [TestCase(1, 512, 17, new[] { 16, 1 })]
    [TestCase(1, 512, 40, new[] { 16, 16, 8 })]
    [TestCase(5, 512, 256, new[] { 256 })]
    [TestCase(5, 512, 257, new[] { 256, 1 })]
    [TestCase(1, 4096, 5, new[] { 2, 2, 1 })]
    [TestCase(0, 512, 4096, new[] { 4096 })]
    [TestCase(0, 512, 4097, new[] { 4096, 1 })]
    [TestCase(31, 512, 4097, new[] { 4096, 1 })]
    [TestCase(255, 512, 4097, new[] { 4096, 1 })]
    public void Request_BeyondMdts_IsCutWhereItSays(int exponent, int blockBytes, int blocks, int[] expected)
    {
        Rig rig = new(blocks: 8192, blockBytes: blockBytes);
        rig.Device.MaximumTransferExponent = (byte)exponent;
        NvmeController controller = rig.Attach();
        byte[] data = Rig.Pattern(blocks * blockBytes, blocks);
        Assert.That(controller.Namespaces[0].Write(3, data), Is.EqualTo(BlockStatus.Success));
        IReadOnlyList<SimulatedCommand> commands = rig.Device.Transfers;
        Assert.That(commands.Select(command => command.Blocks), Is.EqualTo(expected));
        Assert.That(commands.Select(command => command.FirstBlock), Is.EqualTo(Enumerable.Range(0, expected.Length).Select(index => 3ul + (ulong)expected.Take(index).Sum())));
        Assert.That(rig.Disk.Data.AsSpan(3 * blockBytes, data.Length).SequenceEqual(data), Is.True);
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // The unit is the controller's smallest page, not the page that the host uses.
    [Category("Pitfall")]
    [Property("Pitfall", 13)]
    [TestCase(1, 4096u, 8192L)]
    [TestCase(1, 8192u, 16384L)]
    [TestCase(5, 65536u, 2097152L)]
    public void Mdts_CountsInSmallestPages(int exponent, uint page, long bytes)
    {
        byte[] data = new byte[4096];
        data[77] = (byte)exponent;
        Assert.That(new IdentifyController(data).MaximumTransferBytes(page), Is.EqualTo(bytes));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 4)]
    [Test]
    public void Request_Of65537Blocks_FillsTheSixteenBitsOnce()
    {
        Rig rig = new(blocks: 70000) { Options = new NvmeOptions { QueueDepth = 2, MaximumTransferBytes = 64 << 20 } };
        rig.Device.MaximumTransferExponent = 0;
        byte[] data = new byte[65537 * 512];
        Assert.That(rig.Attach().Namespaces[0].Read(0, data), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Transfers.Select(command => command.Dword12), Is.EqualTo(new[] { 0xffffu, 0u }), "NLB is zero-based");
    }

    [Test]
    public void Mdts_SmallerThanABlock_StillAsksForOne()
    {
        // Nothing shorter can be asked for; the controller will say why it refuses.
        Rig rig = new(blocks: 16, blockBytes: 16384);
        rig.Device.MaximumTransferExponent = 1;
        NvmeController controller = rig.Attach();
        Assert.That(controller.Namespaces[0].Read(0, new byte[16384]).Error, Is.EqualTo(BlockError.Refused));
        Assert.That(rig.Device.Transfers.Single().Blocks, Is.EqualTo(1));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 50)]
    [Test]
    public void Request_OfTwoMebibytes_IsOneCommandIfTheControllerTakesIt()
    {
        Rig rig = new();
        rig.Device.MaximumTransferExponent = 0;
        Assert.That(rig.Attach().Namespaces[0].Read(0, new byte[2 << 20]), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Transfers.Single().Blocks, Is.EqualTo(4096));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 15)]
    [TestCase(0)]
    [TestCase(3)]
    public void Read_ThatFails_LeavesTheBufferAlone(int offset)
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        rig.Device.Dma.BufferOffset = offset;
        rig.Device.Faults.OnTransfer().FailsWith(0x281);
        byte[] buffer = Rig.Pattern(1024, 1);
        byte[] before = (byte[])buffer.Clone();
        Assert.That(controller.Namespaces[0].Read(0, buffer.AsMemory(0, 512)).Error, Is.EqualTo(BlockError.Medium));
        Assert.That(buffer, Is.EqualTo(before), "a copy that was not filled does not reach the caller");
    }

    [Category("Pitfall")]
    [Property("Pitfall", 15)]
    [TestCase(1)]
    [TestCase(511)]
    [TestCase(513)]
    [TestCase(1023)]
    public void Request_OfAPartOfABlock_IsTheCallersBug(int bytes)
    {
        Rig rig = new();
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        Assert.That(() => disk.Read(0, new byte[bytes]), Throws.ArgumentException);
        Assert.That(() => disk.Write(0, new byte[bytes]), Throws.ArgumentException);
        Assert.That(rig.Device.Transfers, Is.Empty);
    }
}
