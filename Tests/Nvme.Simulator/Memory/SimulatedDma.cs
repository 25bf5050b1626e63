using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>Gives out simulated memory. The pages of a mapped buffer lie apart, as those of real buffers do.</summary>
public sealed class SimulatedDma(SimulatedMemory memory) : IDmaAllocator
{
    private readonly ConcurrentDictionary<byte[], ulong> _shared = new();
    private readonly ConcurrentDictionary<ulong, int> _lengths = new();
    private int _outstanding;
    private int _mappings;

    /// <summary>Where in its page the next mapped buffers start, 0 to 4095.</summary>
    public int BufferOffset { get; set; }

    /// <summary>Says which buffers are no memory that a device reaches; null: all are.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? IsUnreachable { get; set; }

    /// <summary>Pieces that were not disposed, and mappings that hold something.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Bytes that were allocated and not disposed.</summary>
    public long OutstandingBytes => _lengths.Values.Sum(length => (long)length);

    /// <summary>Mappings made so far.</summary>
    public int Mappings => Volatile.Read(ref _mappings);

    /// <summary>Allocations that still succeed; null: all.</summary>
    public int? AllocationsLeft { get; set; }

    /// <inheritdoc/>
    public DmaMemory Allocate(int length, int alignment)
    {
        Count();
        return new Block(this, length, alignment);
    }

    /// <inheritdoc/>
    public DmaRing<T> AllocateRing<T>(uint entries)
        where T : unmanaged
    {
        Count();
        return new Ring<T>(this, entries);
    }

    /// <inheritdoc/>
    public DmaMapping CreateMapping() => new Mapping(this);

    private void Count()
    {
        if (AllocationsLeft is int left)
        {
            AllocationsLeft = left > 0 ? left - 1 : throw new OutOfMemoryException("The test allows no more.");
        }
    }

    private sealed class Block : DmaMemory
    {
        private readonly SimulatedDma _owner;
        private readonly byte[] _bytes;
        private readonly ulong _address;

        internal Block(SimulatedDma owner, int length, int alignment)
        {
            _owner = owner;
            _bytes = new byte[length];
            _address = owner.Add(length, (ulong)Math.Max(alignment, SimulatedMemory.PageBytes), () => _bytes);
            owner._shared[_bytes] = _address;
        }

        public override DeviceAddress Address => new(_address);

        public override int Length => _bytes.Length;

        public override Span<byte> Span => _bytes;

        public override Memory<byte> Memory => _bytes;

        protected override void Dispose(bool disposing)
        {
            _owner._shared.TryRemove(_bytes, out _);
            _owner.Remove(_address);
        }
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

        public override Span<T> Entries
        {
            get
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return _entries;
            }
        }

        protected override void Dispose(bool disposing)
        {
            _isDisposed = true;
            _owner.Remove(_address);
        }
    }

    private sealed class Mapping(SimulatedDma owner) : DmaMapping
    {
        private readonly List<Page> _pages = [];
        private int _length;
        private int _offset;

        public override int Length => _length;

        public override int FirstPageOffset => _offset;

        public override int PageCount => _pages.Count;

        public override DeviceAddress PageAddress(int page) => new(_pages[page].Address);

        public override bool TryAppend(ReadOnlyMemory<byte> buffer, DmaDirection direction)
        {
            bool isArray = MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> segment);
            bool isShared = owner._shared.TryGetValue(segment.Array ?? [], out ulong shared);
            shared += (ulong)segment.Offset;

            // What other memory starts on is the test's choice; a second buffer starts where its place in its array says.
            int offset = isShared ? (int)(shared % PageBytes) : _length == 0 ? owner.BufferOffset : isArray ? segment.Offset % PageBytes : 0;
            if (owner.IsUnreachable?.Invoke(buffer) == true || (_length > 0 && (offset != 0 || (_offset + _length) % PageBytes != 0)))
            {
                return false;
            }

            if (_length == 0)
            {
                Interlocked.Increment(ref owner._mappings);
                Interlocked.Increment(ref owner._outstanding);
                _offset = offset;
            }

            _length += buffer.Length;
            if (isShared)
            {
                for (ulong page = shared - (ulong)offset; page < shared + (ulong)buffer.Length; page += PageBytes)
                {
                    _pages.Add(new Page(page, null));
                }

                return true;
            }

            Memory<byte> bytes = MemoryMarshal.AsMemory(buffer);
            for (int start = 0; start < buffer.Length; offset = 0)
            {
                // Only the buffer's own bytes of the page are reachable.
                Memory<byte> part = bytes.Slice(start, Math.Min(PageBytes - offset, buffer.Length - start));
                ulong address = owner.AddPiece(PageBytes, PageBytes, offset, part.Length, () => part.Span);
                _pages.Add(new Page(address - (ulong)offset, address));
                start += part.Length;
            }

            return true;
        }

        public override void Clear()
        {
            if (_length == 0)
            {
                return;
            }

            foreach (Page page in _pages)
            {
                if (page.Piece is ulong address)
                {
                    owner.RemovePiece(address);
                }
            }

            _pages.Clear();
            _length = 0;
            _offset = 0;
            Interlocked.Decrement(ref owner._outstanding);
        }

        protected override void Dispose(bool disposing) => Clear();

        private readonly record struct Page(ulong Address, ulong? Piece);
    }

    private ulong Add(int length, ulong alignment, SimulatedMemory.Bytes bytes)
    {
        Interlocked.Increment(ref _outstanding);
        ulong address = memory.Add(length, alignment, bytes);
        _lengths[address] = length;
        return address;
    }

    private ulong AddPiece(int length, ulong alignment, int offset, int used, SimulatedMemory.Bytes bytes) =>
        memory.Add(length, alignment, offset, used, bytes);

    private void RemovePiece(ulong address) => memory.Remove(address);

    private void Remove(ulong address)
    {
        Interlocked.Decrement(ref _outstanding);
        _lengths.TryRemove(address, out _);
        memory.Remove(address);
    }
}
