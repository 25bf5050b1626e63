using System;

namespace CosmosNvme.Nvme;

/// <summary>The Identify Namespace structure of the Zoned Namespace command set (CNS 05h, CSI 02h). ZNS 1.1 §4.1.5.1.</summary>
public sealed class IdentifyZonedNamespace : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 4096;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">4096 bytes as the controller returned them.</param>
    public IdentifyZonedNamespace(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>ZOC (0): bit 0: capacities vary; bit 1: active zones are closed by the controller.</summary>
    public ushort OperationCharacteristics => Word(0);

    /// <summary>OZCS (2): bit 0: reads may cross zones; bit 1: random write areas.</summary>
    public ushort OptionalCommands => Word(2);

    /// <summary>MAR (4): active zones at most, zero-based; ffffffffh: any.</summary>
    public uint MaximumActive => Dword(4);

    /// <summary>MOR (8): open zones at most, zero-based; ffffffffh: any.</summary>
    public uint MaximumOpen => Dword(8);

    /// <summary>RRL (12): seconds until a zone recommended to be reset is reset; 0 not reported.</summary>
    public uint ResetLimit => Dword(12);

    /// <summary>FRL (16): seconds until a zone recommended to be finished is finished; 0 not reported.</summary>
    public uint FinishLimit => Dword(16);

    /// <summary>RRL1 (20): the same, recommendation level 1.</summary>
    public uint ResetLimit1 => Dword(20);

    /// <summary>RRL2 (24): the same, recommendation level 2.</summary>
    public uint ResetLimit2 => Dword(24);

    /// <summary>RRL3 (28): the same, recommendation level 3.</summary>
    public uint ResetLimit3 => Dword(28);

    /// <summary>FRL1 (32): the same, recommendation level 1.</summary>
    public uint FinishLimit1 => Dword(32);

    /// <summary>FRL2 (36): the same, recommendation level 2.</summary>
    public uint FinishLimit2 => Dword(36);

    /// <summary>FRL3 (40): the same, recommendation level 3.</summary>
    public uint FinishLimit3 => Dword(40);

    /// <summary>NUMZRWA (44): random write areas; ZNS 1.1.</summary>
    public uint RandomWriteAreas => Dword(44);

    /// <summary>ZRWAFG (48): blocks that a flush of a random write area covers.</summary>
    public ushort RandomWriteGranularity => Word(48);

    /// <summary>ZRWASZ (50): blocks of a random write area.</summary>
    public ushort RandomWriteBlocks => Word(50);

    /// <summary>ZRWACAP (52): bit 0: explicit flushes.</summary>
    public byte RandomWriteCapabilities => Byte(52);

    /// <summary>LBAFE (2816): what a row of the table of formats means for zones.</summary>
    /// <param name="index">0 to 63.</param>
    /// <returns>ZSZE: blocks of a zone. ZDES: descriptor extension, in units of 64 bytes.</returns>
    public (ulong ZoneBlocks, byte ExtensionUnits) Extension(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, 63u, nameof(index));
        return (Qword(2816 + (16 * index)), Byte(2816 + (16 * index) + 8));
    }
}
