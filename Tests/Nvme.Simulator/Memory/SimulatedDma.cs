using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Gives out simulated memory. The pages of a mapped buffer lie apart, as those of real buffers do.</summary>
public sealed class SimulatedDma(SimulatedMemory memory) : IDmaAllocator
{
    private int _outstanding;
    private int _mappings;

    /// <summary>Where in its page the next mapped buffers start, 0 to 4095.</summary>
    public int BufferOffset { get; set; }

    /// <summary>Pieces and mappings that were not disposed yet.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Mappings made so far.</summary>
    public int Mappings => Volatile.Read(ref _mappings);

    /// <summary>Allocations that still succeed; null: all.</summary>
    public int? AllocationsLeft { get; set; }

    /// <inheritdoc/>
    public DmaMemory Allocate(int length, int alignment)
    {
        Count();
        return new Memory(this, length, alignment);
    }

    /// <inheritdoc/>
    public DmaRing<T> AllocateRing<T>(uint entries)
        where T : unmanaged
    {
        Count();
        return new Ring<T>(this, entries);
    }

    /// <inheritdoc/>
    public DmaMapping Map(Memory<byte> buffer, DmaDirection direction) => new Mapping(this, buffer);

    /// <inheritdoc/>
    public DmaMapping MapToDevice(ReadOnlyMemory<byte> buffer) => new Mapping(this, MemoryMarshal.AsMemory(buffer));

    private void Count()
    {
        if (AllocationsLeft is int left)
        {
            AllocationsLeft = left > 0 ? left - 1 : throw new OutOfMemoryException("The test allows no more.");
        }
    }

    private sealed class Memory : DmaMemory
    {
        private readonly SimulatedDma _owner;
        private readonly byte[] _bytes;
        private readonly ulong _address;

        internal Memory(SimulatedDma owner, int length, int alignment)
        {
            _owner = owner;
            _bytes = new byte[length];
            _address = owner.Add(length, (ulong)Math.Max(alignment, SimulatedMemory.PageBytes), () => _bytes);
        }

        public override DeviceAddress Address => new(_address);

        public override int Length => _bytes.Length;

        public override Span<byte> Span => _bytes;

        protected override void Dispose(bool disposing) => _owner.Remove(_address);
    }

    private sealed class Ring<T> : DmaRing<T>
        where T : unmanaged
    {
        private readonly SimulatedDma _owner;
        private readonly T[] _entries;
        private readonly ulong _address;
        private bool _isDisposed;

        internal Ring(SimulatedDma owner, uint entries)
        {
            _owner = owner;
            _entries = new T[BitOperations.RoundUpToPowerOf2(entries)];
            _address = owner.Add(MemoryMarshal.AsBytes(_entries.AsSpan()).Length, SimulatedMemory.PageBytes, () => MemoryMarshal.AsBytes(_entries.AsSpan()));
        }

        public override DeviceAddress Address => new(_address);

        public override uint Capacity => (uint)_entries.Length;

        public override ref T this[uint index]
        {
            get
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return ref _entries[index & (Capacity - 1)];
            }
        }

        protected override void Dispose(bool disposing)
        {
            _isDisposed = true;
            _owner.Remove(_address);
        }
    }

    private sealed class Mapping : DmaMapping
    {
        private readonly SimulatedDma _owner;
        private readonly ulong[] _pages;
        private readonly int[] _starts;

        internal Mapping(SimulatedDma owner, Memory<byte> buffer)
        {
            _owner = owner;
            Interlocked.Increment(ref owner._mappings);
            Length = buffer.Length;

            // A buffer that the driver made to get round a bad offset is an ordinary array, and these start on a multiple of eight.
            bool isWholeArray = MemoryMarshal.TryGetArray<byte>(buffer, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Array!.Length == buffer.Length;
            FirstPageOffset = isWholeArray ? owner.BufferOffset & ~3 : owner.BufferOffset;
            int pages = (FirstPageOffset + buffer.Length + PageBytes - 1) / PageBytes;
            _pages = new ulong[pages];
            _starts = new int[pages];
            int start = 0;
            for (int page = 0; page < pages; page++)
            {
                int offset = page == 0 ? FirstPageOffset : 0;
                int length = Math.Min(PageBytes - offset, buffer.Length - start);
                Memory<byte> part = buffer.Slice(start, length);

                // Only the buffer's own bytes of the page are reachable.
                _pages[page] = owner.Add(PageBytes, PageBytes, offset, length, () => part.Span);
                _starts[page] = offset;
                start += length;
            }
        }

        public override int Length { get; }

        public override int FirstPageOffset { get; }

        public override int PageCount => _pages.Length;

        public override DeviceAddress PageAddress(int page) => new(_pages[page] - (ulong)_starts[page]);

        protected override void Dispose(bool disposing)
        {
            foreach (ulong page in _pages)
            {
                _owner.Remove(page);
            }
        }
    }

    private ulong Add(int length, ulong alignment, SimulatedMemory.Bytes bytes)
    {
        Interlocked.Increment(ref _outstanding);
        return memory.Add(length, alignment, bytes);
    }

    private ulong Add(int length, ulong alignment, int offset, int used, SimulatedMemory.Bytes bytes)
    {
        Interlocked.Increment(ref _outstanding);
        return memory.Add(length, alignment, offset, used, bytes);
    }

    private void Remove(ulong address)
    {
        Interlocked.Decrement(ref _outstanding);
        memory.Remove(address);
    }
}
