using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Boot.Tests;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>The lock-free parts of a queue under seeded schedules of their threads.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ScheduleTests
{
    private static int Seeds => TestScale.Pick(quick: 100, plain: 2_000, soak: 200_000);

    [Test]
    public void FreeStack_AnySchedule_GivesEachItemToOne()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            FreeStack stack = new();
            TestItem[] items = [new(), new(), new()];
            Array.ForEach(items, stack.Admit);
            Array.ForEach(items, stack.Push);
            Scheduler.Run(seed, [.. Enumerable.Repeat(() => TakeAndGiveBack(stack, random: new Random(seed)), 4)]);

            HashSet<FreeStackItem> left = [];
            while (stack.TryPop() is FreeStackItem item)
            {
                Assert.That(left.Add(item), Is.True, $"seed {seed}: an item is there twice");
            }

            Assert.That(left, Has.Count.EqualTo(items.Length), $"seed {seed}: an item is lost");
        }
    }

    [Test]
    public void SoleWorker_AnySchedule_DoesEverythingOneAtATime()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            WorkDesk desk = new();
            Scheduler.Run(seed, [.. Enumerable.Repeat(() => desk.Ask(times: 3), 4)]);
            Assert.That(desk.Done, Is.EqualTo(desk.Asked), $"seed {seed}: a request was lost");
        }
    }

    [TestCase(2u)]
    [TestCase(3u)]
    [TestCase(5u)]
    [Category("ManualPage")]
    [Property("ManualPage", 6)]
    public void SubmissionQueue_AnySchedule_HandsEachCommandOverOnceAndWhole(uint depth)
    {
        const int Threads = 4;
        const int Commands = 4;
        for (int seed = 0; seed < Seeds; seed++)
        {
            RingBench bench = new(depth);
            Scheduler.Run(seed, [.. Enumerable.Range(0, Threads).Select(thread => (Action)(() => bench.Submit(thread, Commands)))]);
            Assert.That(bench.Fetched, Has.Count.EqualTo(Threads * Commands), $"seed {seed}: a command was not handed over");
            Assert.That(bench.Fetched, Is.Unique, $"seed {seed}");
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void SlotLine_AnySchedule_ServesEverybody(int slots)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using CommandSlots supply = new(new SimulatedDma(new SimulatedMemory()), (uint)slots + 1, listEntries: 0);
            int users = 0;
            Scheduler.Run(seed, [.. Enumerable.Repeat(() => ClaimAndRelease(supply, slots, ref users, rounds: 3), 4)]);
            Assert.That(supply.AreAllFree, Is.True, $"seed {seed}");
            Assert.That(supply.Line.IsEmpty, Is.True, $"seed {seed}");
            Assert.That(Enumerable.Range(0, slots).Count(_ => supply.TryClaim(null) is not null), Is.EqualTo(slots), $"seed {seed}: a slot is lost");
        }
    }

    [Test]
    public void Close_AnySchedule_EndsEachCommandOnceOrNeverTakesIt()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            ClosingBench bench = new();
            Scheduler.Run(seed, () => bench.Submit(times: 3), () => bench.Submit(times: 3), bench.CloseAndGiveUp);
            bench.Check(seed);
        }
    }

    [Test]
    public void Reset_AnySchedule_EndsOrKeepsEachCommandAndHandsNoneOverTwice()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            using ResettingBench bench = new(seed, resets: 2);
            Scheduler.Run(seed, () => bench.Submit(3), () => bench.Submit(3), () => bench.Submit(3), bench.Reset);
        }
    }

    // One slot, so that whoever ends a command may be about to wake somebody when the slot is another thread's already.
    [Test]
    public void Sleep_AnySchedule_EndsWithTheCommandAndLeavesNoWakeUpOver()
    {
        const int Sleepers = 3;
        const int Rounds = 3;
        for (int seed = 0; seed < Seeds / 10; seed++)
        {
            using CommandSlots supply = new(new SimulatedDma(new SimulatedMemory()), depth: 2, listEntries: 0);
            int ended = 0;
            ThreadWaiter[] waiters = [.. Enumerable.Range(0, Sleepers).Select(_ => new ThreadWaiter(new RuntimeThreadEvent()))];
            Action[] threads = [.. waiters.Select(waiter => (Action)(() => SubmitAndSleep(supply, waiter, Rounds)))];
            Action ender = () =>
            {
                while (ended < Sleepers * Rounds)
                {
                    if (supply.Find(0)!.TryEnd(CommandResult.Of(CommandEnding.Completed)))
                    {
                        ended++;
                    }

                    Scheduler.Point();
                }
            };
            Scheduler.Run(seed, [.. threads, ender, ender]);
            Assert.That(Array.Exists(waiters, waiter => waiter.TryTakeLeftOver()), Is.False, $"seed {seed}");
            Assert.That(supply.AreAllFree, Is.True, $"seed {seed}");
            Array.ForEach(waiters, waiter => waiter.Dispose());
        }
    }

    [Test]
    public void WaitForInterrupt_AnySchedule_WakesForTheEndAndForTheQueuesLoss()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            SleepingBench ending = new();
            Scheduler.Run(seed, ending.Sleep, ending.EndACommand, ending.InterruptForNothing);
            ending.End();
            SleepingBench losing = new();
            Scheduler.Run(seed, losing.Sleep, losing.GiveUp, losing.InterruptForNothing);
            losing.End();
        }
    }

    private static void SubmitAndSleep(CommandSlots supply, ThreadWaiter waiter, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            CommandSlot? slot = null;
            Scheduler.WaitFor(() => (slot = supply.TryClaim(owner: null)) is not null);
            slot!.MarkSubmitted(long.MaxValue);
            Scheduler.Point();
            slot.Sleep(waiter);
            Assert.That(slot.HasEnded, Is.True);
            supply.Release(slot);
        }
    }

    private static void TakeAndGiveBack(FreeStack stack, Random random)
    {
        for (int round = 0; round < 4; round++)
        {
            List<TestItem> taken = [];
            for (int count = random.Next(1, 4); count > 0 && stack.TryPop() is TestItem item; count--)
            {
                Assert.That(item.IsTaken, Is.False, "two have the same item");
                item.IsTaken = true;
                taken.Add(item);
            }

            foreach (TestItem item in taken.OrderBy(_ => random.Next()))
            {
                item.IsTaken = false;
                stack.Push(item);
            }
        }
    }

    private static void ClaimAndRelease(CommandSlots supply, int slots, ref int users, int rounds)
    {
        TestWaiter waiter = new();
        for (int round = 0; round < rounds; round++)
        {
            CommandSlot? slot = supply.TryClaim(owner: null);
            if (slot is null)
            {
                waiter.Reset();
                supply.Line.Join(waiter);
                Scheduler.WaitFor(() => waiter.IsServed);
                slot = waiter.Granted;
            }

            Assert.That(slot, Is.Not.Null);
            Assert.That(++users, Is.LessThanOrEqualTo(slots));
            Scheduler.Point();
            users--;
            supply.ReleaseUnused(slot!);
        }
    }
}
