using System;
using System.Buffers.Binary;

namespace CosmosNvme.Nvme;

/// <summary>The Identify Controller structure. NVMe Base 1.4 §5.15.2.2; each member names its field and offset. Immutable.</summary>
public sealed class IdentifyController
{
    internal static readonly BitField WriteCacheField = new(0, 1);
    internal static readonly BitField DoorbellBufferConfigField = new(8, 1);

    private readonly byte[] _data;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public IdentifyController(ReadOnlySpan<byte> data)
    {
        _data = IdentifyData.CopyOf(data);
        SerialNumber = IdentifyData.Text(_data.AsSpan(4, 20));
        ModelNumber = IdentifyData.Text(_data.AsSpan(24, 40));
        FirmwareRevision = IdentifyData.Text(_data.AsSpan(64, 8));
    }

    /// <summary>The structure itself.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>VID (0): PCI vendor id.</summary>
    public ushort VendorId => Word(0);

    /// <summary>SSVID (2): PCI subsystem vendor id.</summary>
    public ushort SubsystemVendorId => Word(2);

    /// <summary>SN (4): serial number, at most 20 characters.</summary>
    public string SerialNumber { get; }

    /// <summary>MN (24): model number, at most 40 characters.</summary>
    public string ModelNumber { get; }

    /// <summary>FR (64): firmware revision, at most 8 characters.</summary>
    public string FirmwareRevision { get; }

    /// <summary>CNTLID (78): number of the controller in its subsystem.</summary>
    public ushort ControllerId => Word(78);

    /// <summary>VER (80): version; 0 before 1.2.</summary>
    public NvmeVersion Version => new(DoubleWord(80));

    /// <summary>RTD3E (88): typical time to enter runtime D3, in microseconds; 0 unknown. How long a shutdown may take.</summary>
    public uint ShutdownMicroseconds => DoubleWord(88);

    /// <summary>OACS (256): optional admin commands, a bit each.</summary>
    public ushort OptionalAdminCommands => Word(256);

    /// <summary>OACS (256) bit 8: Doorbell Buffer Config works.</summary>
    public bool HasDoorbellBufferConfig => DoorbellBufferConfigField.IsSet(OptionalAdminCommands);

    /// <summary>ACL (258), made one-based: Abort commands that may be outstanding.</summary>
    public int AbortLimit => _data[258] + 1;

    /// <summary>AERL (259), made one-based: Asynchronous Event Requests that may be outstanding.</summary>
    public int AsynchronousEventLimit => _data[259] + 1;

    /// <summary>NN (516): the highest namespace id there can be. Devices say up to 0xffffffff: no size for an array.</summary>
    public uint NamespaceCount => DoubleWord(516);

    /// <summary>ONCS (520): optional NVM commands, a bit each.</summary>
    public ushort OptionalNvmCommands => Word(520);

    /// <summary>VWC (525) bit 0: there is a volatile write cache, so that Flush means something.</summary>
    public bool HasVolatileWriteCache => WriteCacheField.IsSet(_data[525]);

    /// <summary>SUBNQN (768): name of the subsystem; empty before 1.2.1.</summary>
    public string SubsystemName => IdentifyData.Text(_data.AsSpan(768, 256));

    /// <summary>MDTS (77): log2 of the largest transfer in units of the smallest memory page (CAP.MPSMIN); 0: no limit.</summary>
    public byte MaximumTransferExponent => _data[77];

    /// <summary>MDTS decoded.</summary>
    /// <param name="minimumPageBytes">CAP.MPSMIN decoded: the unit, which is not the host's page.</param>
    /// <returns>Bytes; <see cref="long.MaxValue"/> if there is no limit, or one beyond every transfer.</returns>
    public long MaximumTransferBytes(uint minimumPageBytes)
    {
        const int BeyondEveryTransfer = 31;
        return MaximumTransferExponent is 0 or > BeyondEveryTransfer ? long.MaxValue : (long)minimumPageBytes << MaximumTransferExponent;
    }

    private ushort Word(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_data.AsSpan(offset));

    private uint DoubleWord(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(offset));
}
