using System;
using System.Text;

namespace CosmosNvme.Nvme;

/// <summary>The 4096 bytes that an Identify command returns. NVMe Base 1.4 §5.15.1.</summary>
internal static class IdentifyData
{
    /// <summary>Bytes of every Identify structure.</summary>
    internal const int Bytes = 4096;

    /// <summary>
    /// An ASCII string field: padding of blanks (and, from devices that do not follow the specification, zeros) removed. Bytes that
    /// do not print become question marks, because the text reaches terminals.
    /// </summary>
    internal static string Text(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> text = field.Trim(" \0"u8);
        StringBuilder builder = new(text.Length);
        foreach (byte character in text)
        {
            builder.Append(character is >= 0x20 and < 0x7f ? (char)character : '?');
        }

        return builder.ToString();
    }
}
