namespace CosmosNvme.Storage;

/// <summary>
/// When a change of the table may reach the disk, in this order, each made durable before the next: so a chain never leads to a free
/// cluster, and no cluster is free that something on the disk still leads to.
/// </summary>
internal enum FatPhase
{
    /// <summary>First: a cluster that was free. Nothing leads to it yet.</summary>
    New,

    /// <summary>Then: the end of an older chain that goes on to a new cluster.</summary>
    Link,

    /// <summary>After the directories: a cluster that becomes the last of its chain.</summary>
    Cut,

    /// <summary>Last: a cluster that becomes free.</summary>
    Free,
}
