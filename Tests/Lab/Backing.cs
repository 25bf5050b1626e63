using System.Collections.Generic;

namespace CosmosNvme.Lab;

/// <summary>What holds a namespace's blocks on the host.</summary>
public abstract record Backing
{
    /// <summary>QEMU's arguments for it.</summary>
    /// <param name="id">The name under which a device refers to it.</param>
    internal abstract IReadOnlyList<string> Arguments(string id);
}
