using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class TimerQueueTests
{
    private const int Threads = 24;
    private const int Cpu = 3;
    private const int Nobody = -1;

    private HostThreads _threads = null!;
    private TimerQueue* _queue;
    private byte* _storage;

    internal enum Operation
    {
        Add,
        Cancel,
        Expire,
    }

    [SetUp]
    public void MakeQueue()
    {
        _threads = new HostThreads(Threads);
        _queue = (TimerQueue*)NativeMemory.AllocZeroed((nuint)sizeof(TimerQueue));
        _storage = (byte*)NativeMemory.Alloc((nuint)TimerQueue.BlockBytes * 3);
        _queue->Initialize(_storage, _storage + TimerQueue.BlockBytes, _storage + (2 * TimerQueue.BlockBytes));
    }

    [TearDown]
    public void FreeQueue()
    {
        NativeMemory.Free(_storage);
        NativeMemory.Free(_queue);
        _threads.Dispose();
    }

    [Test]
    public void First_Empty_IsForever()
    {
        Assert.That(_queue->First(), Is.EqualTo(Waiting.Forever));
        Assert.That(TakeExpired(ulong.MaxValue), Is.EqualTo((Nobody, 0UL)));
    }

    [Test]
    public void TakeExpired_SeveralDeadlines_ComeInTheirOrder()
    {
        ulong[] deadlines = [50, 10, 40, 20, 30, 10];
        for (int id = 0; id < deadlines.Length; id++)
        {
            Add(id, deadlines[id]);
        }

        List<ulong> order = [];
        for (int id = TakeExpired(ulong.MaxValue).Id; id != Nobody; id = TakeExpired(ulong.MaxValue).Id)
        {
            order.Add(deadlines[id]);
        }

        Assert.That(order, Is.EqualTo([10, 10, 20, 30, 40, 50]));
    }

    [Test]
    public void TakeExpired_DeadlineNotReached_Stays()
    {
        Add(1, 100);
        Assert.That(TakeExpired(99).Id, Is.EqualTo(Nobody));
        Assert.That(TakeExpired(100), Is.EqualTo((1, WordOf(1))));
        Assert.That(_threads.Get(1)->TimerIndex, Is.EqualTo(-1));
    }

    [Test]
    public void Add_Thread_KnowsItsCpu()
    {
        Add(1, 100);
        Assert.That(_threads.Get(1)->TimerCpu, Is.EqualTo(Cpu));
    }

    [Test]
    public void Take_TwiceOrNeverAdded_ChangesNothing()
    {
        Add(1, 100);
        _queue->Take(_threads.Get(2));
        _queue->Take(_threads.Get(1));
        _queue->Take(_threads.Get(1));
        Assert.That(_queue->First(), Is.EqualTo(Waiting.Forever));
    }

    [Test]
    public void Add_EveryThreadThereCanBe_Fits()
    {
        using HostThreads many = new(ThreadTable.Maximum);
        for (int id = 0; id < ThreadTable.Maximum; id++)
        {
            _queue->Add(Cpu, many.Get(id), (ulong)((id * 7919) % ThreadTable.Maximum), 0);
        }

        ulong word;
        for (int expected = 0; expected < ThreadTable.Maximum; expected++)
        {
            Thread* thread = _queue->TakeExpired((ulong)expected, &word);
            Assert.That(thread != null && (thread->Id * 7919) % ThreadTable.Maximum == expected, Is.True);
        }
    }

    [Test]
    public void Operations_AnySequence_AgreeWithModel()
    {
        Gen<Operation> operation = Gen.Frequency((4, Gen.Const(Operation.Add)), (2, Gen.Const(Operation.Cancel)), (2, Gen.Const(Operation.Expire)));
        Gen<(Operation Operation, int Id, ulong Time)> step = Gen.Select(operation, Gen.Int[0, Threads - 1], Gen.ULong[0, 40]);
        Property.Holds(step.Array[0, 150], steps =>
        {
            Dictionary<int, ulong> model = [];
            foreach ((Operation what, int id, ulong time) in steps)
            {
                Do(what, id, time, model);
                Check(_queue->First() == model.Values.DefaultIfEmpty(Waiting.Forever).Min(), "the first deadline");
                Check(Enumerable.Range(0, Threads).All(thread => _threads.Get(thread)->TimerIndex >= 0 == model.ContainsKey(thread)), "who is in");
                Check(model.Keys.Select(thread => _threads.Get(thread)->TimerIndex).Order().SequenceEqual(Enumerable.Range(0, model.Count)), "positions");
            }

            while (TakeExpired(ulong.MaxValue).Id != Nobody)
            {
            }
        });
    }

    private static ulong WordOf(int id) => 1000 + (ulong)id;

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Queue and model disagree about {what}.");
        }
    }

    private void Do(Operation what, int id, ulong time, Dictionary<int, ulong> model)
    {
        switch (what)
        {
            case Operation.Add when !model.ContainsKey(id):
                Add(id, time);
                model[id] = time;
                break;
            case Operation.Expire:
                (int taken, ulong word) = TakeExpired(time);
                bool any = model.Values.Any(deadline => deadline <= time);
                Check(taken != Nobody == any, "whether one has expired");
                Check(!any || (word == WordOf(taken) && model[taken] == model.Values.Min()), "which has expired");
                model.Remove(taken);
                break;
            default:
                _queue->Take(_threads.Get(id));
                model.Remove(id);
                break;
        }
    }

    private void Add(int id, ulong deadline) => _queue->Add(Cpu, _threads.Get(id), deadline, WordOf(id));

    private (int Id, ulong Word) TakeExpired(ulong now)
    {
        ulong word = 0;
        Thread* thread = _queue->TakeExpired(now, &word);
        return (thread == null ? Nobody : thread->Id, word);
    }
}
