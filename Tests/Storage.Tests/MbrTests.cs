using System;
using System.Buffers.Binary;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Master boot records, made by sfdisk and by hand.</summary>
[TestFixture]
internal sealed class MbrTests
{
    private const int Blocks = 8192;

    [Test]
    public void Table_MadeBySfdisk_IsReadWithItsLogicalPartitions()
    {
        using HostImage image = new(64 * 1024 * 1024);
        image.Sfdisk("label: dos\nstart=2048,size=2048,type=c\nstart=8192,size=100000,type=5\nstart=10240,size=4096,type=83\nstart=20480,size=1,type=6\nstart=30720,size=8192,type=c\n");

        PartitionTable table = PartitionTable.Read(image.Disk());

        Assert.That(table.Problem, Is.Null);
        Assert.That(table.Entries.Select(entry => (entry.Number, entry.FirstBlock, entry.BlockCount, entry.Type)), Is.EqualTo(new[]
        {
            (1, 2048UL, 2048UL, "0xc"),
            (5, 10240UL, 4096UL, "0x83"),
            (6, 20480UL, 1UL, "0x6"),
            (7, 30720UL, 8192UL, "0xc"),
        }));
    }

    [Test]
    public void Table_OnBlocksOf4096Bytes_CountsInThem()
    {
        byte[] disk = new byte[Blocks * 512];
        Entry(disk, 0, 1, 0x0C, 16, 100);

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk, 4096));

        Assert.That(table.Entries.Single(), Is.EqualTo(new PartitionEntry(1, 16, 100, "0xc", string.Empty, null)));
    }

    [TestCase(0u, 10u, "covers 10 blocks from 0 on, which is not within blocks 1-8191")]
    [TestCase(8192u, 1u, "covers 1 blocks from 8192 on")]
    [TestCase(8000u, 193u, "covers 193 blocks from 8000 on")]
    [TestCase(1u, uint.MaxValue, "covers 4294967295 blocks")]
    [TestCase(uint.MaxValue, uint.MaxValue, "covers 4294967295 blocks from 4294967295")]
    [TestCase(100u, 0u, "0 blocks long")]
    public void Entry_OffTheDisk_IsRefusedWithItsNumbers(uint start, uint count, string says)
    {
        byte[] disk = new byte[Blocks * 512];
        Entry(disk, 0, 2, 0x83, start, count);

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Problem, Does.Contain("ram0: entry 2 in block 0").And.Contain(says));
        Assert.That(table.Entries, Is.Empty);
    }

    [Test]
    public void Entries_OnEachOther_AreRefused()
    {
        byte[] disk = new byte[Blocks * 512];
        Entry(disk, 0, 1, 0x83, 100, 100);
        Entry(disk, 0, 3, 0x83, 199, 10);

        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Problem, Does.Contain("partitions 1 (blocks 100-199) and 3 (blocks 199-208) overlap"));
    }

    [TestCase(0u, "circle")]
    [TestCase(200u, "circle")]
    [TestCase(4000u, "no place for it")]
    [TestCase(300u, "does not end with 55 AA")]
    public void Chain_LeadingAstray_IsRefused(uint next, string says)
    {
        byte[] disk = new byte[Blocks * 512];
        Entry(disk, 0, 1, 0x0F, 1000, 4000);
        Entry(disk, 1000, 1, 0x83, 10, 10);
        Entry(disk, 1000, 2, 0x05, 200, 100);
        Entry(disk, 1200, 1, 0x83, 10, 10);

        // A link of 0 ends the chain; the circle to the first link has to be made through its own entry.
        Entry(disk, 1200, 2, 0x05, next == 0 ? 400 : next, 100);
        if (next == 0)
        {
            Entry(disk, 1400, 2, 0x05, 200, 100);
        }

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));

        Assert.That(table.Problem, Does.Contain(says));
        Assert.That(table.Entries, Is.Empty);
    }

    [Test]
    public void Chain_LogicalPartitionBeyondTheExtendedOne_IsRefused()
    {
        byte[] disk = new byte[Blocks * 512];
        Entry(disk, 0, 1, 0x0F, 1000, 1000);
        Entry(disk, 1000, 1, 0x83, 10, 991);

        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Problem, Does.Contain("the logical partition in block 1000 covers 991 blocks from 1010 on, which is not within blocks 1001-1999"));
    }

    [Test]
    public void Disk_WithAFileSystemAndNoTable_HasNoPartitions()
    {
        using HostImage image = HostImage.OfFat(4 * 1024 * 1024);
        PartitionTable table = PartitionTable.Read(image.Disk());
        Assert.That(table.Kind, Is.EqualTo(PartitionTableKind.None));
        Assert.That(table.Problem, Is.Null);
    }

    [Test]
    public void Disk_WithAFileSystemsOldBootSectorUnderATable_HasPartitions()
    {
        using HostImage image = HostImage.OfFat(4 * 1024 * 1024, "--mbr=n");
        image.Sfdisk("label: dos\nstart=2048,size=2048,type=c\n");
        Assert.That(PartitionTable.Read(image.Disk()).Entries, Has.Count.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(512)]
    public void Disk_Empty_HasNoPartitions(int bytes) =>
        Assert.That(PartitionTable.Read(HostImage.Disk(new byte[bytes])), Is.EqualTo(new PartitionTable(PartitionTableKind.None, [])));

    [Test]
    public void Disk_Unreadable_IsAProblemThatSaysSo()
    {
        WatchedDevice device = new(HostImage.Disk(new byte[Blocks * 512]));
        device.BadBlocks.Add(0);
        Assert.That(PartitionTable.Read(device).Problem, Does.Contain("ram0: block 0 cannot be read (Medium)"));
    }

    private static void Entry(byte[] disk, int block, int number, byte type, uint start, uint count)
    {
        Span<byte> record = disk.AsSpan(block * 512, 512);
        Span<byte> entry = record.Slice(446 + ((number - 1) * 16), 16);
        entry[4] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], count);
        record[510] = 0x55;
        record[511] = 0xAA;
    }
}
