using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CosmosNvme.Storage;

/// <summary>A directory record of ISO 9660 (ECMA-119 §9.1), and what Rock Ridge adds to it (IEEE P1282).</summary>
internal sealed record IsoRecord
{
    private const int HeaderBytes = 33;
    private const byte DirectoryFlag = 2;
    private const byte MoreExtentsFlag = 0x80;

    /// <summary>Where the record is on the device: a number that no other file has.</summary>
    internal required ulong Position { get; init; }

    /// <summary>The first block of its content.</summary>
    internal required uint Block { get; init; }

    /// <summary>Bytes of its content.</summary>
    internal required ulong Length { get; init; }

    /// <summary>Whether it is a directory.</summary>
    internal required bool IsDirectory { get; init; }

    /// <summary>Whether the content goes on in the next record.</summary>
    internal required bool HasMoreExtents { get; init; }

    /// <summary>Its name; empty for the directory itself, and one character 1 for the one above.</summary>
    internal required string Name { get; init; }

    /// <summary>When it was made or changed.</summary>
    internal required DateTime Time { get; init; }

    /// <summary>Where it leads to if it is a symbolic link; else null.</summary>
    internal string? LinkTarget { get; init; }

    /// <summary>Permission bits; what Linux shows where there are none.</summary>
    internal int Permissions { get; init; } = 0b101_101_101;

    /// <summary>True for the directory's own record and that of the one above.</summary>
    internal bool IsSelfOrParent => Name.Length == 0 || Name == "\u0001";

    /// <summary>Reads a record.</summary>
    /// <param name="bytes">From its first byte on; it may be followed by others.</param>
    /// <param name="position">See <see cref="Position"/>.</param>
    /// <param name="isJoliet">Whether names are in UCS-2.</param>
    /// <param name="record">Receives it; null if it is impossible.</param>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, ulong position, bool isJoliet, [NotNullWhen(true)] out IsoRecord? record)
    {
        record = null;
        int length = bytes.IsEmpty ? 0 : bytes[0];
        if (length < HeaderBytes + 1 || length > bytes.Length || HeaderBytes + bytes[32] > length)
        {
            return false;
        }

        ReadOnlySpan<byte> name = bytes.Slice(HeaderBytes, bytes[32]);
        record = new IsoRecord
        {
            Position = position,
            Block = BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]) + bytes[1],
            Length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]),
            IsDirectory = (bytes[25] & DirectoryFlag) != 0,
            HasMoreExtents = (bytes[25] & MoreExtentsFlag) != 0,
            Name = NameOf(name, isJoliet),
            Time = TimeOf(bytes.Slice(18, 7)),
        };
        return true;
    }

    /// <summary>What other systems put behind the name (the system use field, §9.1.13).</summary>
    internal static ReadOnlySpan<byte> SystemUse(ReadOnlySpan<byte> record)
    {
        int start = HeaderBytes + record[32] + (record[32] % 2 == 0 ? 1 : 0);
        return start < record[0] ? record[start..record[0]] : default;
    }

    /// <summary>Seven bytes of a time (§9.1.5), the last of them quarters of an hour from Greenwich; nonsense becomes 1970.</summary>
    internal static DateTime TimeOf(ReadOnlySpan<byte> bytes)
    {
        const int Epoch = 1900;
        const int MinutesPerUnit = 15;
        if (bytes[1] is < 1 or > 12 || bytes[2] < 1 || bytes[2] > DateTime.DaysInMonth(Epoch + bytes[0], bytes[1]) || bytes[3] > 23 || bytes[4] > 59 || bytes[5] > 59)
        {
            return DateTime.UnixEpoch;
        }

        return new DateTime(Epoch + bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], DateTimeKind.Utc).AddMinutes(-MinutesPerUnit * (sbyte)bytes[6]);
    }

    // Without extensions names are shown as Linux does: small letters, without version and without a dot at the end.
    private static string NameOf(ReadOnlySpan<byte> bytes, bool isJoliet)
    {
        if (bytes.Length == 1 && bytes[0] <= 1)
        {
            return bytes[0] == 0 ? string.Empty : "\u0001";
        }

        string name = (isJoliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(bytes);
        int version = name.LastIndexOf(';');
        name = version > 0 ? name[..version] : name;
        return Clean(isJoliet ? name : name.TrimEnd('.').ToLowerInvariant());
    }

    /// <summary>A name in which nothing is left that could not be a name.</summary>
    internal static string Clean(string name)
    {
        string text = PrintableText.Of(name.Replace('/', '?'));
        return text is "" or "." or ".." ? "?" : text;
    }
}
