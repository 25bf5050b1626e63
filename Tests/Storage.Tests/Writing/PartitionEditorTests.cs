using System;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Partition tables that are written here are found sound by sgdisk and read alike by sfdisk.</summary>
[TestFixture]
internal sealed class PartitionEditorTests
{
    private const int DiskBytes = 64 << 20;

    [TestCase(512)]
    [TestCase(4096)]
    public void Gpt_MadeAndChanged_IsReadBack(int blockBytes)
    {
        byte[] image = new byte[DiskBytes];
        RamDisk disk = new("ram0", image, blockBytes);
        ulong mebibyte = PartitionEditor.AlignmentOf(disk);
        Assert.That(mebibyte, Is.EqualTo((1UL << 20) / (ulong)blockBytes));
        Check(PartitionEditor.Create(disk, PartitionTableKind.Gpt));
        Check(Add(disk, mebibyte, (10 * mebibyte) - 1, "first", out int one));
        Check(Add(disk, 10 * mebibyte, (20 * mebibyte) - 1, "zweite Größe", out int two));
        Check(Add(disk, 30 * mebibyte, PartitionEditor.Usable(disk, PartitionTableKind.Gpt).Last, "last", out int three));
        Assert.That((one, two, three), Is.EqualTo((1, 2, 3)));
        Assert.That(Add(disk, 15 * mebibyte, 35 * mebibyte, "over", out _).Message, Does.Contain("overlap partition 2"));
        Assert.That(Add(disk, 1, 2, "early", out _).Message, Does.Contain("are not within the usable blocks"));
        Check(PartitionEditor.Remove(disk, 1));
        Assert.That(PartitionEditor.Remove(disk, 1).Error, Is.EqualTo(FileError.NoEntry));
        Check(PartitionEditor.Resize(disk, 2, (30 * mebibyte) - 1));
        Assert.That(PartitionEditor.Resize(disk, 2, 30 * mebibyte).Message, Does.Contain("overlap partition 3"));
        PartitionTable table = PartitionTable.Read(disk);
        Assert.That((table.Kind, table.Problem, table.Remark), Is.EqualTo((PartitionTableKind.Gpt, (string?)null, (string?)null)));
        Assert.That(table.Entries.Select(entry => (entry.Number, entry.FirstBlock, entry.LastBlock, entry.Name)), Is.EqualTo(new[]
        {
            (2, 10 * mebibyte, (30 * mebibyte) - 1, "zweite Größe"),
            (3, 30 * mebibyte, PartitionEditor.Usable(disk, PartitionTableKind.Gpt).Last, "last"),
        }));

        // The backup is as good.
        image.AsSpan(blockBytes, blockBytes).Clear();
        Assert.That(PartitionTable.Read(disk).Entries, Is.EqualTo(table.Entries));
        Check(PartitionEditor.Remove(disk, 3));
        Assert.That(PartitionTable.Read(disk).Remark, Is.Null, "both copies were written");
    }

    [Test]
    public void Gpt_MadeHere_PassesSgdisk()
    {
        byte[] image = new byte[DiskBytes];
        RamDisk disk = new("ram0", image);
        Check(PartitionEditor.Create(disk, PartitionTableKind.Gpt));
        Check(Add(disk, 2048, 40959, "data", out _));
        Check(Add(disk, 40960, 81919, "more", out _));
        Check(PartitionEditor.Resize(disk, 1, 30719));
        using HostImage host = new(DiskBytes);
        File.WriteAllBytes(host.Path, image);
        Assert.That(Sh(host, "sgdisk -v"), Does.Contain("No problems found"));
        Assert.That(Sh(host, "sgdisk -p"), Does.Match("1 +2048 +30719 .*0700 +data").And.Match("2 +40960 +81919 .*0700 +more"));
        Assert.That(Sh(host, "sfdisk -l"), Does.Contain("Disklabel type: gpt").And.Match("disk.img1 +2048 +30719"));

        // And the other way round: a table of sgdisk is changed here.
        Sh(host, "sgdisk -o -n 1:2048:+8M -n 2:0:+8M -c 2:two");
        image = host.Bytes();
        disk = new RamDisk("ram0", image);
        Check(PartitionEditor.Remove(disk, 1));
        Check(Add(disk, 65536, 98303, "new", out int number));
        Assert.That(number, Is.EqualTo(1));
        File.WriteAllBytes(host.Path, image);
        Assert.That(Sh(host, "sgdisk -v"), Does.Contain("No problems found"));
        Assert.That(Sh(host, "sgdisk -p"), Does.Contain("two").And.Contain("new"));
    }

    [Test]
    public void Mbr_WithLogicalPartitions_IsReadAlikeByTheHost()
    {
        byte[] image = new byte[DiskBytes];
        image[0] = 0xEA;
        RamDisk disk = new("ram0", image);
        Check(PartitionEditor.Create(disk, PartitionTableKind.Gpt));
        Check(PartitionEditor.Create(disk, PartitionTableKind.Mbr));
        Check(Add(disk, 2048, 20479, PartitionRole.Primary, true, out int primary));
        Check(Add(disk, 20480, 122879, PartitionRole.Extended, false, out int extended));
        Check(Add(disk, 22528, 40959, PartitionRole.Logical, false, out int five));
        Check(Add(disk, 43008, 61439, PartitionRole.Logical, true, out int six));
        Check(Add(disk, 63488, 81919, PartitionRole.Logical, true, out int seven));
        Assert.That((primary, extended, five, six, seven), Is.EqualTo((1, 2, 5, 6, 7)));
        Assert.That(Add(disk, 2048, 3000, PartitionRole.Primary, true, out _).Message, Does.Contain("overlap"));
        Assert.That(Add(disk, 30000, 45000, PartitionRole.Logical, true, out _).Message, Does.Contain("overlap"));
        Assert.That(Add(disk, 122880, 124000, PartitionRole.Logical, true, out _).Message, Does.Contain("not within the extended partition"));
        Assert.That(Add(disk, 122880, 124000, PartitionRole.Extended, true, out _).Error, Is.EqualTo(FileError.Exists));
        Check(PartitionEditor.Remove(disk, 6));
        Check(PartitionEditor.Resize(disk, 6, 102399));
        Assert.That(PartitionEditor.Resize(disk, 2, 90000).Message, Does.Contain("logical partitions lie behind"));
        (int, ulong, ulong, string)[] expected = [(1, 2048, 20479, "0xc"), (5, 22528, 40959, "0x83"), (6, 63488, 102399, "0xc")];
        Assert.That(PartitionTable.Read(disk).Entries.Select(entry => (entry.Number, entry.FirstBlock, entry.LastBlock, entry.Type)), Is.EqualTo(expected));
        using HostImage host = new(DiskBytes);
        File.WriteAllBytes(host.Path, image);
        string output = Sh(host, "sfdisk -l");
        Assert.That(output, Does.Contain("Disklabel type: dos").And.Match("img1 +2048 +20479 .* c W95 FAT32").And.Match("img2 +20480 +122879 .* f W95 Ext").And.Match("img5 +22528 +40959 .*83 Linux").And.Match("img6 +63488 +102399 "));
        Assert.That(Sh(host, "sfdisk --verify"), Does.Not.Contain("overlap"));
        Check(PartitionEditor.Remove(disk, 2));
        Assert.That(PartitionTable.Read(disk).Entries.Select(entry => entry.Number), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void Reread_AfterAChange_ShowsPartitionsAndKeepsThoseInUse()
    {
        byte[] image = new byte[DiskBytes];
        RamDisk disk = new("ram0", image);
        StorageStack stack = new();
        stack.Attach(disk);
        Check(PartitionEditor.Create(disk, PartitionTableKind.Gpt));
        Check(Add(disk, 2048, 40959, "data", out _));
        Check(stack.Reread(disk));
        Partition first = stack.Devices.PartitionsOf(disk).Single();
        Check(FatFormatter.Format(first, new FatFormatOptions()));
        Check(stack.Files.Mount("/dev/ram0p1", "/disk", writable: true, out _));
        Check(Add(disk, 40960, 81919, "more", out _));
        Check(stack.Reread(disk));
        Assert.That(stack.Devices.PartitionsOf(disk), Has.Count.EqualTo(2));
        Assert.That(stack.Devices.PartitionsOf(disk)[0], Is.SameAs(first));
        Check(PartitionEditor.Remove(disk, 1));
        Assert.That(stack.Reread(disk).Error, Is.EqualTo(FileError.Busy));
        Assert.That(stack.Devices.PartitionsOf(disk), Has.Count.EqualTo(2));
    }

    [Test]
    public void Disk_WriteProtectedOrWithoutTable_IsRefused()
    {
        RamDisk disk = new("ram0", new byte[DiskBytes]);
        Assert.That(PartitionEditor.Remove(disk, 1).Message, Does.Contain("has no partition table"));
        disk = new RamDisk("ram0", new byte[DiskBytes], 512, isReadOnly: true);
        Assert.That(PartitionEditor.Create(disk, PartitionTableKind.Gpt).Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(PartitionEditor.Remove(disk, 1).Error, Is.EqualTo(FileError.ReadOnly));
    }

    private static FileStatus Add(RamDisk disk, ulong first, ulong last, string name, out int number) =>
        PartitionEditor.Add(disk, new PartitionSpec(first, last, name, PartitionRole.Primary, IsFat: true), out number);

    private static FileStatus Add(RamDisk disk, ulong first, ulong last, PartitionRole role, bool isFat, out int number) =>
        PartitionEditor.Add(disk, new PartitionSpec(first, last, string.Empty, role, isFat), out number);

    private static string Sh(HostImage host, string command) =>
        ToolRunner.RunOrThrow("sh", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; {command} '{host.Path}' 2>&1"]);

    private static void Check(FileStatus status) => Assert.That(status.IsSuccess, status.Message);
}
