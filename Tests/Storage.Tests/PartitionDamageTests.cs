using System;
using System.Buffers.Binary;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Partition tables with any one thing wrong: the other copy is used, or the message says what and where. Nothing is guessed.</summary>
[TestFixture]
internal sealed class PartitionDamageTests
{
    private const int BlockBytes = 512;
    private const int Blocks = 8192;
    private const int HeaderBytes = 92;
    private const int Backup = Blocks - 1;
    private const int BackupEntries = Backup - 32;

    [Test]
    public void Header_AnyByteOfThePrimaryOne_LeadsToTheBackup([Range(0, HeaderBytes - 1)] int offset)
    {
        byte[] disk = Gpt();
        disk[BlockBytes + offset] ^= 0x10;
        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries.Select(entry => entry.Name), Is.EqualTo(new[] { "first", "second" }));
        Assert.That(table.Remark, Does.StartWith("ram0: the GPT in block 1 is damaged: ").And.Contain("Its backup in block 8191 is used"));
        Assert.That(table.Problem, Is.Null);
    }

    [Test]
    public void Header_AnyByteOfBoth_IsAProblemAndNoPartitions([Range(0, HeaderBytes - 1)] int offset)
    {
        byte[] disk = Gpt();
        disk[BlockBytes + offset] ^= 0x10;
        disk[(Backup * BlockBytes) + offset] ^= 0x10;
        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries, Is.Empty);
        Assert.That(table.Problem, Does.StartWith("ram0: the GPT in block 1 is damaged: ").And.Contain("Its backup in block 8191 is of no use either: "));
    }

    [Test]
    public void Header_AnyByteOfTheBackup_DoesNotMatterWhileThePrimaryOneIsGood([Range(0, HeaderBytes - 1, 7)] int offset)
    {
        byte[] disk = Gpt();
        disk[(Backup * BlockBytes) + offset] ^= 0x10;
        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Problem, Is.Null);
    }

    // A byte of each field of an entry, of an unused entry, and the last byte of the array.
    [TestCase(0)]
    [TestCase(16)]
    [TestCase(32)]
    [TestCase(40)]
    [TestCase(48)]
    [TestCase(56)]
    [TestCase(127)]
    [TestCase(50 * 128)]
    [TestCase((128 * 128) - 1)]
    public void Entries_AnyByte_LeadsToTheBackup(int offset)
    {
        byte[] disk = Gpt();
        disk[(2 * BlockBytes) + offset] ^= 1;
        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Remark, Does.Contain("checksum of the entries").And.Contain("from block 2 on"));

        disk[(BackupEntries * BlockBytes) + offset] ^= 1;
        table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries, Is.Empty);
        Assert.That(table.Problem, Does.Contain("of no use either: the checksum of the entries").And.Contain($"from block {BackupEntries} on"));
    }

    [Test]
    public void Entries_Unreadable_LeadToTheBackup()
    {
        WatchedDevice device = new(HostImage.Disk(Gpt()));
        device.BadBlocks.Add(5);
        PartitionTable table = PartitionTable.Read(device);
        Assert.That(table.Entries, Has.Count.EqualTo(2));
        Assert.That(table.Remark, Does.Contain("the entries from block 2 on cannot be read (Medium)"));
    }

    [Test]
    public void Gpt_BothHeadersUnreadable_IsAProblemThatNamesBoth()
    {
        WatchedDevice device = new(HostImage.Disk(Gpt()));
        device.BadBlocks.UnionWith([1, Backup]);
        Assert.That(PartitionTable.Read(device).Problem, Does.Contain("block 1 is damaged: the header cannot be read (Medium)").And.Contain("block 8191 is of no use either: the header cannot be read (Medium)"));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Gpt_OnADiskTooSmallForOne_IsAProblem(int blocks)
    {
        byte[] disk = new byte[blocks * BlockBytes];
        Gpt().AsSpan(0, Math.Min(disk.Length, BlockBytes)).CopyTo(disk);
        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Problem, Does.Contain("the disk is too small for one"));
        Assert.That(table.Entries, Is.Empty);
    }

    // Cut off, as by an image that was copied halfway: the backup is gone, and the usable blocks end beyond the disk.
    [Test]
    public void Gpt_OnADiskThatShrank_IsAProblemThatNamesTheBlocks()
    {
        PartitionTable table = PartitionTable.Read(HostImage.Disk(Gpt().AsSpan(0, 4096 * BlockBytes).ToArray()));
        Assert.That(table.Problem, Does.Contain("usable blocks 34-").And.Contain("not within blocks 2-4095"));
    }

    [Test]
    public void Chain_UnreadableLink_IsNamed()
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x0F, 1000, 4000);
        Entry(disk, 1000, 1, 0x83, 10, 10);
        Entry(disk, 1000, 2, 0x05, 200, 100);
        WatchedDevice device = new(HostImage.Disk(disk));
        device.BadBlocks.Add(1200);
        Assert.That(PartitionTable.Read(device).Problem, Is.EqualTo("ram0: block 1200, a link in the chain of logical partitions, cannot be read (Medium)"));
    }

    [TestCase(124, null)]
    [TestCase(125, "more than 124 logical partitions")]
    public void Chain_OfManyPartitions_IsReadUpTo124(int count, string? problem)
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x05, 1000, 7000);
        for (int link = 0; link < count; link++)
        {
            Entry(disk, 1000 + (link * 10), 1, 0x83, 1, 5);
            if (link + 1 < count)
            {
                Entry(disk, 1000 + (link * 10), 2, 0x05, (uint)((link + 1) * 10), 10);
            }
        }

        PartitionTable table = PartitionTable.Read(HostImage.Disk(disk));
        Assert.That(table.Entries, Has.Count.EqualTo(problem is null ? count : 0));
        Assert.That(table.Problem, problem is null ? Is.Null : Does.Contain(problem));
    }

    // Links that hold nothing but the next link end somewhere, too.
    [Test]
    public void Chain_OfEmptyLinks_IsBounded()
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x05, 1000, 7000);
        for (int link = 0; link < 600; link++)
        {
            Entry(disk, 1000 + (link * 10), 2, 0x05, (uint)((link + 1) * 10), 10);
        }

        WatchedDevice device = new(HostImage.Disk(disk));
        Assert.That(PartitionTable.Read(device).Problem, Does.Contain("which is no place for it"));
        Assert.That(device.Reads, Has.Count.LessThan(200));
    }

    // What the second entry of a link says: its type, its place.
    [TestCase(0x83, 200u, "to block 1200 with type 0x83, which is no place for it")]
    [TestCase(0x05, 4000u, "to block 5000 with type 0x5, which is no place for it")]
    [TestCase(0x05, 0xffff_ffffu, "which is no place for it")]
    public void Chain_LinkOfAnotherKindOrPlace_IsRefused(int type, uint next, string says)
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x0F, 1000, 4000);
        Entry(disk, 1000, 1, 0x83, 10, 10);
        Entry(disk, 1000, 2, (byte)type, next, 100);
        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Problem, Does.Contain("block 1000 links the chain of logical partitions").And.Contain(says));
    }

    [TestCase(0u, 10u, "covers 10 blocks from 1000 on")]
    [TestCase(10u, 0u, "is in use, but 0 blocks long")]
    [TestCase(0xffff_ffffu, 10u, "covers 10 blocks from 4294968295 on")]
    public void Chain_LogicalPartitionNowhere_IsRefused(uint start, uint count, string says)
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x0F, 1000, 4000);
        Entry(disk, 1000, 1, 0x83, start, count);
        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Problem, Does.Contain("ram0: the logical partition in block 1000 ").And.Contain(says));
    }

    [Test]
    public void Chain_LogicalPartitionsOnEachOther_AreRefused()
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x0F, 1000, 4000);
        Entry(disk, 1000, 1, 0x83, 10, 300);
        Entry(disk, 1000, 2, 0x05, 200, 100);
        Entry(disk, 1200, 1, 0x83, 10, 10);
        Assert.That(PartitionTable.Read(HostImage.Disk(disk)).Problem, Does.Contain("partitions 5 (blocks 1010-1309) and 6 (blocks 1210-1219) overlap"));
    }

    [TestCase(0x01)]
    [TestCase(0x7f)]
    [TestCase(0xff)]
    public void Record_ImpossibleBootFlag_IsTakenForCode(int flag)
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        Entry(disk, 0, 1, 0x83, 100, 100);
        disk[446 + 32] = (byte)flag;
        Assert.That(PartitionTable.Read(HostImage.Disk(disk)), Is.EqualTo(new PartitionTable(PartitionTableKind.None, [])));
    }

    private static byte[] Gpt()
    {
        byte[] disk = new byte[Blocks * BlockBytes];
        GptWriter.Write(disk, BlockBytes, [(200, 300, "first"), (400, 500, "second")]);
        return disk;
    }

    private static void Entry(byte[] disk, int block, int number, byte type, uint start, uint count)
    {
        Span<byte> record = disk.AsSpan(block * BlockBytes, BlockBytes);
        Span<byte> entry = record.Slice(446 + ((number - 1) * 16), 16);
        entry[4] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], count);
        record[510] = 0x55;
        record[511] = 0xAA;
    }
}
