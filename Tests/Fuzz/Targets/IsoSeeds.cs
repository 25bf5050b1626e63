using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.Fuzz;

/// <summary>Small ISO 9660 volumes without the 16 sectors that they begin with, each with a directory and two files.</summary>
internal static class IsoSeeds
{
    /// <summary>The first sector of a seed.</summary>
    internal const int FirstSector = 16;

    /// <summary>Bytes of a sector.</summary>
    internal const int Sector = 2048;

    private const int Root = FirstSector + 3;
    private const int Directory = Root + 1;
    private const int Continuation = Root + 2;
    private const int Content = Root + 3;
    private const int JolietRoot = Root + 4;
    private const byte DirectoryFlag = 2;

    /// <summary>Names of eight letters and three.</summary>
    internal static byte[] Plain() => Volume(
        [],
        [Record("HELLO.TXT;1", Content, 700, 0), Record("SUB", Directory, Sector, DirectoryFlag)],
        [Record("INNER.BIN;1", Content, 1500, 0x80), Record("INNER.BIN;1", Content + 1, 100, 0)]);

    /// <summary>Rock Ridge: long names, a symbolic link, fields that go on elsewhere, a directory that was moved.</summary>
    internal static byte[] RockRidge()
    {
        byte[] volume = Volume(
            [Field("SP", 1, [0xBE, 0xEF, 0])],
            [
                Record("HELLO.TXT;1", Content, 700, 0, Field("NM", 1, [0, .. "a longer name"u8]), Field("PX", 1, Twice(0x81A4)), Field("TF", 1, [2, 124, 1, 2, 3, 4, 5, 0])),
                Record("LINK.;1", Content, 0, 0, Field("PX", 1, Twice(0xA1FF)), Field("SL", 1, [0, 8, 0, 0, 3, .. "sub"u8, 4, 0])),
                Record("SUB", Directory, Sector, DirectoryFlag, Field("CE", 1, [.. Twice(Continuation), .. Twice(0), .. Twice(17)])),
            ],
            [
                Record("INNER.BIN;1", Content, 1500, 0, Field("NM", 1, [1, .. "in"u8]), Field("NM", 1, [0, .. "ner"u8])),
                Record("MOVED.;1", Content, 0, 0, Field("CL", 1, Twice(Root)), Field("PX", 1, Twice(0x41ED))),
                Record("HIDDEN", Directory, Sector, DirectoryFlag, Field("RE", 1, [])),
            ]);
        Field("NM", 1, [0, .. "a directory!"u8]).CopyTo(volume, (Continuation - FirstSector) * Sector);
        return volume;
    }

    /// <summary>Joliet: a second tree, with names in UCS-2.</summary>
    internal static byte[] Joliet()
    {
        byte[] volume = Volume([], [Record("HELLO.TXT;1", Content, 700, 0)], []);
        Span<byte> second = volume.AsSpan(Sector, Sector);
        volume.AsSpan(0, Sector).CopyTo(second);
        second[0] = 2;
        "%/E"u8.CopyTo(second[88..]);
        RootRecord(JolietRoot).CopyTo(second[156..]);
        Fill(volume, JolietRoot, [], [Record("größe", Content, 700, 0, isWide: true)]);
        return volume;
    }

    private static byte[] Volume(byte[][] ownFields, byte[][] root, byte[][] directory)
    {
        byte[] volume = new byte[8 * Sector];
        Span<byte> primary = volume.AsSpan(0, Sector);
        primary[0] = 1;
        "CD001\u0001"u8.CopyTo(primary[1..]);
        "LABEL"u8.CopyTo(primary[40..]);
        Twice(FirstSector + 8).CopyTo(primary[80..]);
        BinaryPrimitives.WriteUInt16LittleEndian(primary[128..], Sector);
        RootRecord(Root).CopyTo(primary[156..]);
        Span<byte> terminator = volume.AsSpan(2 * Sector, Sector);
        terminator[0] = 255;
        "CD001\u0001"u8.CopyTo(terminator[1..]);

        // Where there is no second descriptor the list ends before the terminator.
        Fill(volume, Root, ownFields, root);
        Fill(volume, Directory, [], directory);
        for (int index = 0; index < Sector; index++)
        {
            volume[((Content - FirstSector) * Sector) + index] = (byte)index;
        }

        return volume;
    }

    private static void Fill(byte[] volume, int sector, byte[][] ownFields, byte[][] records)
    {
        int at = (sector - FirstSector) * Sector;
        List<byte[]> all = [Record("\0", sector, Sector, DirectoryFlag, ownFields), Record("\u0001", sector, Sector, DirectoryFlag), .. records];
        foreach (byte[] record in all)
        {
            record.CopyTo(volume, at);
            at += record.Length;
        }
    }

    private static byte[] RootRecord(int sector) => Record("\0", sector, Sector, DirectoryFlag);

    private static byte[] Record(string name, int sector, int length, byte flags, params byte[][] fields) => Record(name, sector, length, flags, isWide: false, fields);

    // ECMA-119 §9.1; the name is padded to an even length of the whole.
    private static byte[] Record(string name, int sector, int length, byte flags, bool isWide, params byte[][] fields)
    {
        byte[] text = (isWide ? Encoding.BigEndianUnicode : Encoding.Latin1).GetBytes(name);
        List<byte> record =
        [
            0, 0, .. Twice(sector), .. Twice(length), 124, 1, 2, 3, 4, 5, 0, flags, 0, 0, 1, 0, 0, 1, (byte)text.Length, .. text,
        ];
        if (text.Length % 2 == 0)
        {
            record.Add(0);
        }

        foreach (byte[] field in fields)
        {
            record.AddRange(field);
        }

        if (record.Count % 2 != 0)
        {
            record.Add(0);
        }

        record[0] = (byte)record.Count;
        return [.. record];
    }

    private static byte[] Field(string name, byte version, ReadOnlySpan<byte> content) =>
        [(byte)name[0], (byte)name[1], (byte)(4 + content.Length), version, .. content];

    // Numbers are there in both orders of bytes.
    private static byte[] Twice(int number)
    {
        byte[] both = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(both, number);
        BinaryPrimitives.WriteInt32BigEndian(both.AsSpan(4), number);
        return both;
    }
}
