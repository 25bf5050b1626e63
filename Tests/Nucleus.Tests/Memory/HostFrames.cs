using System;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>
/// Memory of the test process that the frame allocator takes for RAM: "physical" addresses are chosen so that the direct map lands in it.
/// The first byte lies on a boundary of the largest block.
/// </summary>
internal sealed unsafe class HostFrames : IDisposable
{
    private const ulong LargestBlock = FrameAllocator.FrameBytes << FrameAllocator.MaximumOrder;

    private readonly HostMemory _memory;
    private readonly HostMemory _table;

    /// <summary>Sets the allocator up for so many frames, none of them given to it yet.</summary>
    internal HostFrames(ulong frames)
    {
        _memory = HostMemory.Aligned(frames * FrameAllocator.FrameBytes, LargestBlock);
        _table = HostMemory.Aligned(FrameAllocator.TableBytes(frames), FrameAllocator.FrameBytes);
        Base = DirectMap.Physical(_memory.Start);
        ulong first = Base >> FrameAllocator.FrameShift;
        FrameAllocator.Initialize(_table.Start, first, first + frames);
    }

    /// <summary>Physical address of the first frame.</summary>
    internal ulong Base { get; }

    public void Dispose()
    {
        FrameAllocator.Initialize(_table.Start, 0, 0);
        _memory.Dispose();
        _table.Dispose();
    }

    internal ulong Address(ulong frame) => Base + (frame * FrameAllocator.FrameBytes);

    internal ulong Frame(ulong address) => (address - Base) / FrameAllocator.FrameBytes;

    /// <summary>Gives frames [first, end) to the allocator.</summary>
    internal void Add(ulong first, ulong end) => FrameAllocator.Add(Address(first), Address(end));
}
