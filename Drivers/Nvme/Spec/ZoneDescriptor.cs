using System;

namespace CosmosNvme.Nvme;

/// <summary>A zone in a report. ZNS 1.1 §3.4.2.2.3.</summary>
public sealed class ZoneDescriptor : SpecStructure
{
    internal static readonly BitField StateField = new(4, 4);
    internal static readonly BitField ExtensionField = new(7, 1);

    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 64;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">64 bytes as the controller returned them.</param>
    public ZoneDescriptor(ReadOnlySpan<byte> data)
        : this(data, default)
    {
    }

    internal ZoneDescriptor(ReadOnlySpan<byte> data, ReadOnlyMemory<byte> extension)
        : base(data, Bytes) => Extension = extension;

    /// <summary>The descriptor extension of an extended report; it means something if <see cref="HasExtension"/>.</summary>
    public ReadOnlyMemory<byte> Extension { get; }

    /// <summary>ZDEV: true if the zone has a descriptor extension.</summary>
    public bool HasExtension => ExtensionField.IsSet(Attributes);

    /// <summary>ZT (0): bits 0-3: 2 sequential write required.</summary>
    public byte Type => Byte(0);

    /// <summary>ZA (2): attributes, a bit each.</summary>
    public byte Attributes => Byte(2);

    /// <summary>ZAI (3): what goes with the attributes.</summary>
    public byte AttributeInformation => Byte(3);

    /// <summary>ZCAP (8): blocks that can be written.</summary>
    public ulong Capacity => Qword(8);

    /// <summary>ZSLBA (16): first block.</summary>
    public ulong Start => Qword(16);

    /// <summary>WP (24): where the next write goes; all ones in a full zone.</summary>
    public ulong WritePointer => Qword(24);

    /// <summary>ZS (1), bits 4-7: the state.</summary>
    public ZoneState State => (ZoneState)StateField.Get(Byte(1));
}
