using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace CosmosNvme.Lab;

/// <summary>An NVMe controller of a machine, as QEMU can make it. What is null has QEMU's default.</summary>
public sealed record ControllerSpec
{
    /// <summary>Its namespaces; none is a controller without any.</summary>
    public ImmutableArray<NamespaceSpec> Namespaces { get; init; } = [new NamespaceSpec()];

    /// <summary>Serial number; null for one by its place among the machine's controllers. Those of a subsystem have one in common.</summary>
    public string? Serial { get; init; }

    /// <summary>Most I/O queue pairs, 1 to 65535.</summary>
    public int? IoQueuePairs { get; init; }

    /// <summary>MSI-X vectors, 1 to 2048.</summary>
    public int? MsiXVectors { get; init; }

    /// <summary>MDTS: the largest transfer is 2^n pages of 4096 bytes; 0 for no limit.</summary>
    public int? TransferLimit { get; init; }

    /// <summary>Name of the NVM subsystem that it shares with the controllers of the same name; null for one of its own.</summary>
    public string? Subsystem { get; init; }

    /// <summary>Name of the <see cref="BridgeSpec"/> that leads to it; null for the root bus.</summary>
    public string? Behind { get; init; }

    /// <summary>Its slot on the bus; null for a free one.</summary>
    public int? Slot { get; init; }

    /// <summary>More properties of QEMU's <c>nvme</c> device.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>A controller with one namespace that holds an image.</summary>
    /// <param name="backing">What holds the blocks.</param>
    /// <param name="blockBytes">Bytes of a block.</param>
    public static ControllerSpec With(Backing backing, int blockBytes = 512) => new() { Namespaces = [new NamespaceSpec { Backing = backing, BlockBytes = blockBytes }] };

    /// <summary>The same controller with every namespace changed.</summary>
    /// <param name="change">Gives what takes a namespace's place.</param>
    public ControllerSpec WithNamespaces(Func<NamespaceSpec, NamespaceSpec> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Namespaces = [.. Namespaces.Select(change)] };
    }
}
