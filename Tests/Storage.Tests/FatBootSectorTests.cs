using System;
using System.Buffers.Binary;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Boot sectors by hand, at the boundaries that the specification draws (FAT 1.03 §3.5: the count of clusters decides the kind).</summary>
[TestFixture]
internal sealed class FatBootSectorTests
{
    private const ulong Huge = 1ul << 40;

    [TestCase(1u, FatKind.Fat12)]
    [TestCase(4084u, FatKind.Fat12)]
    [TestCase(4085u, FatKind.Fat16)]
    [TestCase(65524u, FatKind.Fat16)]
    public void Kind_ByTheCountOfClusters_IsThatOfTheSpecification(uint clusters, object kind)
    {
        Assert.That(FatGeometry.Parse(Sector(clusters), Huge, out FatGeometry? geometry), Is.Null);
        Assert.That((geometry!.Kind, geometry.ClusterCount), Is.EqualTo(((FatKind)kind, clusters)));
    }

    [TestCase(65525u)]
    [TestCase(65536u)]
    public void Kind_TooManyClustersFor16Bits_IsRefused(uint clusters) =>
        Assert.That(FatGeometry.Parse(Sector(clusters), Huge, out _), Does.Contain($"does not fit {clusters} clusters"));

    // A table of 3 sectors has 1024 entries of 12 bits, two of which are no clusters'.
    [Test]
    public void Table_ShorterThanTheVolume_LeavesTheRestUnused()
    {
        Assert.That(FatGeometry.Parse(Sector(4000, tableSectors: 3), Huge, out FatGeometry? geometry), Is.Null);
        Assert.That(geometry!.ClusterCount, Is.EqualTo(1022));
    }

    // Offset, width, value, and what the message says.
    [TestCase(11, 2, 0u, "gives 0 bytes per sector (offset 11)")]
    [TestCase(11, 2, 1u, "gives 1 bytes per sector (offset 11)")]
    [TestCase(11, 2, 256u, "gives 256 bytes per sector (offset 11)")]
    [TestCase(11, 2, 513u, "gives 513 bytes per sector (offset 11)")]
    [TestCase(11, 2, 0xffffu, "gives 65535 bytes per sector (offset 11)")]
    [TestCase(13, 1, 5u, "gives 5 sectors per cluster (offset 13)")]
    [TestCase(13, 1, 255u, "gives 255 sectors per cluster (offset 13)")]
    [TestCase(14, 2, 0xffffu, "of them lie before the first cluster")]
    [TestCase(16, 1, 5u, "gives 5 FATs (offset 16)")]
    [TestCase(16, 1, 255u, "gives 255 FATs (offset 16)")]
    [TestCase(17, 2, 0xffffu, "of them lie before the first cluster")]
    [TestCase(19, 2, 1u, "of them lie before the first cluster")]
    [TestCase(21, 1, 0x00u, "gives the medium 0x00 (offset 21)")]
    [TestCase(21, 1, 0xf1u, "gives the medium 0xf1 (offset 21)")]
    [TestCase(21, 1, 0xf7u, "gives the medium 0xf7 (offset 21)")]
    [TestCase(22, 2, 0u, "gives 0 sectors per FAT (offsets 22 and 36)")]
    [TestCase(32, 4, 0u, "gives 0 sectors (offsets 19 and 32)")]
    [TestCase(32, 4, 0xffff_ffffu, "the device has")]
    public void Field_ThatCannotBe_IsNamed(int offset, int width, uint value, string says)
    {
        byte[] sector = Sector(1000);
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Array.Copy(bytes, 0, sector, offset, width);
        Assert.That(FatGeometry.Parse(sector, 1 << 30, out FatGeometry? geometry), Does.Contain(says));
        Assert.That(geometry, Is.Null);
    }

    [Test]
    public void Volume_OneSectorLongerThanItsDevice_IsRefused()
    {
        byte[] sector = Sector(1000);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(32)) * 512ul;
        Assert.That(FatGeometry.Parse(sector, bytes, out _), Is.Null);
        Assert.That(FatGeometry.Parse(sector, bytes - 1, out _), Does.Contain("the device has"));
    }

    // 1 reserved sector, 1 table, 16 entries in the root, 1 sector per cluster.
    private static byte[] Sector(uint clusters, uint tableSectors = 257)
    {
        byte[] sector = new byte[512];
        sector[0] = 0xEB;
        sector[2] = 0x90;
        sector[12] = 0x02;
        sector[13] = 1;
        sector[14] = 1;
        sector[16] = 1;
        sector[17] = 16;
        sector[21] = 0xF8;
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(22), (ushort)tableSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(32), 1 + tableSectors + 1 + clusters);
        sector[510] = 0x55;
        sector[511] = 0xAA;
        return sector;
    }
}
