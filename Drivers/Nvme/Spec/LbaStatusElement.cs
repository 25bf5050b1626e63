using System;

namespace CosmosNvme.Nvme;

/// <summary>A namespace in log page 0Eh, without the ranges that follow. NVMe Base 1.4 §5.14.1.14, figure "LBA Status Log Namespace Element".</summary>
public sealed class LbaStatusElement : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 16;

    /// <summary>NLRD if all of the namespace may be concerned, and no ranges follow.</summary>
    internal const uint WholeNamespace = uint.MaxValue;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">16 bytes as the controller returned them.</param>
    public LbaStatusElement(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>NEID (0): NSID.</summary>
    public uint NamespaceId => Dword(0);

    /// <summary>NLRD (4): ranges that follow; ffffffffh: none, it may be any block of the namespace.</summary>
    public uint RangeCount => Dword(4);

    /// <summary>RATYPE (8): ATYPE for the Get LBA Status command that tells more.</summary>
    public byte RecommendedAction => Byte(8);
}
