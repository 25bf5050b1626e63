using System;

namespace CosmosNvme.Nvme;

/// <summary>An event in log page 0Dh: its header, what the vendor adds, and its data. NVMe Base 1.4 §5.14.1.13, figure "Persistent Event Format".</summary>
public sealed class PersistentEvent : SpecStructure
{
    /// <summary>Bytes of the header as Base 1.4 has it.</summary>
    internal const int HeaderBytes = 24;

    // EHL counts from behind itself.
    private const int BytesBeforeLength = 3;

    /// <summary>Copies an event.</summary>
    /// <param name="data">As many bytes as <see cref="BytesOf"/> says, as the controller returned them.</param>
    public PersistentEvent(ReadOnlySpan<byte> data)
        : base(data, data.Length) => ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, HeaderBytes, nameof(data));

    /// <summary>ET (0): what has happened; see the figure "Persistent Event Log Event Types".</summary>
    public byte Type => Byte(0);

    /// <summary>ETR (1): revision of the data.</summary>
    public byte TypeRevision => Byte(1);

    /// <summary>EHL (2): bytes of the header behind this field.</summary>
    public byte HeaderLength => Byte(2);

    /// <summary>EHAI (3): bits 0-1: what <see cref="PortId"/> means; Base 2.0.</summary>
    public byte AdditionalInformation => Byte(3);

    /// <summary>CNTLID (4): the controller that logged it.</summary>
    public ushort ControllerId => Word(4);

    /// <summary>ETIMESTAMP (6): when, a Timestamp as of Get Features.</summary>
    public ulong Timestamp => Qword(6);

    /// <summary>PELPID (14): the port; Base 2.0.</summary>
    public ushort PortId => Word(14);

    /// <summary>VSIL (20): bytes of the vendor's information, which are the first of <see cref="EventLength"/>.</summary>
    public ushort VendorLength => Word(20);

    /// <summary>EL (22): bytes behind the header.</summary>
    public ushort EventLength => Word(22);

    /// <summary>The vendor's information.</summary>
    public ReadOnlySpan<byte> VendorInformation => Behind(0, VendorLength);

    /// <summary>What goes with <see cref="Type"/>.</summary>
    public ReadOnlySpan<byte> EventData => Behind(VendorLength, int.MaxValue);

    /// <summary>Bytes of the event that begins with a header.</summary>
    /// <param name="header">24 bytes or more.</param>
    internal static int BytesOf(ReadOnlySpan<byte> header) => BytesBeforeLength + header[2] + BitConverter.ToUInt16(header[22..]);

    private ReadOnlySpan<byte> Behind(int skipped, int most)
    {
        int begin = Math.Min(BytesBeforeLength + HeaderLength + skipped, Data.Length);
        return Data.Slice(begin, Math.Min(most, Data.Length - begin));
    }
}
