using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class RunQueueTests
{
    private const int Threads = 12;
    private const int Nobody = -1;

    private HostThreads _threads = null!;
    private RunQueue* _queue;

    [SetUp]
    public void MakeQueue()
    {
        _threads = new HostThreads(Threads);
        _queue = (RunQueue*)NativeMemory.AllocZeroed((nuint)sizeof(RunQueue));
    }

    [TearDown]
    public void FreeQueue()
    {
        NativeMemory.Free(_queue);
        _threads.Dispose();
    }

    [Test]
    public void Pop_Empty_IsNull()
    {
        Assert.That(Pop(ulong.MaxValue), Is.EqualTo(Nobody));
        Assert.That((_queue->Count, _queue->BestPriority()), Is.EqualTo((0, ThreadPriority.Count)));
    }

    [Test]
    public void Pop_EqualPriorities_AreFirstComeFirstServed()
    {
        Push(3, ThreadPriority.Normal);
        Push(1, ThreadPriority.Normal);
        Push(2, ThreadPriority.Normal);
        Assert.That(Enumerable.Range(0, 4).Select(_ => Pop(ulong.MaxValue)), Is.EqualTo([3, 1, 2, Nobody]));
    }

    [Test]
    public void Pop_DifferentPriorities_MostUrgentComesFirst()
    {
        Push(1, ThreadPriority.Low);
        Push(2, ThreadPriority.Normal);
        Push(3, ThreadPriority.SoftInterrupt);
        Push(4, ThreadPriority.High);
        Assert.That(_queue->BestPriority(), Is.EqualTo(ThreadPriority.SoftInterrupt));
        Assert.That(Enumerable.Range(0, 4).Select(_ => Pop(ulong.MaxValue)), Is.EqualTo([3, 4, 2, 1]));
    }

    [Test]
    public void Pop_ForOneCpu_LeavesThreadsPinnedElsewhere()
    {
        Push(1, ThreadPriority.High, affinity: 0b001);
        Push(2, ThreadPriority.Normal, affinity: 0b110);
        Push(3, ThreadPriority.Normal, affinity: 0b011);
        Assert.That(Pop(0b1000), Is.EqualTo(Nobody));
        Assert.That(Pop(0b100), Is.EqualTo(2));
        Assert.That(Pop(0b010), Is.EqualTo(3));
        Assert.That((Pop(0b010), _queue->Count), Is.EqualTo((Nobody, 1)));
        Assert.That(Pop(ulong.MaxValue), Is.EqualTo(1));
    }

    [Test]
    public void PushAndPop_AnySequence_AgreeWithModel()
    {
        Gen<(bool Push, int Priority, ulong Affinity)> step = Gen.Select(Gen.Bool, Gen.Int[0, ThreadPriority.Count - 1], Gen.ULong[1, 7]);
        Property.Holds(step.Array[0, 100], steps =>
        {
            List<(int Id, int Priority, ulong Affinity)> model = [];
            foreach ((bool push, int priority, ulong affinity) in steps)
            {
                int id = Enumerable.Range(0, Threads).FirstOrDefault(candidate => model.All(entry => entry.Id != candidate), Nobody);
                if (push && id != Nobody)
                {
                    Push(id, priority, affinity);
                    model.Add((id, priority, affinity));
                }
                else
                {
                    (int Id, int Priority, ulong Affinity) expected = model.Where(entry => (entry.Affinity & affinity) != 0)
                        .OrderBy(entry => entry.Priority).FirstOrDefault((Nobody, 0, 0UL));
                    model.Remove(expected);
                    Check(Pop(affinity) == expected.Id);
                }

                Check(_queue->Count == model.Count);
                Check(_queue->BestPriority() == model.Select(entry => entry.Priority).DefaultIfEmpty(ThreadPriority.Count).Min());
            }

            while (Pop(ulong.MaxValue) != Nobody)
            {
            }
        });
    }

    [Test]
    public void Thread_ThatYielded_StandsBehindOrdinaryThreadsUntilItRuns()
    {
        Push(1, ThreadPriority.Normal);
        _threads.Get(2)->HasYielded = 1;
        Push(2, ThreadPriority.SoftInterrupt);
        _threads.Get(3)->HasYielded = 1;
        Push(3, ThreadPriority.Low);
        Assert.That(new[] { Pop(ulong.MaxValue), Pop(ulong.MaxValue), Pop(ulong.MaxValue) }, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Queue and model disagree.");
        }
    }

    private void Push(int id, int priority, ulong affinity = ulong.MaxValue)
    {
        Thread* thread = _threads.Get(id);
        thread->Priority = priority;
        thread->Affinity = affinity;
        _queue->Push(thread);
    }

    private int Pop(ulong affinity)
    {
        Thread* thread = _queue->Pop(affinity);
        return thread == null ? Nobody : thread->Id;
    }
}
