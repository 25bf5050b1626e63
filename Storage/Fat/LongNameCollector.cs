using System;
using System.Buffers.Binary;

namespace CosmosNvme.Storage;

/// <summary>
/// Puts long names together from the entries in front of a short one. Anything out of order, of another file, or left over by a system
/// that knows no long names, is dropped, and the short name counts.
/// </summary>
internal sealed class LongNameCollector
{
    private const int UnitsPerEntry = 13;
    private const int MaximumEntries = 20;
    private const int MaximumUnits = 255;
    private const byte LastFlag = 0x40;

    private readonly char[] _units = new char[MaximumEntries * UnitsPerEntry];
    private int _count;
    private int _expected;
    private byte _checksum;

    /// <summary>Forgets what was collected.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Takes a long entry; they come last part first.</summary>
    /// <param name="raw">Its 32 bytes.</param>
    internal void Add(ReadOnlySpan<byte> raw)
    {
        int number = raw[0] & ~LastFlag;
        if ((raw[0] & LastFlag) != 0)
        {
            _count = number;
            _expected = number;
            _checksum = raw[13];
        }

        bool fits = _count > 0 && number == _expected && number is >= 1 and <= MaximumEntries && raw[13] == _checksum && raw[12] == 0;
        if (!fits)
        {
            Clear();
            return;
        }

        Span<char> target = _units.AsSpan((number - 1) * UnitsPerEntry, UnitsPerEntry);
        Copy(raw[1..11], target);
        Copy(raw[14..26], target[5..]);
        Copy(raw[28..32], target[11..]);
        _expected--;
    }

    /// <summary>Ends the collection with the short entry behind it.</summary>
    /// <param name="raw">Its 32 bytes.</param>
    /// <param name="entries">Entries of the long name; 0 if there is none.</param>
    /// <returns>The long name, or null if there is none that belongs to it.</returns>
    internal string? Take(ReadOnlySpan<byte> raw, out int entries)
    {
        bool complete = _count > 0 && _expected == 0 && _checksum == FatNames.Checksum(raw);
        entries = complete ? _count : 0;
        ReadOnlySpan<char> name = _units.AsSpan(0, complete ? _count * UnitsPerEntry : 0);
        Clear();
        int end = name.IndexOf('\0');
        name = end < 0 ? name : name[..end];
        bool usable = name.Length is > 0 and <= MaximumUnits && !name.Contains('/') && name is not ("." or "..") && IsWellFormed(name);
        return usable ? PrintableText.Of(name) : null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> name)
    {
        for (int index = 0; index < name.Length; index++)
        {
            if (!char.IsSurrogate(name[index]))
            {
                continue;
            }

            if (index + 1 == name.Length || !char.IsSurrogatePair(name[index], name[index + 1]))
            {
                return false;
            }

            index++;
        }

        return true;
    }

    private static void Copy(ReadOnlySpan<byte> bytes, Span<char> units)
    {
        for (int index = 0; index < bytes.Length; index += 2)
        {
            units[index / 2] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[index..]);
        }
    }
}
