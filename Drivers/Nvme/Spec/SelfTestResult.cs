using System;

namespace CosmosNvme.Nvme;

/// <summary>A result in log page 06h. NVMe Base 1.4 §5.14.1.6, figure "Self-test Result Data Structure".</summary>
public sealed class SelfTestResult : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 28;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">28 bytes as the controller returned them.</param>
    public SelfTestResult(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>DSTS (0): bits 0-3: result, fh unused entry; bits 4-7: kind of test.</summary>
    public byte Status => Byte(0);

    /// <summary>SEGN (1): segment that failed.</summary>
    public byte Segment => Byte(1);

    /// <summary>VDI (2): which of the following fields mean something, a bit each.</summary>
    public byte ValidFields => Byte(2);

    /// <summary>POH (4): hours powered on.</summary>
    public ulong PowerOnHours => Qword(4);

    /// <summary>NSID (12): the namespace, if valid bit 0.</summary>
    public uint NamespaceId => Dword(12);

    /// <summary>FLBA (16): the block, if valid bit 1.</summary>
    public ulong FailingBlock => Qword(16);

    /// <summary>SCT (24): status code type, if valid bit 2.</summary>
    public byte StatusType => Byte(24);

    /// <summary>SC (25): status code, if valid bit 3.</summary>
    public byte StatusCode => Byte(25);

    /// <summary>VS (26): as the vendor says.</summary>
    public ushort VendorSpecific => Word(26);
}
