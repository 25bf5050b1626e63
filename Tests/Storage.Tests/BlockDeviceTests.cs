using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Disks in memory, partitions as devices, and the registry of both.</summary>
[TestFixture]
internal sealed class BlockDeviceTests
{
    [TestCase(511)]
    [TestCase(0)]
    [TestCase(-512)]
    [TestCase(1000)]
    public void RamDisk_ImpossibleBlockSize_Throws(int blockBytes) =>
        Assert.That(() => new RamDisk("ram0", new byte[4096], blockBytes), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task RamDisk_Requests_AreCheckedAndCarriedOut()
    {
        byte[] content = new byte[1100];
        RamDisk disk = new("ram0", content);
        byte[] block = Trees.Pattern(512, 1);
        byte[] read = new byte[512];
        Assert.That((disk.BlockCount, disk.IsReadOnly), Is.EqualTo((2ul, false)));
        Assert.That(await disk.WriteAsync(1, block), Is.EqualTo(BlockStatus.Success));
        Assert.That(await disk.ReadAsync(1, read), Is.EqualTo(BlockStatus.Success));
        Assert.That(read, Is.EqualTo(block));
        Assert.That(await disk.FlushAsync(), Is.EqualTo(BlockStatus.Success));
        Assert.That(disk.Flush(), Is.EqualTo(BlockStatus.Success));
        Assert.That(disk.Read(2, read).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(disk.Write(1, new byte[1024]).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(() => disk.Write(0, new byte[100]), Throws.ArgumentException);
        Assert.That(content.AsSpan(1024).ContainsAnyExcept((byte)0), Is.False, "the rest that fills no block is left out");
    }

    [Test]
    public void RamDisk_ReadOnly_RefusesWrites()
    {
        byte[] content = new byte[512];
        RamDisk disk = new("ram0", content, isReadOnly: true);
        Assert.That(disk.Write(0, Trees.Pattern(512, 2)).Error, Is.EqualTo(BlockError.ReadOnly));
        Assert.That(content.AsSpan().ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public async Task Partition_Requests_LandInItsRange()
    {
        byte[] content = new byte[100 * 512];
        Partition partition = new(new RamDisk("nvme0n1", content), new PartitionEntry(3, 10, 20, "0x83", "", null));
        byte[] block = Trees.Pattern(512, 3);
        byte[] read = new byte[512];
        Assert.That((partition.Name, partition.BlockBytes, partition.BlockCount, partition.IsReadOnly, partition.Entry.LastBlock), Is.EqualTo(("nvme0n1p3", 512, 20ul, false, 29ul)));
        Assert.That(await partition.WriteAsync(19, block), Is.EqualTo(BlockStatus.Success));
        Assert.That(content.AsSpan(29 * 512, 512).SequenceEqual(block), Is.True);
        Assert.That(await partition.ReadAsync(19, read), Is.EqualTo(BlockStatus.Success));
        Assert.That(read, Is.EqualTo(block));
        Assert.That((await partition.ReadAsync(20, read)).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That((await partition.WriteAsync(20, block)).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(await partition.FlushAsync(), Is.EqualTo(BlockStatus.Success));
        Assert.That(partition.Flush(), Is.EqualTo(BlockStatus.Success));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a\0b")]
    public void Registry_NameThatIsNoFileName_IsRefused(string name) =>
        Assert.That(() => new BlockDevices().Add(new RamDisk(name, new byte[512])), Throws.ArgumentException);

    [Test]
    public void Registry_BlockSizeThatCannotBe_IsRefused() =>
        Assert.That(() => new BlockDevices().Add(new OddDevice()), Throws.ArgumentException.With.Message.Contains("blocks of 520 bytes"));

    [Test]
    public void Registry_PartitionWithoutItsDisk_IsRefused()
    {
        Partition partition = new(new RamDisk("ram0", new byte[4096]), new PartitionEntry(1, 1, 1, "0x83", "", null));
        Assert.That(() => new BlockDevices().Add(partition), Throws.ArgumentException.With.Message.Contains("ram0, which is not there"));
    }

    [Test]
    public void Registry_DiskTakenAway_TakesItsPartitionsAlong()
    {
        BlockDevices devices = new();
        RamDisk one = new("ram0", new byte[4096]);
        RamDisk other = new("ram1", new byte[4096]);
        devices.Add(one);
        devices.Add(other);
        devices.Add(new Partition(one, new PartitionEntry(2, 2, 1, "0x83", "", null)));
        devices.Add(new Partition(one, new PartitionEntry(1, 1, 1, "0x83", "", null)));
        Assert.That(devices.PartitionsOf(one).Select(partition => partition.Entry.Number), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(devices.All.Select(device => device.Name), Is.EqualTo(new[] { "ram0", "ram0p1", "ram0p2", "ram1" }));
        Assert.That(devices.Remove(one), Is.True);
        Assert.That(devices.Remove(one), Is.False);
        Assert.That(devices.All, Is.EqualTo(new IBlockDevice[] { other }));
    }

    [Test]
    public void Stack_DeviceThatWasNotAttached_SaysSo()
    {
        StorageStack stack = new();
        RamDisk disk = new("ram0", new byte[4096]);
        Assert.That(stack.TableOf(disk), Is.Null);
        Assert.That(stack.Detach(disk).Message, Is.EqualTo("ram0 is not attached"));
    }

    private sealed class OddDevice : IBlockDevice
    {
        public string Name => "odd";

        public int BlockBytes => 520;

        public ulong BlockCount => 1;

        public bool IsReadOnly => true;

        public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => throw new NotSupportedException();

        public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => throw new NotSupportedException();

        public ValueTask<BlockStatus> FlushAsync() => throw new NotSupportedException();

        public BlockStatus Read(ulong block, Memory<byte> buffer) => throw new NotSupportedException();

        public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer) => throw new NotSupportedException();

        public BlockStatus Flush() => throw new NotSupportedException();
    }
}
