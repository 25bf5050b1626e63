using System;
using System.Buffers.Binary;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>GUID partition tables, made by sgdisk and by hand.</summary>
[TestFixture]
internal sealed class GptTests
{
    private const int DiskBytes = 4 * 1024 * 1024;

    [Test]
    public void Table_MadeBySgdisk_IsRead()
    {
        using HostImage image = new(64 * 1024 * 1024);
        image.Tool("sgdisk", "--clear", "--new=1:2048:4095", "--change-name=1:größe \U0001F40D", "--new=7:8192:0", "--typecode=7:8300", image.Path);

        PartitionTable table = PartitionTable.Read(image.Disk());

        Assert.That(table.Problem, Is.Null);
        Assert.That(table.Remark, Is.Null);
        Assert.That(table.Entries.Select(entry => (entry.Number, entry.FirstBlock, entry.LastBlock, entry.Name)), Is.EqualTo(new[]
        {
            (1, 2048UL, 4095UL, "größe \U0001F40D"),
            (7, 8192UL, 131038UL, string.Empty),
        }));
        Assert.That(table.Entries[1].Type, Is.EqualTo("0fc63daf-8483-4772-8e79-3d69d8477de4"));
    }

    [TestCase(512, 128)]
    [TestCase(4096, 128)]
    [TestCase(512, 256)]
    [TestCase(4096, 512)]
    public void Table_OfAnyBlockAndEntrySize_IsRead(int blockBytes, int entryBytes)
    {
        byte[] disk = Disk(blockBytes, entryBytes);

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk, blockBytes));

        Assert.That(table.Problem, Is.Null);
        Assert.That(table.Kind, Is.EqualTo(PartitionTableKind.Gpt));
        Assert.That(table.Entries.Select(entry => entry.Name), Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public void Table_NameOfThirtySixCharacters_IsReadWhole()
    {
        byte[] disk = new byte[DiskBytes];
        string name = new('ä', 36);
        GptWriter.Write(disk, 512, [(200, 300, name)]);

        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Entries[0].Name, Is.EqualTo(name));
    }

    [Test]
    public void Table_NameWithControlCharacters_HasQuestionMarksInTheirPlace()
    {
        byte[] disk = new byte[DiskBytes];
        GptWriter.Write(disk, 512, [(200, 300, "a\u001B[2J\u009Bb\n")]);

        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Entries[0].Name, Is.EqualTo("a?[2J?b?"));
    }

    // Offsets in the header (UEFI 2.10 table 5.5); the checksum is right unless it is what is wrong.
    [TestCase(0, 8, 0UL, false, "'EFI PART' is missing")]
    [TestCase(8, 4, 0x20000UL, true, "revision")]
    [TestCase(12, 4, 91UL, false, "header size 91")]
    [TestCase(12, 4, 513UL, false, "header size 513")]
    [TestCase(16, 4, 0x12345678UL, false, "header checksum is 0x12345678")]
    [TestCase(24, 8, 5UL, true, "lies in block 5")]
    [TestCase(40, 8, 1UL, true, "usable blocks 1-")]
    [TestCase(40, 8, 9_000_000UL, true, "usable blocks 9000000-")]
    [TestCase(48, 8, 8192UL, true, "usable blocks")]
    [TestCase(48, 8, ulong.MaxValue, true, "usable blocks")]
    [TestCase(72, 8, 0UL, true, "blocks of entries from block 0")]
    [TestCase(72, 8, ulong.MaxValue, true, "blocks of entries")]
    [TestCase(72, 8, 8190UL, true, "blocks of entries from block 8190")]
    [TestCase(72, 8, 60UL, true, "among the usable blocks")]
    [TestCase(80, 4, 0UL, true, "0 entries")]
    [TestCase(80, 4, 0xFFFFFFFFUL, true, "4294967295 entries")]
    [TestCase(84, 4, 0UL, true, "entry size 0")]
    [TestCase(84, 4, 64UL, true, "entry size 64")]
    [TestCase(84, 4, 200UL, true, "entry size 200")]
    [TestCase(84, 4, 0x80000000UL, true, "128 entries of 2147483648 bytes")]
    [TestCase(88, 4, 1UL, true, "checksum of the entries is 0x00000001")]
    public void Header_ImpossibleField_IsNamedAndTheBackupUsed(int offset, int width, ulong value, bool sealedAgain, string says)
    {
        byte[] disk = Disk(512, 128);
        Poke(disk.AsSpan(512, 512), offset, width, value, sealedAgain);

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Problem, Is.Null);
        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Remark, Does.Contain("the GPT in block 1 is damaged: ").And.Contain(says).And.Contain("backup in block 8191 is used"));

        Poke(disk.AsSpan(8191 * 512, 512), offset, width, value, sealedAgain);
        table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Entries, Is.Empty);
        Assert.That(table.Kind, Is.EqualTo(PartitionTableKind.Gpt));
        Assert.That(table.Problem, Does.Contain("the GPT in block 1 is damaged: ").And.Contain("block 8191 is of no use either: "));
    }

    [TestCase(10, 20, "entry 1 covers blocks 10-20")]
    [TestCase(300, 299, "entry 1 covers blocks 300-299")]
    [TestCase(300, 9000, "entry 1 covers blocks 300-9000")]
    [TestCase(300, 1000, "partitions 1 (blocks 300-1000) and 2 (blocks 1000-2000) overlap")]
    public void Entries_OutsideOrOnEachOther_AreRefused(int first, int last, string says)
    {
        byte[] disk = new byte[DiskBytes];
        GptWriter.Write(disk, 512, [((ulong)first, (ulong)last, "a"), (1000, 2000, "b")]);

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Problem, Does.Contain(says));
        Assert.That(table.Entries, Is.Empty);
    }

    [Test]
    public void Header_Unreadable_LeadsToTheBackup()
    {
        WatchedDevice device = new(HostImage.Disk(Disk(512, 128)));
        device.BadBlocks.Add(1);

        PartitionTable table = PartitionTable.Read(device);

        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Remark, Does.Contain("the header cannot be read (Medium)"));
    }

    [Test]
    public void ProtectiveRecord_WithOtherEntries_LeavesTheGptInCharge()
    {
        byte[] disk = Disk(512, 128);
        disk[446 + 16 + 4] = 0x0C;
        disk[446 + 16 + 8] = 200;
        disk[446 + 16 + 12] = 10;

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Kind, Is.EqualTo(PartitionTableKind.Gpt));
        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Remark, Does.Contain("hybrid"));
    }

    [Test]
    public void Header_WithoutProtectiveRecord_IsNotUsed()
    {
        byte[] disk = Disk(512, 128);
        disk.AsSpan(0, 512).Clear();

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Problem, Does.Contain("block 0 holds no protective MBR"));
        Assert.That(table.Entries, Is.Empty);
    }

    private static byte[] Disk(int blockBytes, int entryBytes)
    {
        byte[] disk = new byte[DiskBytes];
        GptWriter.Write(disk, blockBytes, [(200, 300, "first"), (400, 500, "second")], entryBytes);
        return disk;
    }

    private static void Poke(Span<byte> header, int offset, int width, ulong value, bool sealedAgain)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes.AsSpan(0, width).CopyTo(header[offset..]);
        if (sealedAgain)
        {
            GptWriter.Seal(header);
        }
    }
}
