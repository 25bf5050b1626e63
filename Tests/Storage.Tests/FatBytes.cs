using System;
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Finds and changes single fields of FAT volumes.</summary>
internal static class FatBytes
{
    internal const int SectorBytes = 512;

    /// <summary>A volume with /FILE of 20000 bytes, /SUB and /SUB/INNER, one sector per cluster.</summary>
    internal static byte[] Make(int mebibytes, string kind)
    {
        using HostImage image = HostImage.OfFat(mebibytes * 1024L * 1024, "-F", kind, "-s", "1");
        image.Put("/FILE", Trees.Pattern(20_000, 9));
        image.MakeDirectory("/SUB");
        image.MakeDirectory("/SUB/INNER");
        return image.Bytes();
    }

    /// <summary>Where everything lies.</summary>
    internal static FatGeometry Geometry(byte[] image)
    {
        Assert.That(FatGeometry.Parse(image, (ulong)image.Length, out FatGeometry? geometry), Is.Null);
        return geometry!;
    }

    /// <summary>The first directory entry of that name, and its cluster.</summary>
    internal static (uint Cluster, int Offset) Find(byte[] image, string name)
    {
        int start = (int)Geometry(image).RootOffset;
        int offset = start + image.AsSpan(start).IndexOf(Encoding.ASCII.GetBytes(name));
        return (BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset + 26)), offset);
    }

    /// <summary>Changes the entry of a cluster in the first table.</summary>
    internal static void SetEntry(byte[] image, int kind, uint cluster, uint value)
    {
        int table = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(14)) * SectorBytes;
        switch (kind)
        {
            case 12:
                Span<byte> pair = image.AsSpan(table + (int)(cluster + (cluster / 2)), 2);
                ushort old = BinaryPrimitives.ReadUInt16LittleEndian(pair);
                BinaryPrimitives.WriteUInt16LittleEndian(pair, (ushort)((cluster & 1) != 0 ? (old & 0xFu) | (value << 4) : (old & 0xF000u) | value));
                break;
            case 16:
                BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(table + ((int)cluster * 2)), (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(table + ((int)cluster * 4)), value);
                break;
        }
    }
}
