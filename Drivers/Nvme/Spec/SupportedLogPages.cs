using System;

namespace CosmosNvme.Nvme;

/// <summary>Log page 00h, Supported Log Pages: a dword for every page. NVMe Base 2.0 §5.16.1.1.</summary>
public sealed class SupportedLogPages : SpecStructure
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 1024;

    internal static readonly BitField SupportedField = new(0, 1);

    /// <summary>Copies the structure.</summary>
    /// <param name="data">1024 bytes as the controller returned them.</param>
    public SupportedLogPages(ReadOnlySpan<byte> data)
        : base(data, Bytes)
    {
    }

    /// <summary>LSUPP: true if the controller has the page.</summary>
    public bool Has(byte page) => SupportedField.IsSet(AboutPage(page));

    /// <summary>LID Supported and Effects (4n): bit 0 LSUPP, bit 1 IOS (offsets may count entries), bits 16-31 as the page says.</summary>
    public uint AboutPage(byte page) => Dword(sizeof(uint) * page);
}
