using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Volumes with one thing wrong.</summary>
[TestFixture]
internal sealed class FatDamageTests
{
    private const int SectorBytes = FatBytes.SectorBytes;

    private byte[] _fat12 = [];
    private byte[] _fat16 = [];
    private byte[] _fat32 = [];

    [OneTimeSetUp]
    public void MakeImages()
    {
        _fat12 = FatBytes.Make(1, "12");
        _fat16 = FatBytes.Make(16, "16");
        _fat32 = FatBytes.Make(40, "32");
    }

    // Offsets of the specification's table; widths in bytes.
    [TestCase(16, 11, 2, 0x300u, "offset 11")]
    [TestCase(16, 11, 2, 8192u, "offset 11")]
    [TestCase(16, 13, 1, 0u, "offset 13")]
    [TestCase(16, 13, 1, 3u, "offset 13")]
    [TestCase(16, 14, 2, 0u, "offset 14")]
    [TestCase(16, 16, 1, 0u, "offset 16")]
    [TestCase(16, 16, 1, 200u, "offset 16")]
    [TestCase(16, 17, 2, 0u, "offset 17")]
    [TestCase(32, 17, 2, 512u, "offset 17")]
    [TestCase(16, 19, 2, 5u, "before the first cluster")]
    [TestCase(16, 21, 1, 0x12u, "offset 21")]
    [TestCase(16, 22, 2, 0xFFFFu, "before the first cluster")]
    [TestCase(32, 32, 4, 0xFFFFFFFFu, "the device has")]
    [TestCase(32, 36, 4, 0u, "0 sectors per FAT")]
    [TestCase(32, 36, 4, 0xFFFFFFFFu, "before the first cluster")]
    [TestCase(32, 40, 2, 0x8Fu, "offset 40")]
    [TestCase(32, 42, 2, 0x0101u, "version 1.1")]
    [TestCase(32, 44, 4, 0u, "offset 44")]
    [TestCase(32, 44, 4, 0x0FFFFFFFu, "offset 44")]
    public void BootSector_ImpossibleField_IsRefusedByName(int kind, int offset, int width, uint value, string says)
    {
        byte[] image = (byte[])(kind == 16 ? _fat16 : _fat32).Clone();
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        bytes[..width].CopyTo(image.AsSpan(offset));

        FileStatus status = Trees.MountFailure(HostImage.Disk(image));

        Assert.That(status.Message, Does.Contain(says).And.Contain("ram0"));
    }

    [Test]
    public void BootSector_Absent_IsNoKnownFileSystem()
    {
        FileStatus status = Trees.MountFailure(HostImage.Disk(new byte[1 << 20]));
        Assert.That(status.Message, Does.Contain("ram0 holds no file system that is known here"));
    }

    [TestCase(1080, new byte[] { 0x53, 0xEF }, "ext2")]
    [TestCase(3, new byte[] { 0x4E, 0x54, 0x46, 0x53, 0x20, 0x20, 0x20, 0x20 }, "ntfs")]
    [TestCase(0, new byte[] { 0x58, 0x46, 0x53, 0x42 }, "xfs")]
    public void Content_OfAnotherFileSystem_IsNamed(int offset, byte[] magic, string name)
    {
        byte[] image = new byte[1 << 20];
        magic.CopyTo(image, offset);
        Assert.That(Trees.MountFailure(HostImage.Disk(image)).Message, Does.Contain($"type {name}, which is not supported"));
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Chain_RunningInACircle_IsDamageAndNotEndless(int kind)
    {
        byte[] image = Copy(kind);
        (uint cluster, _) = FatBytes.Find(image, "FILE    ");
        FatBytes.SetEntry(image, kind, cluster + 3, cluster + 1);

        FileStatus status = ReadAll(image, 4);

        Assert.That(status.Error, Is.EqualTo(FileError.Damaged));
        Assert.That(status.Message, Does.Contain($"comes back to cluster {cluster + 1} behind cluster {cluster + 3}"));
    }

    [TestCase(12, 0xFF0u)]
    [TestCase(12, 0u)]
    [TestCase(12, 0xFF7u)]
    [TestCase(16, 0xFFF0u)]
    [TestCase(16, 1u)]
    [TestCase(16, 0xFFF7u)]
    [TestCase(32, 0x0FFFFFF0u)]
    [TestCase(32, 0u)]
    [TestCase(32, 0x0FFFFFF7u)]
    public void Chain_LeavingTheVolume_IsDamageBehindTheGoodPart(int kind, uint next)
    {
        byte[] image = Copy(kind);
        (uint cluster, _) = FatBytes.Find(image, "FILE    ");
        FatBytes.SetEntry(image, kind, cluster + 3, next);

        FileStatus status = ReadAll(image, 4);

        Assert.That(status.Error, Is.EqualTo(FileError.Damaged));
        Assert.That(status.Message, Does.Contain($"behind cluster {cluster + 3} the FAT names"));
    }

    [TestCase(12, 0xFFFu)]
    [TestCase(16, 0xFFF8u)]
    [TestCase(32, 0x0FFFFFFFu)]
    public void Chain_ShorterThanTheFile_IsDamage(int kind, uint end)
    {
        byte[] image = Copy(kind);
        (uint cluster, _) = FatBytes.Find(image, "FILE    ");
        FatBytes.SetEntry(image, kind, cluster + 3, end);

        Assert.That(ReadAll(image, 4).Message, Does.Contain("'FILE' should have 20000 bytes, but its clusters end at byte"));
    }

    [TestCase(16, 0)]
    [TestCase(16, 1)]
    [TestCase(16, 0xFFFF)]
    public void File_BeginningNowhere_IsDamage(int kind, int first)
    {
        byte[] image = Copy(kind);
        (_, int entry) = FatBytes.Find(image, "FILE    ");
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(entry + 26), (ushort)first);

        Assert.That(ReadAll(image, 0).Error, Is.EqualTo(FileError.Damaged));
    }

    [Test]
    public void Directory_ContainingItself_EndsNoWalkInALoop()
    {
        byte[] image = Copy(16);
        (uint cluster, _) = FatBytes.Find(image, "SUB     ");
        int first = FatBytes.Geometry(image) is FatGeometry geometry ? (int)geometry.OffsetOf(cluster) : 0;
        (_, int inner) = FatBytes.Find(image, "INNER   ");
        Assert.That(inner, Is.EqualTo(first + 64));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(inner + 26), (ushort)cluster);

        StorageStack stack = Trees.Mounted(HostImage.Disk(image));

        Assert.That(Trees.Names(stack, "/disk/SUB/INNER/INNER/INNER"), Is.EqualTo(new[] { "INNER" }));
    }

    [Test]
    public void Directory_WithoutEnd_IsDamage()
    {
        byte[] image = Copy(16);
        (uint cluster, _) = FatBytes.Find(image, "SUB     ");
        FatGeometry geometry = FatBytes.Geometry(image);
        image.AsSpan((int)geometry.OffsetOf(cluster), geometry.ClusterBytes).Fill(0x41);
        FatBytes.SetEntry(image, 16, cluster, cluster);
        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        stack.Files.Open("/disk/SUB", out OpenFile? directory);

        using (directory)
        {
            List<FileNode> children = [];
            Assert.That(directory!.List(children).Message, Does.Contain("comes back to cluster"));
        }
    }

    // Reads cluster by cluster; the given number of clusters must be good.
    private static FileStatus ReadAll(byte[] image, int goodClusters)
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        stack.Files.Open("/disk/FILE", out OpenFile? file);
        using (file)
        {
            for (int cluster = 0; ; cluster++)
            {
                FileStatus status = file!.Read((ulong)(cluster * SectorBytes), new byte[SectorBytes], out int count);
                if (!status.IsSuccess)
                {
                    Assert.That(cluster, Is.EqualTo(goodClusters));
                    return status;
                }

                Assert.That(count, Is.Not.Zero, "the file ended without an error");
            }
        }
    }

    private byte[] Copy(int kind) => (byte[])(kind switch { 12 => _fat12, 16 => _fat16, _ => _fat32 }).Clone();
}
