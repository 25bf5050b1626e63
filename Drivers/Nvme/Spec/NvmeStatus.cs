using System.Globalization;

namespace CosmosNvme.Nvme;

/// <summary>The status field of a completion, without the phase bit: bits 1-15 of the entry's last word moved to 0-14. NVMe Base 1.4 §4.6.1.</summary>
/// <param name="Value">SC in bits 0-7, SCT 8-10, CRD 11-12, M 13, DNR 14.</param>
public readonly record struct NvmeStatus(ushort Value)
{
    internal static readonly BitField CodeField = new(0, 8);
    internal static readonly BitField TypeField = new(8, 3);
    internal static readonly BitField RetryDelayField = new(11, 2);
    internal static readonly BitField MoreField = new(13, 1);
    internal static readonly BitField DoNotRetryField = new(14, 1);

    private const ushort TypeAndCode = 0x7ff;

    /// <summary>Success.</summary>
    public static NvmeStatus Success => default;

    /// <summary>SC: the code within its table.</summary>
    public byte Code => (byte)CodeField.Get(Value);

    /// <summary>SCT: the table.</summary>
    public StatusCodeType Type => (StatusCodeType)TypeField.Get(Value);

    /// <summary>CRD: which of the controller's delays to keep before a retry; 0 none.</summary>
    public int RetryDelay => (int)RetryDelayField.Get(Value);

    /// <summary>M: the error log knows more.</summary>
    public bool HasMore => MoreField.IsSet(Value);

    /// <summary>DNR: the same command would fail again.</summary>
    public bool IsFinal => DoNotRetryField.IsSet(Value);

    /// <summary>SCT and SC in one number, as tools print it: 0x281 is SCT 2, SC 81h.</summary>
    public ushort TypeCode => (ushort)(Value & TypeAndCode);

    /// <summary>True if the command did what it was asked.</summary>
    public bool IsSuccess => TypeCode == 0;

    /// <summary>A status of the given table and code, without CRD, M and DNR.</summary>
    public static NvmeStatus Of(StatusCodeType type, byte code) => new((ushort)TypeField.Set(code, (uint)type));

    /// <summary>What it means, for people: the specification's name of the code, a colon, and a few words.</summary>
    public string Meaning => NvmeStatusTexts.Of(this);

    /// <summary>The same and the whole field, as nvme-cli has it: "LBA Out of Range: ... (0x4080)".</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Meaning} (0x{Value:x})");

    /// <summary>For logs: the short name and the number, with the flags that are set.</summary>
    public override string ToString()
    {
        string flags = (HasMore ? ", MORE" : string.Empty) + (IsFinal ? ", DNR" : string.Empty);
        return string.Create(CultureInfo.InvariantCulture, $"{NvmeStatusNames.Of(this)}(0x{TypeCode:x}{flags})");
    }
}
