using System;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Namespaces as the specification allows them to be, and commands to them. NVMe Base 1.4 §5.15 and §6.</summary>
public sealed class NamespaceConformanceTests
{
    [Test]
    public void Scan_NoBlocks_IsTakenForInactive()
    {
        Rig rig = new();
        rig.Disk.ChangeIdentify = data => data.AsSpan().Clear();
        Assert.That(rig.Attach().Namespaces, Is.Empty);
        Assert.That(rig.Log.Lines.Where(line => line.Contains("left out")), Is.Empty, "an inactive namespace is nothing to tell of");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Scan_DetachedNamespace_IsPassedOver(bool knowsList)
    {
        Rig rig = new();
        rig.Device.KnowsNamespaceList = knowsList;
        rig.Device.Namespaces.Add(new SimulatedNamespace(2, 8) { IsActive = false });
        rig.Device.Namespaces.Add(new SimulatedNamespace(3, 8));
        Assert.That(rig.Attach().Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u, 3u }));
    }

    [TestCase(1023, false)]
    [TestCase(1024, false)]
    [TestCase(1025, false)]
    [TestCase(4100, true)]
    public void Scan_LongList_IsReadOnWithinBounds(int count, bool isCut)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4 } };
        rig.Device.Namespaces.Clear();
        rig.Device.Namespaces.AddRange(Enumerable.Range(1, count).Select(id => new SimulatedNamespace((uint)id * 3, 1)));
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(isCut ? 4096 : count));
        Assert.That(rig.Log.Lines.Any(line => line.Contains("ids above 12288 are not looked at")), Is.EqualTo(isCut));
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Scan_ListThatDoesNotAscend_IsNotBelieved()
    {
        Rig rig = new();
        rig.Device.Faults.OnAdminData = (command, data) =>
        {
            if (command is { Opcode: 6 } && (byte)command.Dword10 == 2)
            {
                data[4] = 1;
            }
        };
        Assert.That(rig.Attach().Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u }), "the ids up to NN are tried instead");
    }

    // FLBAS: bit 4 says where metadata travels and is no part of the index; bits 5-6 count only with more than 16 formats.
    [TestCase(0x00, 15, 512)]
    [TestCase(0x10, 15, 512)]
    [TestCase(0x01, 15, 4096)]
    [TestCase(0x61, 15, 4096)]
    [TestCase(0x20, 63, 4096)]
    [TestCase(0x50, 63, 4096)]
    public void Scan_FormatIndex_UsesTheRightBits(int flbas, int formats, int blockBytes)
    {
        Rig rig = new(blocks: 4096);
        rig.Disk.ChangeIdentify = data =>
        {
            data[25] = (byte)formats;
            data[26] = (byte)flbas;
            data[128 + 4 + 2] = 12;
            data[128 + (16 * 4) + 2] = (byte)(formats == 63 ? 12 : 9);
            data[128 + (32 * 4) + 2] = 12;
        };
        Assert.That(rig.Attach().Namespaces.Single().BlockBytes, Is.EqualTo(blockBytes));
    }

    [Test]
    public void Write_ProtectedNamespace_NeverReachesTheController()
    {
        Rig rig = new();
        rig.Disk.IsWriteProtected = true;
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        Assert.That(disk.IsReadOnly, Is.True);
        Assert.That(disk.Write(0, new byte[512]).Error, Is.EqualTo(BlockError.ReadOnly));
        Assert.That(disk.Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Device.Transfers.Count(command => command.IsWrite), Is.Zero);
    }

    [Test]
    public void Write_ProtectedMeanwhile_IsReportedAsReadOnly()
    {
        Rig rig = new();
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        rig.Device.Faults.OnIo(1).FailsWith(0x020);
        Assert.That(disk.Write(0, new byte[512]), Is.EqualTo(new BlockStatus(BlockError.ReadOnly, 0x020)));
    }

    [Test]
    public void Command_Fields_AreThoseOfTheSpecification()
    {
        Rig rig = new();
        NvmeNamespace disk = rig.Attach().Namespaces[0];
        disk.Write(7, new byte[1024]);
        disk.Flush();
        SimulatedCommand write = rig.Device.Commands[^2];
        SimulatedCommand flush = rig.Device.Commands[^1];
        Assert.Multiple(() =>
        {
            Assert.That((write.Opcode, write.Flags, write.NamespaceId), Is.EqualTo(((byte)1, (byte)0, 1u)));
            Assert.That((write.Dword10, write.Dword11, write.Dword12), Is.EqualTo((7u, 0u, 1u)));
            Assert.That((write.Dword13, write.Dword14, write.Dword15, write.MetadataPointer), Is.EqualTo((0u, 0u, 0u, 0ul)));
            Assert.That((flush.Opcode, flush.NamespaceId, flush.Prp1, flush.Prp2), Is.EqualTo(((byte)0, 1u, 0ul, 0ul)));
            Assert.That((flush.Dword10, flush.Dword11, flush.Dword12), Is.EqualTo((0u, 0u, 0u)));
        });
    }

    // Queue creation, as SPDK's and tnvme's lists ask for it: contiguous, page-aligned, ids from 1, sizes zero-based, CQ before SQ.
    [Test]
    public void Queues_Created_HaveTheParametersOfTheSpecification()
    {
        Rig rig = new(vectors: 3) { Options = new NvmeOptions { QueueDepth = 100, QueuePairs = 2 } };
        NvmeController controller = rig.Attach();
        SimulatedCommand[] commands = rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 1 or 5 }).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(commands.Select(command => (int)command.Opcode), Is.EqualTo(new[] { 5, 1, 5, 1 }));
            Assert.That(commands.Select(command => command.Dword10), Is.EqualTo(new[] { 0x63_0001u, 0x63_0001u, 0x63_0002u, 0x63_0002u }));
            Assert.That(commands.Select(command => command.Dword11), Is.EqualTo(new[] { 0x1_0003u, 0x1_0001u, 0x2_0003u, 0x2_0001u }));
            Assert.That(commands.Select(command => (command.Prp1 % 4096, command.Prp2, command.NamespaceId)), Is.All.EqualTo((0ul, 0ul, 0u)));
            Assert.That(commands.Select(command => command.Prp1), Is.Unique);
        });
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [TestCase(1, 0x0000_0000u)]
    [TestCase(3, 0x0002_0002u)]
    public void NumberOfQueues_Asked_IsZeroBasedInBothHalves(int pairs, uint value)
    {
        Rig rig = new() { Options = new NvmeOptions { QueueDepth = 4, QueuePairs = pairs } };
        rig.Attach();
        SimulatedCommand command = rig.Device.Commands.Single(command => command is { IsAdmin: true, Opcode: 9, Dword10: 7 });
        Assert.That(((byte)command.Dword10, command.Dword11), Is.EqualTo(((byte)7, value)));
    }
}
