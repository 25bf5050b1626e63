using System;

namespace CosmosNvme.Nvme;

/// <content>This part: the fields that are plain numbers. NVMe Base 1.4 §5.15.2.1, NVM Command Set 1.0 §4.1.5.1.</content>
public sealed partial class IdentifyNamespace
{
    /// <summary>NSFEAT (24): features of the namespace, a bit each.</summary>
    public byte Features => Byte(24);

    /// <summary>FLBAS (26): index of the format in use, and where metadata travels.</summary>
    public byte FormatByte => Byte(26);

    /// <summary>MC (27): ways in which metadata can travel, a bit each.</summary>
    public byte MetadataCapabilities => Byte(27);

    /// <summary>DPC (28): kinds of protection information, a bit each.</summary>
    public byte ProtectionCapabilities => Byte(28);

    /// <summary>DPS (29): protection information in use.</summary>
    public byte ProtectionSettings => Byte(29);

    /// <summary>NMIC (30): bit 0: several controllers may have it.</summary>
    public byte Sharing => Byte(30);

    /// <summary>RESCAP (31): kinds of reservations, a bit each.</summary>
    public byte Reservations => Byte(31);

    /// <summary>FPI (32): how much of a format is left in percent, if bit 7 is set.</summary>
    public byte FormatProgress => Byte(32);

    /// <summary>DLFEAT (33): what deallocated blocks read as.</summary>
    public byte DeallocationFeatures => Byte(33);

    /// <summary>NAWUN (34): blocks written atomically, zero-based; 0: see the controller.</summary>
    public ushort AtomicWriteBlocks => Word(34);

    /// <summary>NAWUPF (36): the same across a power failure, zero-based.</summary>
    public ushort AtomicPowerFailBlocks => Word(36);

    /// <summary>NACWU (38): blocks of an atomic Compare and Write, zero-based.</summary>
    public ushort AtomicCompareBlocks => Word(38);

    /// <summary>NABSN (40): atomic boundary in blocks, zero-based.</summary>
    public ushort AtomicBoundaryBlocks => Word(40);

    /// <summary>NABO (42): first block of an atomic boundary.</summary>
    public ushort AtomicBoundaryOffset => Word(42);

    /// <summary>NABSPF (44): atomic boundary across a power failure, zero-based.</summary>
    public ushort AtomicBoundaryPowerFailBlocks => Word(44);

    /// <summary>NOIOB (46): boundary that transfers had better not cross, in blocks.</summary>
    public ushort OptimalIoBoundary => Word(46);

    /// <summary>NVMCAP (48): bytes of media that the namespace takes.</summary>
    public UInt128 CapacityBytes => Octword(48);

    /// <summary>NPWG (64): preferred granularity of writes in blocks, zero-based.</summary>
    public ushort PreferredWriteGranularity => Word(64);

    /// <summary>NPWA (66): preferred alignment of writes in blocks, zero-based.</summary>
    public ushort PreferredWriteAlignment => Word(66);

    /// <summary>NPDG (68): preferred granularity of deallocation in blocks, zero-based.</summary>
    public ushort PreferredDeallocateGranularity => Word(68);

    /// <summary>NPDA (70): preferred alignment of deallocation in blocks, zero-based.</summary>
    public ushort PreferredDeallocateAlignment => Word(70);

    /// <summary>NOWS (72): optimal size of a write in blocks, zero-based.</summary>
    public ushort OptimalWriteSize => Word(72);

    /// <summary>MSSRL (74): most blocks of one source range of Copy.</summary>
    public ushort CopyRangeBlocks => Word(74);

    /// <summary>MCL (76): most blocks of a Copy.</summary>
    public uint CopyBlocks => Dword(76);

    /// <summary>MSRC (80): most source ranges of a Copy, zero-based.</summary>
    public byte CopyRanges => Byte(80);

    /// <summary>NULBAF (82): formats with attributes of their own, beside NLBAF.</summary>
    public byte UniqueFormats => Byte(82);

    /// <summary>ANAGRPID (92): ANA group.</summary>
    public uint AccessGroup => Dword(92);

    /// <summary>NSATTR (99): attributes, a bit each.</summary>
    public byte Attributes => Byte(99);

    /// <summary>NVMSETID (100): the NVM set that it is in.</summary>
    public ushort NvmSet => Word(100);

    /// <summary>ENDGID (102): the endurance group that it is in.</summary>
    public ushort EnduranceGroup => Word(102);
}
