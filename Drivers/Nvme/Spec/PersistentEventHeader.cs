using System;

namespace CosmosNvme.Nvme;

/// <summary>The first 512 bytes of log page 0Dh, Persistent Event Log. NVMe Base 1.4 §5.14.1.13.</summary>
public sealed class PersistentEventHeader : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public PersistentEventHeader(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>LID (0): 0Dh.</summary>
    public byte LogPage => Byte(0);

    /// <summary>TNEV (4): events in the log.</summary>
    public uint Events => Dword(4);

    /// <summary>TLL (8): bytes of the log.</summary>
    public ulong LogBytes => Qword(8);

    /// <summary>LREV (16): revision of the header.</summary>
    public byte Revision => Byte(16);

    /// <summary>LHL (18): bytes of the header behind this field.</summary>
    public ushort HeaderBytes => Word(18);

    /// <summary>TSTAMP (20): when the log was made; a Timestamp as of Get Features.</summary>
    public ulong Timestamp => Qword(20);

    /// <summary>POH (28): hours powered on.</summary>
    public UInt128 PowerOnHours => Octword(28);

    /// <summary>PWRCC (44): power cycles.</summary>
    public ulong PowerCycles => Qword(44);

    /// <summary>VID (52): PCI vendor id.</summary>
    public ushort VendorId => Word(52);

    /// <summary>SSVID (54): PCI subsystem vendor id.</summary>
    public ushort SubsystemVendorId => Word(54);

    /// <summary>SN (56): serial number, blanks at the end removed; what cannot be printed is a question mark.</summary>
    public string SerialNumber => IdentifyData.Text(Part(56, 20));

    /// <summary>MN (76): model number, in the same way.</summary>
    public string ModelNumber => IdentifyData.Text(Part(76, 40));

    /// <summary>SUBNQN (116): NVMe Qualified Name of the subsystem.</summary>
    public string QualifiedName => IdentifyData.Text(Part(116, 256));

    /// <summary>GNUM (372): changes with each context; Base 2.0.</summary>
    public ushort Generation => Word(372);

    /// <summary>RCI (374): who has the reporting context; Base 2.0.</summary>
    public uint ReportingContext => Dword(374);

    /// <summary>SEB (480): the events that are supported, a bit each.</summary>
    public ReadOnlySpan<byte> SupportedEvents => Part(480, 32);
}
