using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 81h, Sanitize Status. NVMe Base 1.4 §5.14.1.16.2.</summary>
public sealed class SanitizeLog : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 512;

    /// <summary>Copies the structure.</summary>
    /// <param name="data">512 bytes as the controller returned them.</param>
    public SanitizeLog(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>SPROG (0): part that is done, of 65536; ffffh: nothing is going on.</summary>
    public ushort Progress => Word(0);

    /// <summary>SSTAT (2): bits 0-2: state; bits 3-7: passes done; bit 8: never written since.</summary>
    public ushort Status => Word(2);

    /// <summary>SCDW10 (4): dword 10 of the command that started it.</summary>
    public uint CommandDword10 => Dword(4);

    /// <summary>ETO (8): estimated time of an overwrite, in seconds; ffffffffh unknown.</summary>
    public uint OverwriteSeconds => Dword(8);

    /// <summary>ETBE (12): the same of a block erase.</summary>
    public uint BlockEraseSeconds => Dword(12);

    /// <summary>ETCE (16): the same of a crypto erase.</summary>
    public uint CryptoEraseSeconds => Dword(16);

    /// <summary>ETONMD (20): the same of an overwrite without media modification.</summary>
    public uint OverwriteKeepSeconds => Dword(20);

    /// <summary>ETBENMD (24): the same of a block erase without media modification.</summary>
    public uint BlockEraseKeepSeconds => Dword(24);

    /// <summary>ETCENMD (28): the same of a crypto erase without media modification.</summary>
    public uint CryptoEraseKeepSeconds => Dword(28);
}
