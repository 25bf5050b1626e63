namespace CosmosNvme.Abstractions;

/// <summary>What a thread is doing.</summary>
public enum ThreadRunState
{
    /// <summary>Executing on a CPU.</summary>
    Running,

    /// <summary>Wants a CPU.</summary>
    Ready,

    /// <summary>Waits for an event or a point in time.</summary>
    Waiting,

    /// <summary>Ended; its remains are about to be collected.</summary>
    Ended,
}
