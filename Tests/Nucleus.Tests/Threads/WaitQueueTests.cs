using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class WaitQueueTests
{
    private const int Threads = 8;

    private HostThreads _threads = null!;
    private WaitQueue* _queue;

    [SetUp]
    public void MakeQueue()
    {
        _threads = new HostThreads(Threads);
        _queue = (WaitQueue*)NativeMemory.AllocZeroed((nuint)sizeof(WaitQueue));
    }

    [TearDown]
    public void FreeQueue()
    {
        NativeMemory.Free(_queue);
        _threads.Dispose();
    }

    [Test]
    public void Append_Several_KeepsTheOrderOfArrival()
    {
        Append(2);
        Append(0);
        Append(1);
        Assert.That(Forwards(), Is.EqualTo([2, 0, 1]));
    }

    [TestCase(0, new[] { 1, 2 })]
    [TestCase(1, new[] { 0, 2 })]
    [TestCase(2, new[] { 0, 1 })]
    public void Unlink_FirstMiddleOrLast_KeepsTheOthers(int id, int[] expected)
    {
        Append(0);
        Append(1);
        Append(2);
        _queue->Unlink(_threads.Get(id));
        Assert.That(Forwards(), Is.EqualTo(expected));
        Assert.That(_threads.Get(id)->Queue == null, Is.True);
    }

    [Test]
    public void Unlink_TheOnlyOne_LeavesAnEmptyQueue()
    {
        Append(5);
        _queue->Unlink(_threads.Get(5));
        Assert.That(_queue->Head == null && _queue->Tail == null, Is.True);
        Append(5);
        Assert.That(Forwards(), Is.EqualTo([5]));
    }

    [Test]
    public void AppendAndUnlink_AnySequence_AgreeWithModel()
    {
        Property.Holds(Gen.Int[0, Threads - 1].Array[0, 60], ids =>
        {
            List<int> model = [];
            foreach (int id in ids)
            {
                // Who is not in comes in, who is in goes out.
                if (model.Remove(id))
                {
                    _queue->Unlink(_threads.Get(id));
                }
                else
                {
                    model.Add(id);
                    Append(id);
                }

                Check(Forwards().SequenceEqual(model));
                Check(Backwards().Reverse().SequenceEqual(model));
            }

            model.ForEach(id => _queue->Unlink(_threads.Get(id)));
        });
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Queue and model disagree.");
        }
    }

    private void Append(int id)
    {
        _threads.Get(id)->Queue = _queue;
        _queue->Append(_threads.Get(id));
    }

    private int[] Forwards()
    {
        List<int> ids = [];
        for (Thread* thread = _queue->Head; thread != null; thread = thread->Next)
        {
            ids.Add(thread->Id);
        }

        return [.. ids];
    }

    private IEnumerable<int> Backwards()
    {
        List<int> ids = [];
        for (Thread* thread = _queue->Tail; thread != null; thread = thread->Previous)
        {
            ids.Add(thread->Id);
        }

        return ids;
    }
}
