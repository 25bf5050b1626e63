using System.Collections.Generic;
using System.Collections.Immutable;

namespace CosmosNvme.Lab;

/// <summary>A namespace of an NVMe controller.</summary>
public sealed record NamespaceSpec
{
    /// <summary>What holds its blocks; null in a profile that leaves it to the test (<see cref="MachineProfile.WithBackings"/>).</summary>
    public Backing? Backing { get; init; }

    /// <summary>Bytes of a block: 512 or 4096.</summary>
    public int BlockBytes { get; init; } = 512;

    /// <summary>Bytes of metadata with each block: 0, 8, 16 or 64.</summary>
    public int MetadataBytes { get; init; }

    /// <summary>Whether metadata follows each block within the data (extended blocks), instead of lying in a buffer of its own.</summary>
    public bool HasExtendedBlocks { get; init; }

    /// <summary>Type of the protection information in the metadata, 1 to 3; 0 for none.</summary>
    public int ProtectionType { get; init; }

    /// <summary>Its number; 0 takes the next free one.</summary>
    public int Id { get; init; }

    /// <summary>Whether it exists and no controller has it attached.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Whether it belongs to the controller alone although that is part of a subsystem.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Further properties of QEMU's <c>nvme-ns</c> device, in the order given.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>Whether QEMU's <c>nvme</c> device can carry it without a device of its own.</summary>
    internal bool IsPlain => MetadataBytes == 0 && Id == 0 && !IsDetached && !IsPrivate && Properties.IsEmpty;
}
