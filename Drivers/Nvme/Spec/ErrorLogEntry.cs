using System;

namespace CosmosNvme.Nvme;

/// <summary>An entry of log page 01h, Error Information. NVMe Base 1.4 §5.14.1.1; transport fields: Base 2.0 §5.16.1.2.</summary>
public sealed class ErrorLogEntry : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 64;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">64 bytes as the controller returned them.</param>
    public ErrorLogEntry(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>EC (0): number of the error, from 1 on; 0: no entry.</summary>
    public ulong ErrorCount => Qword(0);

    /// <summary>SQID (8): queue of the command; ffffh: none.</summary>
    public ushort SubmissionQueueId => Word(8);

    /// <summary>CID (10): the command; ffffh: none.</summary>
    public ushort CommandId => Word(10);

    /// <summary>PEL (14): byte (bits 0-7) and bit (8-10) of the command that is wrong; ffffh: none.</summary>
    public ushort ParameterLocation => Word(14);

    /// <summary>LBA (16): first block that is concerned.</summary>
    public ulong Block => Qword(16);

    /// <summary>NSID (24): the namespace.</summary>
    public uint NamespaceId => Dword(24);

    /// <summary>VSIA (28): log page with more; 0: none.</summary>
    public byte VendorPage => Byte(28);

    /// <summary>TRTYPE (29): the transport that is concerned; 0: none.</summary>
    public byte TransportType => Byte(29);

    /// <summary>CSI (32): what the command says it means.</summary>
    public ulong CommandInformation => Qword(32);

    /// <summary>TTSI (40): what the transport says it means.</summary>
    public ushort TransportInformation => Word(40);

    /// <summary>SF (12): phase in bit 0, status field above.</summary>
    public ushort StatusField => Word(12);

    /// <summary>The status field.</summary>
    public NvmeStatus Status => new((ushort)(StatusField >> 1));
}
