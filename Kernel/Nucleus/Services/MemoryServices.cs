namespace CosmosNvme.Nucleus;

/// <summary>Memory figures for managed threads. Callable from every thread; allocates nothing, does not block.</summary>
public static class MemoryServices
{
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
