namespace CosmosNvme.Nvme;

/// <summary>Whether a queue gives out command slots.</summary>
internal enum SlotGate
{
    /// <summary>It does.</summary>
    Open,

    /// <summary>Not now: who wants one waits.</summary>
    Suspended,

    /// <summary>Not any more: who wants one is sent away.</summary>
    Closed,
}
