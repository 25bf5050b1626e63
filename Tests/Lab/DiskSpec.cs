using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace CosmosNvme.Lab;

/// <summary>One NVMe disk of a machine: an image file and the properties of QEMU's <c>nvme</c> device.</summary>
/// <param name="Path">The image file on the host; raw, or qcow2 by its magic number.</param>
/// <param name="Properties">Properties for <c>-device nvme</c>, in the order given.</param>
public sealed record DiskSpec(string Path, ImmutableArray<KeyValuePair<string, string>> Properties)
{
    /// <summary>Reads <c>PATH[,key=value]...</c>; a comma that belongs to the path or a value is written twice.</summary>
    /// <param name="text">The text of one <c>--disk</c> option.</param>
    /// <exception cref="FormatException">The path is empty, a part has no <c>=</c>, or a key appears twice or belongs to the lab.</exception>
    public static DiskSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> parts = Split(text);
        if (parts[0].Length == 0)
        {
            throw new FormatException($"'{text}' names no disk image. Write PATH[,key=value]..., for example disk.img,serial=one.");
        }

        ImmutableArray<KeyValuePair<string, string>>.Builder properties = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (string part in parts.Skip(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException($"'{part}' in '{text}' is not key=value. Properties are those of 'qemu-system-x86_64 -device nvme,help'; write a comma in a path twice.");
            }

            string key = part[..equals];
            if (key == "drive")
            {
                throw new FormatException($"'drive' in '{text}' is set by the path of the disk; leave it out.");
            }

            if (properties.Any(property => property.Key == key))
            {
                throw new FormatException($"'{key}' appears twice in '{text}'.");
            }

            properties.Add(new KeyValuePair<string, string>(key, part[(equals + 1)..]));
        }

        return new DiskSpec(parts[0], properties.ToImmutable());
    }

    /// <summary>Whether the properties name <paramref name="key"/>.</summary>
    /// <param name="key">A property of QEMU's device.</param>
    public bool Has(string key) => Properties.Any(property => property.Key == key);

    /// <summary>Splits at commas; one that is written twice belongs to a part.</summary>
    internal static List<string> Split(string text)
    {
        List<string> parts = [];
        StringBuilder part = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != ',')
            {
                part.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == ',')
            {
                part.Append(',');
                i++;
            }
            else
            {
                parts.Add(part.ToString());
                part.Clear();
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
