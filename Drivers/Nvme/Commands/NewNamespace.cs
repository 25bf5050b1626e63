namespace CosmosNvme.Nvme;

/// <summary>A namespace that is to be made. NVMe Base 1.4 §5.20, figure "Namespace Management – Host Software Specified Fields".</summary>
/// <param name="Blocks">NSZE.</param>
/// <param name="CapacityBlocks">NCAP.</param>
public sealed record NewNamespace(ulong Blocks, ulong CapacityBlocks)
{
    /// <summary>FLBAS: index of its format.</summary>
    public byte Format { get; init; }

    /// <summary>DPS: protection information.</summary>
    public byte Protection { get; init; }

    /// <summary>NMIC: bit 0: several controllers may have it.</summary>
    public byte Sharing { get; init; }

    /// <summary>ANAGRPID.</summary>
    public uint AccessGroup { get; init; }

    /// <summary>NVMSETID.</summary>
    public ushort NvmSet { get; init; }

    /// <summary>ENDGID.</summary>
    public ushort EnduranceGroup { get; init; }

    /// <summary>CSI: the I/O command set.</summary>
    public byte CommandSet { get; init; }

    /// <summary>LBSTM: which bits of the storage tag are compared; NVM Command Set 1.0.</summary>
    public ulong StorageTagMask { get; init; }
}
