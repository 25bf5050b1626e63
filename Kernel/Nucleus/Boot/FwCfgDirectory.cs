using System;

namespace CosmosNvme.Nucleus;

/// <summary>The directory of QEMU's firmware configuration device (QEMU docs/specs/fw_cfg): arithmetic only; numbers are big-endian.</summary>
internal static unsafe class FwCfgDirectory
{
    /// <summary>Bytes of an entry: size, key, two reserved bytes, name.</summary>
    internal const int EntryLength = 64;

    /// <summary>Most entries that are looked at.</summary>
    internal const uint MaximumEntries = 4096;

    private const int NameOffset = 8;
    private const int NameLength = EntryLength - NameOffset;

    /// <summary>A big-endian 32-bit number.</summary>
    internal static uint Number(byte* p) => ((uint)p[0] << 24) | ((uint)p[1] << 16) | ((uint)p[2] << 8) | p[3];

    /// <summary>Stores the entry's length and key if its name is <paramref name="name"/>.</summary>
    internal static bool Matches(byte* entry, ReadOnlySpan<byte> name, FwCfgFile* file)
    {
        byte* text = entry + NameOffset;
        int i = 0;
        foreach (byte character in name)
        {
            if (i == NameLength || text[i] != character)
            {
                return false;
            }

            i++;
        }

        if (i == 0 || (i < NameLength && text[i] != 0))
        {
            return false;
        }

        file->Length = Number(entry);
        file->Key = (ushort)((entry[4] << 8) | entry[5]);
        return true;
    }
}
