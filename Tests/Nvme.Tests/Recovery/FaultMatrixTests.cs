using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>
/// Every fault at every moment under every load: afterwards no acknowledged write is missing, nobody hangs, no memory is missing, nothing was touched that was
/// the device's, and the driver works where the device does.
/// </summary>
[Category("Recovery")]
internal sealed class FaultMatrixTests
{
    private const long Second = 1_000_000_000;
    private const int NamespaceNotReady = 0x082;
    private const int InternalError = 0x006;

    private static readonly Dictionary<string, (Action<SimulatedController, Func<SimulatedCommand, bool>> Happens, bool IsSurvived)> s_faults = new()
    {
        ["swallowed once"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).NeverCompletes(), true),
        ["swallowed, aborts in vain"] = ((device, hits) =>
        {
            device.IgnoresAborts = true;
            device.Faults.OnCommand(hits).After(2).Times(1).NeverCompletes();
        }, true),
        ["late answer"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).CompletesAfter(8 * Second), true),
        ["fatal status"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).ReportsFatalError(), true),
        ["wrong queue in a completion"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).CompletesWith(completion => completion.SubmissionQueueId = 77), true),
        ["unknown command in a completion"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).CompletesWith(completion => completion.CommandId = 999), true),
        ["completion of the round before"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).CompletesWithOldPhase(), true),
        ["lost interrupts"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).Does(gone => gone.Interrupts.LosesNext = 3), true),
        ["lost doorbell"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).Does(deaf =>
        {
            bool isLost = false;
            deaf.Faults.IgnoresDoorbell = number => number >= 2 && number % 2 == 0 && !isLost && (isLost = true);
        }), true),
        ["not ready for a while"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(2).FailsWith(NamespaceNotReady), true),
        ["internal error"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).FailsWith(InternalError), true),
        ["fatal status, and slow to come back"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).Does(slow =>
        {
            slow.IsFatal = true;
            slow.NeverReady = true;
            slow.Faults.After(4 * Second, well => well.NeverReady = false);
        }), true),
        ["gone"] = ((device, hits) => device.Faults.OnCommand(hits).After(2).Times(1).RemovesDevice(), false),
    };

    private static readonly (string Name, int Vectors, int Queues, int Workers, bool IsAwaited)[] s_loads =
    [
        ("one thread, polled", 0, 1, 1, false),
        ("four threads", 2, 2, 4, false),
        ("twelve awaited", 3, 2, 12, true),
    ];

    private static readonly Dictionary<string, Func<SimulatedCommand, bool>> s_moments = new()
    {
        ["read"] = command => command.IsRead,
        ["write"] = command => command.IsWrite,
        ["flush"] = command => command is { IsIo: true, Opcode: 0 },
    };

    [TestCaseSource(nameof(Cells))]
    public void Fault_UnderLoad_LosesNothing(string fault, string moment, string load)
    {
        (string _, int vectors, int queues, int workers, bool isAwaited) = s_loads.Single(known => known.Name == load);
        Rig rig = new(vectors) { Options = new NvmeOptions { QueueDepth = 8, QueuePairs = queues, CpuCount = 2, IoTimeoutNanoseconds = 2 * Second, AdminTimeoutNanoseconds = 5 * Second } };
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        rig.Device.SetLatency(seed: 1, 1000, 1_000_000);
        RecoveryLoad requests = new(disk, workers, isAwaited);
        (Action<SimulatedController, Func<SimulatedCommand, bool>> happens, bool isSurvived) = s_faults[fault];
        happens(rig.Device, s_moments[moment]);
        requests.Run(seed: 1, operations: 120 / workers < 30 ? 30 : 120 / workers);
        if (isSurvived)
        {
            Assert.That(requests.Errors, Is.Empty, string.Join('\n', rig.Log.Lines));
            Assert.That(controller.FailureMessage, Is.Null);
            requests.Check();
            Assert.That(disk.Write(0, new byte[512]), Is.EqualTo(BlockStatus.Success), "it works again");
            Assert.That(disk.Flush(), Is.EqualTo(BlockStatus.Success));
        }
        else
        {
            Assert.That(requests.Errors, Is.Not.Empty.And.All.EqualTo(BlockError.DeviceGone));
            Assert.That(controller.FailureMessage, Does.Contain("gone"));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero, string.Join('\n', rig.Log.Lines));
        Assert.That(rig.Device.Memory.Violations, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Cells() =>
        from fault in s_faults.Keys
        from moment in s_moments.Keys
        from load in s_loads
        where fault != "lost interrupts" || load.Vectors > 0
        select new TestCaseData(fault, moment, load.Name);
}
