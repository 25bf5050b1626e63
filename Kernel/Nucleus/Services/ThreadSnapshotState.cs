namespace CosmosNvme.Nucleus;

/// <summary>What a thread was doing when its snapshot was taken.</summary>
public enum ThreadSnapshotState
{
    /// <summary>Executing on a CPU.</summary>
    Running,

    /// <summary>In a run queue.</summary>
    Ready,

    /// <summary>Waiting for an event or a time.</summary>
    Waiting,

    /// <summary>Ended.</summary>
    Ended,
}
