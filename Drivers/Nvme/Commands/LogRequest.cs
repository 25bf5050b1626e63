namespace CosmosNvme.Nvme;

/// <summary>Which part of which log page. NVMe Base 1.4 §5.14.</summary>
/// <param name="Page">LID.</param>
public sealed record LogRequest(byte Page)
{
    /// <summary>NSID; ffffffffh: the controller's.</summary>
    public uint NamespaceId { get; init; } = uint.MaxValue;

    /// <summary>LPO: first byte, a multiple of 4.</summary>
    public ulong Offset { get; init; }

    /// <summary>LSP, bits 0-6: as the page says.</summary>
    public byte Specific { get; init; }

    /// <summary>LSI: as the page says.</summary>
    public ushort Identifier { get; init; }

    /// <summary>RAE: events that the page belongs to are not acknowledged.</summary>
    public bool RetainsEvent { get; init; }

    /// <summary>UUID index, 0 to 127.</summary>
    public byte UuidIndex { get; init; }

    /// <summary>CSI: the I/O command set.</summary>
    public byte CommandSet { get; init; }

    /// <summary>OT: the offset counts entries instead of bytes.</summary>
    public bool OffsetIsIndex { get; init; }
}
