using System;

namespace CosmosNvme.Nvme;

/// <summary>The Identify Controller structure. NVMe Base 1.4 §5.15.2.2; each member names its field and offset. Immutable.</summary>
public sealed partial class IdentifyController : SpecStructure
{
    internal static readonly BitField WriteCacheField = new(0, 1);
    internal static readonly BitField DoorbellBufferConfigField = new(8, 1);

    private const int MaximumPowerStates = 32;
    private const int FirstPowerState = 2048;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public IdentifyController(ReadOnlySpan<byte> data)
        : base(data, IdentifyData.Bytes)
    {
        SerialNumber = IdentifyData.Text(Part(4, 20));
        ModelNumber = IdentifyData.Text(Part(24, 40));
        FirmwareRevision = IdentifyData.Text(Part(64, 8));
    }

    /// <summary>SN (4): serial number, at most 20 characters.</summary>
    public string SerialNumber { get; }

    /// <summary>MN (24): model number, at most 40 characters.</summary>
    public string ModelNumber { get; }

    /// <summary>FR (64): firmware revision, at most 8 characters.</summary>
    public string FirmwareRevision { get; }

    /// <summary>VER (80): version; 0 before 1.2.</summary>
    public NvmeVersion Version => new(Dword(80));

    /// <summary>RTD3E (88): typical time to enter runtime D3, in microseconds; 0 unknown. How long a shutdown may take.</summary>
    public uint ShutdownMicroseconds => Dword(88);

    /// <summary>OACS (256): optional admin commands.</summary>
    public AdminCapabilities AdminCapabilities => (AdminCapabilities)OptionalAdminCommands;

    /// <summary>ONCS (520): optional NVM commands.</summary>
    public NvmCapabilities NvmCapabilities => (NvmCapabilities)OptionalNvmCommands;

    /// <summary>LPA (261): what log pages and Get Log Page can do.</summary>
    public LogCapabilities LogCapabilities => (LogCapabilities)LogPageAttributes;

    /// <summary>FGUID (112): globally unique id of the field-replaceable unit; zeros if there is none.</summary>
    public Guid FruId => new(Part(112, 16), bigEndian: true);

    /// <summary>ELPE (262), made one-based: entries of the error log.</summary>
    public int ErrorLogEntries => Byte(262) + 1;

    /// <summary>NPSS (263), made one-based: power states, 1 to 32.</summary>
    public int PowerStateCount => Math.Min(Byte(263) + 1, MaximumPowerStates);

    /// <summary>OACS (256) bit 8: Doorbell Buffer Config works.</summary>
    public bool HasDoorbellBufferConfig => DoorbellBufferConfigField.IsSet(OptionalAdminCommands);

    /// <summary>ACL (258), made one-based: Abort commands that may be outstanding.</summary>
    public int AbortLimit => Byte(258) + 1;

    /// <summary>AERL (259), made one-based: Asynchronous Event Requests that may be outstanding.</summary>
    public int AsynchronousEventLimit => Byte(259) + 1;

    /// <summary>NN (516): the highest namespace id there can be. Devices say up to 0xffffffff: no size for an array.</summary>
    public uint NamespaceCount => Dword(516);

    /// <summary>VWC (525) bit 0: there is a volatile write cache, so that Flush means something.</summary>
    public bool HasVolatileWriteCache => WriteCacheField.IsSet(Byte(525));

    /// <summary>SUBNQN (768): name of the subsystem; empty before 1.2.1.</summary>
    public string SubsystemName => IdentifyData.Text(Part(768, 256));

    /// <summary>MDTS (77): log2 of the largest transfer in units of the smallest memory page (CAP.MPSMIN); 0: no limit.</summary>
    public byte MaximumTransferExponent => Byte(77);

    /// <summary>MDTS decoded.</summary>
    /// <param name="minimumPageBytes">CAP.MPSMIN decoded: the unit, which is not the host's page.</param>
    /// <returns>Bytes; <see cref="long.MaxValue"/> if there is no limit, or one beyond every transfer.</returns>
    public long MaximumTransferBytes(uint minimumPageBytes)
    {
        const int BeyondEveryTransfer = 31;
        return MaximumTransferExponent is 0 or > BeyondEveryTransfer ? long.MaxValue : (long)minimumPageBytes << MaximumTransferExponent;
    }

    /// <summary>PSD (2048): a power state descriptor.</summary>
    /// <param name="index">0 to 31; those from <see cref="PowerStateCount"/> on mean nothing.</param>
    public PowerState PowerState(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)MaximumPowerStates, nameof(index));
        return new PowerState(Part(FirstPowerState + (index * Nvme.PowerState.Bytes), Nvme.PowerState.Bytes));
    }
}
