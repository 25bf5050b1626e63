using System;
using System.Diagnostics;
using CosmosNvme.Boot.Tests;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Faults of all kinds for as long as one likes, with checked data.</summary>
[Category("Recovery")]
internal sealed class SoakTests
{
    private const long Second = 1_000_000_000;
    private const int Workers = 6;
    private const int Operations = 60;

    // Memory is compared from the third on, when all code has run once.
    private const int LeastRounds = 5;

    private static TimeSpan Time => TimeSpan.FromSeconds(TestScale.Pick(quick: 1, plain: 5, soak: 600));

    [Test]
    public void Faults_ForALongTime_LoseNothingAndLeakNothing()
    {
        Stopwatch watch = Stopwatch.StartNew();
        (long requests, long errors, int resets, long aborts, int rounds) = (0, 0, 0, 0, 0);
        long before = 0;
        for (; watch.Elapsed < Time || rounds < LeastRounds; rounds++)
        {
            if (rounds == 2)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            Random random = new(rounds);
            Rig rig = new(vectors: random.Next(4)) { Options = new NvmeOptions { QueueDepth = random.Next(4, 20), QueuePairs = 2, CpuCount = 2, IoTimeoutNanoseconds = Second } };
            rig.Device.OffersShadowDoorbells = random.Next(2) == 0;
            NvmeController controller = NvmeController.Attach(0, rig.Hardware, rig.Options);
            rig.Device.SetLatency(rounds, 1000, 10_000_000);
            RecoveryLoad load = new(controller.Namespaces[0], Workers, isAwaited: random.Next(2) == 0);
            for (int fault = 0; fault < 4; fault++)
            {
                Break(rig.Device, random);
                load.Run(random.Next(), Operations);
                rig.Device.Faults.Clear();
                requests += Workers * Operations;
            }

            Assert.That(controller.FailureMessage, Is.Null, $"round {rounds}\n{string.Join('\n', rig.Log.Lines)}");
            load.Check();
            errors += load.Errors.Count;
            resets += controller.Resets;
            aborts += controller.Aborts;
            controller.ShutDown();
            Assert.That(rig.Device.Dma.Outstanding, Is.Zero, $"round {rounds}");
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Progress.WriteLine($"recovery soak: {watch.Elapsed.TotalSeconds:0} s, {rounds} controllers, {requests} requests, {errors} of them failed, {resets} resets, {aborts} aborts, managed memory {before / 1024} KiB before and {after / 1024} KiB after");
        Assert.That(resets, Is.Positive);
        Assert.That(after - before, Is.LessThan(16 << 20));
    }

    private static void Break(SimulatedController device, Random random)
    {
        FaultRule rule = device.Faults.OnCommand(command => command.IsIo).After(random.Next(200)).Times(1);
        switch (random.Next(7))
        {
            case 0:
                rule.NeverCompletes();
                break;
            case 1:
                rule.ReportsFatalError();
                break;
            case 2:
                rule.CompletesWith(completion => completion.SubmissionQueueId = 99);
                break;
            case 3:
                rule.FailsWith(0x082);
                break;
            case 4:
                rule.Times(3).CompletesAfter(2 * Second);
                break;
            case 5:
                rule.Does(fatal => fatal.Faults.After(random.Next(1_000_000), later => later.IsFatal = true));
                break;
            default:
                break;
        }
    }
}
