using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Namespaces that come, go, grow or get another format: noticed whatever the occasion, and a disk that is not what it was takes nothing more.</summary>
[Category("Recovery")]
internal sealed class NamespaceChangeTests
{
    private const int Blocks = 4096;

    private static readonly Dictionary<string, (Action<Rig> Change, string[] Gone, string[] Come)> s_changes = new()
    {
        ["nothing"] = (_ => { }, [], []),
        ["one comes"] = (rig => rig.Device.Namespaces.Add(new SimulatedNamespace(2, Blocks)), [], ["nvme0n2"]),
        ["one goes"] = (rig => rig.Disk.IsActive = false, ["nvme0n1"], []),
        ["one grows"] = (rig => Replace(rig, new SimulatedNamespace(1, Blocks * 2)), ["nvme0n1"], ["nvme0n1"]),
        ["one shrinks"] = (rig => Replace(rig, new SimulatedNamespace(1, Blocks / 2)), ["nvme0n1"], ["nvme0n1"]),
        ["longer blocks"] = (rig => Replace(rig, new SimulatedNamespace(1, Blocks / 8, blockBytes: 4096)), ["nvme0n1"], ["nvme0n1"]),
        ["blocks with metadata"] = (rig => Replace(rig, new SimulatedNamespace(1, Blocks, 512, metadataBytes: 8)), ["nvme0n1"], []),
        ["another of the same size"] = (rig => Replace(rig, new SimulatedNamespace(1, Blocks) { GloballyUniqueId = [.. Enumerable.Repeat((byte)7, 16)] }), ["nvme0n1"], ["nvme0n1"]),
    };

    private static readonly Dictionary<string, Action<Rig, NvmeController>> s_occasions = new()
    {
        ["event"] = (rig, _) => rig.Device.Events.Report(AsynchronousEvent.NamespaceAttributeChanged),
        ["rescan"] = (_, controller) => controller.RescanNamespaces(),
        ["reset"] = (_, controller) => Assert.That(controller.Reset(), Is.Null),
        ["fatal status"] = (rig, _) => rig.Device.IsFatal = true,
    };

    [TestCaseSource(nameof(Cells))]
    public void Change_OnAnyOccasion_IsNoticed(string change, string occasion)
    {
        Rig rig = new(vectors: 2, blocks: Blocks);
        NvmeController controller = rig.Attach();
        NvmeNamespace before = controller.Namespaces[0];
        List<string> told = [];
        controller.NamespacesChanged += (gone, come) =>
        {
            lock (told)
            {
                told.AddRange(gone.Select(disk => $"- {disk.Name}"));
                told.AddRange(come.Select(disk => $"+ {disk.Name}"));
            }
        };
        (Action<Rig> happens, string[] goes, string[] comes) = s_changes[change];
        happens(rig);
        int resets = controller.Resets;
        s_occasions[occasion](rig, controller);
        string[] expected = [.. goes.Select(name => $"- {name}"), .. comes.Select(name => $"+ {name}")];
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(30) && (Told(told).Length < expected.Length || (occasion == "event" && controller.Events == 0) || (occasion == "fatal status" && controller.Resets == resets));)
        {
            rig.Clock.Delay(50_000_000);
        }

        Assert.That(Told(told), Is.EqualTo(expected), string.Join('\n', rig.Log.Lines));
        Assert.That(before.IsGone, Is.EqualTo(goes.Length > 0));
        Assert.That(before.Read(0, new byte[512]).IsSuccess, Is.EqualTo(goes.Length == 0), "nothing gets through to what is not what it was");
        foreach (NvmeNamespace disk in controller.Namespaces)
        {
            Assert.That(disk.Read(disk.BlockCount - 1, new byte[disk.BlockBytes]), Is.EqualTo(BlockStatus.Success));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    private static string[] Told(List<string> told)
    {
        lock (told)
        {
            return [.. told];
        }
    }

    private static void Replace(Rig rig, SimulatedNamespace other)
    {
        rig.Device.Namespaces.Remove(rig.Disk);
        rig.Device.Namespaces.Add(other);
    }

    private static IEnumerable<TestCaseData> Cells() =>
        from change in s_changes.Keys
        from occasion in s_occasions.Keys
        select new TestCaseData(change, occasion);
}
