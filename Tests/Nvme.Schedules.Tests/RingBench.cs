using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme;

/// <summary>A submission queue, its slots, and a device that completes a command as soon as it fetches it.</summary>
internal sealed class RingBench
{
    private readonly RecordingDma _dma;
    private readonly SubmissionQueue _queue;
    private readonly FreeStack _slots = new();
    private readonly TestItem[] _items;

    internal RingBench(uint depth)
    {
        _dma = new RecordingDma();
        _items = new TestItem[depth - 1];
        for (int index = 0; index < _items.Length; index++)
        {
            _items[index] = new TestItem();
            _slots.Admit(_items[index]);
            _slots.Push(_items[index]);
        }

        FetchingWindow window = new(depth, Fetch);
        _queue = new SubmissionQueue(_dma, depth, new DoorbellLayout(window, 4).SubmissionTail(1));
    }

    /// <summary>The commands in the order in which the device got them.</summary>
    internal List<ulong> Fetched { get; } = [];

    internal void Submit(int thread, int commands)
    {
        for (int number = 0; number < commands; number++)
        {
            FreeStackItem? slot = null;
            Scheduler.WaitFor(() => (slot = _slots.TryPop()) is not null);
            ulong id = ((ulong)thread << 32) | (uint)number;
            Assert.That(_queue.TryReserve(out SubmissionPlace place), Is.True);
            _queue.Finish(place, new SubmissionEntry { CommandId = (ushort)slot!.Index, Prp1 = id, Prp2 = ~id });
            _queue.Publish();
        }
    }

    private void Fetch(uint index)
    {
        SubmissionEntry entry = ((DmaRing<SubmissionEntry>)_dma.Rings[0])[index];
        Assert.That(entry.Prp2, Is.EqualTo(~entry.Prp1), "an entry that was not whole");
        Fetched.Add(entry.Prp1);
        _slots.Push(_items[entry.CommandId]);
    }

    private sealed class RecordingDma : IDmaAllocator
    {
        private readonly SimulatedDma _dma = new(new SimulatedMemory());

        internal List<object> Rings { get; } = [];

        public DmaMemory Allocate(int length, int alignment) => _dma.Allocate(length, alignment);

        public DmaRing<T> AllocateRing<T>(uint entries)
            where T : unmanaged
        {
            DmaRing<T> ring = _dma.AllocateRing<T>(entries);
            Rings.Add(ring);
            return ring;
        }

        public DmaMapping CreateMapping() => _dma.CreateMapping();
    }
}
