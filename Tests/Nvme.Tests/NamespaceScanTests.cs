using System;
using System.Linq;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Which namespaces become disks.</summary>
public sealed class NamespaceScanTests
{
    [Test]
    public void Scan_SparseIds_FindsThemAll()
    {
        Rig rig = new();
        rig.Device.Namespaces.Add(new SimulatedNamespace(7, 8, 4096));
        rig.Device.Namespaces.Add(new SimulatedNamespace(900, 8));
        Assert.That(rig.Attach().Namespaces.Select(disk => (disk.Name, disk.BlockBytes)), Is.EqualTo(new[] { ("nvme0n1", 512), ("nvme0n7", 4096), ("nvme0n900", 512) }));
    }

    [TestCase(false, NvmeQuirks.None)]
    [TestCase(true, NvmeQuirks.NoNamespaceList)]
    public void Scan_WithoutList_TriesEveryId(bool knowsList, NvmeQuirks quirks)
    {
        Rig rig = new() { Options = new NvmeOptions { Quirks = quirks } };
        rig.Device.KnowsNamespaceList = knowsList;
        rig.Device.Namespaces.Add(new SimulatedNamespace(3, 8));
        Assert.That(rig.Attach().Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 1u, 3u }));
    }

    [Category("Pitfall")]
    [Property("Pitfall", 27)]
    [Test]
    public void Scan_HugeNamespaceCountWithoutList_IsBounded()
    {
        Rig rig = new();
        rig.Device.KnowsNamespaceList = false;
        rig.Device.ChangeIdentify = data => data.AsSpan(516, 4).Fill(0xff);
        Assert.That(rig.Attach().Namespaces, Has.Count.EqualTo(1));
        Assert.That(rig.Log.Lines, Has.Some.Contains("ids above 1024"));
    }

    [Test]
    public void Scan_NoNamespace_IsNoError()
    {
        Rig rig = new();
        rig.Device.Namespaces.Clear();
        Assert.That(rig.Attach().Namespaces, Is.Empty);
    }

    [Test]
    public void Scan_Metadata_IsRefusedWithASentence()
    {
        Rig rig = new();
        rig.Disk.ChangeIdentify = data => data[128] = 8;
        Assert.That(rig.Attach().Namespaces, Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains("8 bytes of metadata"));
    }

    [TestCase(0)]
    [TestCase(8)]
    [TestCase(31)]
    [TestCase(255)]
    public void Scan_ImpossibleBlockSize_IsRefusedWithASentence(int exponent)
    {
        Rig rig = new();
        rig.Disk.ChangeIdentify = data => data[130] = (byte)exponent;
        Assert.That(rig.Attach().Namespaces, Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains($"2^{exponent} bytes"));
    }

    [Test]
    public void Scan_FormatBeyondTheTable_IsRefusedWithASentence()
    {
        Rig rig = new();
        rig.Disk.ChangeIdentify = data => data[26] = 5;
        Assert.That(rig.Attach().Namespaces, Is.Empty);
        Assert.That(rig.Log.Lines, Has.Some.Contains("format has number 5"));
    }

    [Test]
    public void Scan_IdentifyOfOneFails_KeepsTheOthers()
    {
        Rig rig = new();
        rig.Device.Namespaces.Add(new SimulatedNamespace(2, 8));
        rig.Device.OnCompletion = (command, completion) =>
            completion.Status = command is { IsAdmin: true, Opcode: 6, Dword10: 0, NamespaceId: 1 } ? (ushort)0x00b : completion.Status;
        Assert.That(rig.Attach().Namespaces.Select(disk => disk.Id), Is.EqualTo(new[] { 2u }));
    }
}
