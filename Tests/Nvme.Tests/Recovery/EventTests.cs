using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Asynchronous events: asked for, read, told, asked for again. NVMe Base 1.4 §5.2.</summary>
[Category("Recovery")]
internal sealed class EventTests
{
    private const long Second = 1_000_000_000;

    [TestCase(0, 3, 4)]
    [TestCase(2, 3, 4)]
    [TestCase(1, 0, 1)]
    [TestCase(1, 255, 4)]
    public void Requests_OfAnyLimit_AreOutstanding(int vectors, int limit, int expected)
    {
        Rig rig = new(vectors);
        rig.Device.EventLimit = (byte)limit;
        NvmeController controller = rig.Attach();
        Assert.That(rig.Device.Events.Outstanding, Is.EqualTo(expected));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Event_Reported_IsReadToldAndAskedForAgain(int vectors)
    {
        Rig rig = new(vectors);
        NvmeController controller = rig.Attach();
        List<NvmeEvent> told = [];
        controller.Reported += told.Add;
        for (int round = 1; round <= 10; round++)
        {
            rig.Device.Events.Report(round % 2 == 0 ? AsynchronousEvent.TemperatureThreshold : AsynchronousEvent.InvalidDoorbell);
            Await(rig, () => told.Count == round && rig.Device.Events.Outstanding == 4);
            Assert.That(told, Has.Count.EqualTo(round), "one report, one telling");
            Assert.That(rig.Device.Events.Outstanding, Is.EqualTo(4), "asked for again");
        }

        Assert.That(told.Select(happening => happening.Kind).Distinct(), Is.EquivalentTo(new[] { NvmeEventKind.Error, NvmeEventKind.Health }));
        Assert.That(controller.Events, Is.EqualTo(10));
        Assert.That(rig.Log.Lines, Has.Some.Contains("temperature"));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Events_AfterAReset_StillCome()
    {
        Rig rig = new(vectors: 2);
        NvmeController controller = rig.Attach();
        List<NvmeEvent> told = [];
        controller.Reported += told.Add;
        for (int round = 1; round <= 3; round++)
        {
            Assert.That(controller.Reset(), Is.Null);
            Await(rig, () => rig.Device.Events.Outstanding == 4);
            rig.Device.Events.Report(AsynchronousEvent.TemperatureThreshold);
            Await(rig, () => told.Count == round);
            Assert.That(told, Has.Count.EqualTo(round));
        }

        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public void Event_WhoseLogPageCannotBeRead_DoesNotEndTheOthers()
    {
        Rig rig = new(vectors: 2);
        NvmeController controller = rig.Attach();
        List<NvmeEvent> told = [];
        controller.Reported += told.Add;
        rig.Device.Faults.OnAdmin(2).Times(1).FailsWith(0x4002);
        rig.Device.Events.Report(AsynchronousEvent.TemperatureThreshold);
        Await(rig, () => told.Count == 1);
        Assert.That(told.Single().Text, Does.Contain("cannot be read"));
        rig.Device.Events.Report(AsynchronousEvent.InvalidDoorbell);
        Await(rig, () => told.Count == 2);
        Assert.That(told, Has.Count.EqualTo(2));
        controller.ShutDown();
    }

    // A request for events that a closed queue ends at once would be sent again and again, by the thread that an event has called.
    [TestCase(0)]
    [TestCase(2)]
    public void Controller_ThatFailsForGoodDuringAnEvent_LeavesNobodyAtWork(int vectors)
    {
        Rig rig = new(vectors);
        WatchedClock clock = new(rig.Clock, "nvme0/events");
        rig.WithoutRecovery();
        NvmeController controller = NvmeController.Attach(0, rig.Hardware with { Clock = clock }, rig.Options);
        controller.Reported += _ =>
        {
            rig.Device.IsFatal = true;
            rig.AwaitFailure(controller);
        };
        rig.Device.Events.Report(AsynchronousEvent.TemperatureThreshold);
        Await(rig, () => controller.FailureMessage is not null);
        Assert.That(controller.FailureMessage, Is.Not.Null);

        // However late the host starts the thread: it comes to an end.
        long before = -1;
        Await(rig, () =>
        {
            (long last, before) = (before, clock.Uses);
            rig.Clock.Delay(10 * Second);
            return clock.Uses == before && last == before;
        });
        Assert.That(clock.Uses, Is.EqualTo(before), "uses of the clock by the thread that deals with events, in ten seconds");
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    private static void Await(Rig rig, Func<bool> condition)
    {
        // The host's time: events are dealt with by a thread that it may start late.
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(30) && !condition();)
        {
            rig.Clock.Delay(Second / 10);
        }
    }
    /// <summary>Counts how often threads of one name use it.</summary>
    private sealed class WatchedClock(IClock clock, string thread) : IClock
    {
        private long _uses;

        internal long Uses => Interlocked.Read(ref _uses);

        public long Nanoseconds
        {
            get
            {
                Note();
                return clock.Nanoseconds;
            }
        }

        public void Delay(long nanoseconds)
        {
            Note();
            clock.Delay(nanoseconds);
        }

        private void Note() => Interlocked.Add(ref _uses, Thread.CurrentThread.Name == thread ? 1 : 0);
    }
}
