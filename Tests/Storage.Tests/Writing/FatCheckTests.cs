using System;
using System.Buffers.Binary;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Our check finds what fsck.fat finds: each damage is shown to both.</summary>
[TestFixture]
internal sealed class FatCheckTests
{
    private byte[] _image = [];
    private FatGeometry _geometry = null!;

    [SetUp]
    public void Make()
    {
        FatDisk disk = FatDisk.Make(16);
        disk.Put("/FILE", Trees.Pattern(20_000, 1));
        disk.Put("/OTHER", Trees.Pattern(20_000, 2));
        disk.Create("/lower.txt");
        disk.MakeDirectory("/SUB");
        disk.Put("/SUB/a long name for a file", [1, 2, 3]);
        disk.CloseAndCheck();
        _image = disk.Image;
        _geometry = FatBytes.Geometry(_image);
    }

    [Test]
    public void Volume_InOrder_HasNoProblems()
    {
        Assert.That(FatChecker.Check(new RamDisk("ram0", _image), out FatCheckReport? report).IsSuccess);
        Assert.That(report!.Problems, Is.Empty);
        Assert.That((report.Files, report.UsedClusters, report.Clusters), Is.EqualTo((5L, 40L + 40 + 1 + 1, (long)_geometry.ClusterCount)));
    }

    [TestCase("dirty bit", "the dirty bit is set", "Dirty bit is set")]
    [TestCase("tables differ", "the FATs differ", "FATs differ")]
    [TestCase("lost clusters", "in use, but belong to no file", "Reclaimed 1 unused cluster")]
    [TestCase("cross-link", "shares cluster", "share clusters")]
    [TestCase("free in chain", "which is free", "free cluster")]
    [TestCase("bad in chain", "marked as bad", "bad cluster")]
    [TestCase("length too long", "it has 999999 bytes, but its clusters hold 20480", "File size is 999999 bytes")]
    [TestCase("length too short", "it has 5 bytes, but its clusters hold 20480", "File size is 5 bytes")]
    [TestCase("beyond the end", "which is no cluster", "Cluster ")]
    [TestCase("no dots", "does not begin with . and ..", "Expected a valid '.' entry")]
    [TestCase("orphaned long name", "belong to no file, as orphaned parts of long names do", "Orphaned long file name part")]
    public void Damage_OfEachKind_IsFoundHereAndByTheHost(string damage, string here, string host)
    {
        (uint file, int fileEntry) = FatBytes.Find(_image, "FILE    ");
        (uint other, int otherEntry) = FatBytes.Find(_image, "OTHER   ");
        (uint sub, _) = FatBytes.Find(_image, "SUB     ");
        switch (damage)
        {
            case "dirty bit":
                _image[0x25] |= 1;
                break;
            case "tables differ":
                _image[(int)_geometry.TableOffsets[1] + 900] ^= 0x55;
                break;
            case "lost clusters":
                Set(500, 0xFFFF);
                break;
            case "cross-link":
                BinaryPrimitives.WriteUInt16LittleEndian(_image.AsSpan(otherEntry + 26), (ushort)file);
                break;
            case "free in chain":
                Set(file + 5, 0);
                break;
            case "bad in chain":
                Set(file + 5, 0xFFF7);
                break;
            case "length too long":
                BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(fileEntry + 28), 999_999);
                break;
            case "length too short":
                BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(fileEntry + 28), 5);
                break;
            case "beyond the end":
                Set(file + 5, 0xFFEF);
                break;
            case "no dots":
                _image.AsSpan((int)_geometry.OffsetOf(sub), 64).Fill((byte)'X');
                break;
            default:
                int name = (int)_geometry.OffsetOf(sub) + _image.AsSpan((int)_geometry.OffsetOf(sub), 512).IndexOf("ALONGN"u8);
                _image[name] = 0xE5;
                break;
        }

        byte[] before = (byte[])_image.Clone();
        Assert.That(FatChecker.Check(new RamDisk("ram0", _image), out FatCheckReport? report).IsSuccess);
        Assert.That(string.Join('\n', report!.Problems), Does.Contain(here));
        Assert.That(_image, Is.EqualTo(before), "a check changes nothing");
        string output = FatDisk.FsckOutput(_image, out int exit);
        Assert.That(output.Contains(host, StringComparison.OrdinalIgnoreCase), output);
        Assert.That(exit, Is.Not.Zero);
        Assert.That(other, Is.Not.Zero);
    }

    [Test]
    public void FreeClusters_NotedWrong_AreFound()
    {
        byte[] image = FatDisk.MakeImage(32);
        image[512 + 488] ^= 1;
        Assert.That(FatChecker.Check(new RamDisk("ram0", image), out FatCheckReport? report).IsSuccess);
        Assert.That(report!.Problems.Single(), Does.Contain("the number of free clusters is noted as"));
        Assert.That(FatDisk.FsckOutput(image, out _), Does.Contain("Free cluster summary wrong"));
        Assert.That(FatChecker.Check(new RamDisk("ram0", new byte[100_000]), out _).Message, Does.Contain("it holds no FAT file system"));
    }

    private void Set(uint cluster, uint value)
    {
        foreach (ulong table in _geometry.TableOffsets)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_image.AsSpan((int)table + ((int)cluster * 2)), (ushort)value);
        }
    }
}
