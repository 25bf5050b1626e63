namespace CosmosNvme.Nucleus;

/// <summary>Memory figures for managed threads. Callable from every thread; allocates nothing, does not block.</summary>
public static class MemoryServices
{
    /// <summary>Reads a range of firmware's memory map, in the order of their starts.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="snapshot">Receives it.</param>
    /// <returns>False if there is no such range.</returns>
    public static bool TryReadMap(int index, out MemoryMapSnapshot snapshot)
    {
        snapshot = default;
        if ((uint)index >= (uint)MemoryMap.Count)
        {
            return false;
        }

        snapshot.Start = MemoryMap.Start(index);
        snapshot.End = MemoryMap.End(index);
        snapshot.Type = MemoryMap.Type(index);
        return true;
    }

    /// <summary>Reads the figures; they are not of one instant, but each is whole.</summary>
    /// <param name="snapshot">Receives them.</param>
    public static void Read(out MemorySnapshot snapshot)
    {
        snapshot = default;
        snapshot.Total = FrameAllocator.TotalFrames * FrameAllocator.FrameBytes;
        snapshot.Free = FrameAllocator.FreeFrames * FrameAllocator.FrameBytes;
        snapshot.Committed = Commit.Charged * FrameAllocator.FrameBytes;
        snapshot.CommitLimit = Commit.Limit * FrameAllocator.FrameBytes;
        snapshot.PageTables = PageTables.TableFrames * FrameAllocator.FrameBytes;
        snapshot.Nucleus = NucleusMemory.Frames * FrameAllocator.FrameBytes;
    }
}
