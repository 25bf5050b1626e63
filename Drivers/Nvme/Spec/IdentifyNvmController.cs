using System;

namespace CosmosNvme.Nvme;

/// <summary>The Identify Controller structure of the NVM command set (CNS 06h, CSI 00h). NVM Command Set 1.0 §4.1.5.4.</summary>
public sealed class IdentifyNvmController : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 4096;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public IdentifyNvmController(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>VSL (0): longest Verify, log2 in units of the smallest memory page; 0: none.</summary>
    public byte VerifyLimit => Byte(0);

    /// <summary>WZSL (1): longest Write Zeroes, likewise.</summary>
    public byte WriteZeroesLimit => Byte(1);

    /// <summary>WUSL (2): longest Write Uncorrectable, likewise.</summary>
    public byte WriteUncorrectableLimit => Byte(2);

    /// <summary>DMRL (3): most ranges of a Dataset Management; 0: none.</summary>
    public byte DatasetRanges => Byte(3);

    /// <summary>DMRSL (4): most blocks of one range; 0: none.</summary>
    public uint DatasetRangeBlocks => Dword(4);

    /// <summary>DMSL (8): most blocks of all ranges; 0: none.</summary>
    public ulong DatasetBlocks => Qword(8);
}
