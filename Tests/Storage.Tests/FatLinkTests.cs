using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Tables, directories and chains that contradict each other, or cannot be read. Nothing here hangs, and each message says where.</summary>
[TestFixture]
internal sealed class FatLinkTests
{
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

    // The second half of the file is the directory's cluster: each can be read as what it is said to be.
    [TestCase(12, 0xFFFu)]
    [TestCase(16, 0xFFFFu)]
    [TestCase(32, 0x0FFFFFFFu)]
    public void Clusters_OfTwoFiles_AreReadForBoth(int kind, uint end)
    {
        byte[] image = Copy(kind);
        (uint file, int entry) = FatBytes.Find(image, "FILE    ");
        (uint directory, _) = FatBytes.Find(image, "SUB     ");
        FatBytes.SetEntry(image, kind, file, directory);
        FatBytes.SetEntry(image, kind, directory, end);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(entry + 28), 1024);
        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        Assert.That(Trees.ReadAll(stack, "/disk/FILE"), Has.Length.EqualTo(1024));
        Assert.That(Trees.Names(stack, "/disk/SUB"), Is.EqualTo(new[] { "INNER" }));
    }

    [Test]
    public void Directory_ThatIsAFile_IsReadAsEntriesWithoutHarm()
    {
        byte[] image = Copy(16);
        (_, int sub) = FatBytes.Find(image, "SUB     ");
        (uint file, _) = FatBytes.Find(image, "FILE    ");
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(sub + 26), (ushort)file);
        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        foreach (string name in Trees.Names(stack, "/disk/SUB"))
        {
            Assert.That(name, Is.Not.Empty.And.Not.Contains("/").And.Not.EqualTo(".").And.Not.EqualTo(".."));
        }
    }

    [Test]
    public void Root_OfFat32InACircle_IsDamageWithItsCluster()
    {
        byte[] image = Copy(32);
        FatGeometry geometry = FatBytes.Geometry(image);
        uint root = geometry.RootCluster;
        image.AsSpan((int)geometry.OffsetOf(root), geometry.ClusterBytes).Fill(0x41);
        FatBytes.SetEntry(image, 32, root, root);
        Assert.That(ListRoot(Trees.Mounted(HostImage.Disk(image))).Message, Does.Contain($"comes back to cluster {root} behind cluster {root}"));
    }

    // 65536 entries are the most; 4096 clusters of 16 hold them, and the next one is too much.
    [Test]
    public void Directory_LongerThanAllowed_IsDamage()
    {
        byte[] image = Copy(16);
        FatGeometry geometry = FatBytes.Geometry(image);
        (uint sub, _) = FatBytes.Find(image, "SUB     ");
        List<uint> chain = [sub, .. Enumerable.Range(0, 4096).Select(index => 200 + (uint)index)];
        foreach ((uint cluster, int index) in chain.Select((cluster, index) => (cluster, index)))
        {
            image.AsSpan((int)geometry.OffsetOf(cluster), geometry.ClusterBytes).Fill(0xE5);
            FatBytes.SetEntry(image, 16, cluster, index + 1 < chain.Count ? chain[index + 1] : 0xFFFF);
        }

        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        stack.Files.Open("/disk/SUB", out OpenFile? directory);
        using (directory)
        {
            Assert.That(directory!.List([]).Message, Does.Contain("ram0 is damaged: a directory has more than 65536 entries"));
        }
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Table_Unreadable_IsNamedWithItsPlace(int kind)
    {
        byte[] image = Copy(kind);
        WatchedDevice device = new(HostImage.Disk(image));
        StorageStack stack = Trees.Mounted(device);
        ulong table = FatBytes.Geometry(image).TableOffset;
        device.BadBlocks.Add(table / 512);
        stack.Files.Open("/disk/FILE", out OpenFile? file);
        using (file)
        {
            FileStatus status = file!.Read(1024, new byte[16], out _);
            Assert.That(status.Error, Is.EqualTo(FileError.InputOutput));
            Assert.That(status.Message, Does.Contain($"ram0 could not read the FAT at byte {table}").And.Contain("0x281"));
        }
    }

    // Entries of 12 bits lie across the edge of what is read at once: cluster 2730 has its halves in bytes 4095 and 4096.
    [Test]
    public void Table_SecondHalfOfAnEntryUnreadable_IsNamed()
    {
        using HostImage host = HostImage.OfFat(2 * 1024 * 1024, "-F", "12", "-s", "1");
        host.Put("/BIG", Trees.Pattern(1_500_000, 1));
        WatchedDevice device = new(host.Disk());
        StorageStack stack = Trees.Mounted(device);
        device.BadBlocks.Add((FatBytes.Geometry(host.Bytes()).TableOffset + 4096) / 512);
        stack.Files.Open("/disk/BIG", out OpenFile? file);
        using (file)
        {
            Assert.That(file!.Read(1_499_000, new byte[16], out _).Message, Does.Contain("the FAT at byte"));
        }
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Root_Unreadable_IsNamedWithItsPlace(int kind)
    {
        byte[] image = Copy(kind);
        FatGeometry geometry = FatBytes.Geometry(image);
        ulong root = kind == 32 ? geometry.OffsetOf(geometry.RootCluster) : geometry.RootOffset;
        WatchedDevice device = new(HostImage.Disk(image));
        StorageStack stack = Trees.Mounted(device);
        device.BadBlocks.Add(root / 512);
        FileStatus status = ListRoot(stack);
        Assert.That(status.Error, Is.EqualTo(FileError.InputOutput));
        Assert.That(status.Message, Does.Contain($"a directory at byte {root}"));
    }

    [Test]
    public void BootSector_UnreadableAtMount_IsAnErrorOfTheDevice()
    {
        WatchedDevice device = new(HostImage.Disk(Copy(16)));
        device.BadBlocks.Add(0);
        FileStatus status = Trees.MountFailure(device);
        Assert.That(status.Error, Is.EqualTo(FileError.InputOutput));
        Assert.That(status.Message, Does.Contain("ram0 could not read its first blocks (Medium, device status 0x281)"));
    }

    // Between recognising and mounting a device may fail, or be exchanged.
    [TestCase(true)]
    [TestCase(false)]
    public void BootSector_ChangedBetweenTwoLooks_IsRefused(bool unreadable)
    {
        byte[] image = Copy(16);
        WatchedDevice device = new(HostImage.Disk(image));
        if (unreadable)
        {
            device.BadBlocks.Add(0);
        }
        else
        {
            image[13] = 3;
        }

        FileStatus status = new FatType().Mount(device, writable: false, out FileSystem? fileSystem);
        Assert.That(fileSystem, Is.Null);
        Assert.That(status.Message, Does.Contain(unreadable ? "its boot sector" : "offset 13"));
    }

    [Test]
    public void Table_Copies_TheSecondIsNotLookedAt()
    {
        byte[] image = Copy(16);
        FatGeometry geometry = FatBytes.Geometry(image);
        image.AsSpan((int)(geometry.TableOffset + geometry.TableBytes), (int)geometry.TableBytes).Fill(0xAA);
        Assert.That(Trees.ReadAll(Trees.Mounted(HostImage.Disk(image)), "/disk/FILE"), Is.EqualTo(Trees.Pattern(20_000, 9)));
    }

    [Test]
    public void Table_OfFat32WithoutMirroring_IsTheOneInUse()
    {
        byte[] image = Copy(32);
        FatGeometry geometry = FatBytes.Geometry(image);
        Span<byte> first = image.AsSpan((int)geometry.TableOffset, (int)geometry.TableBytes);
        first.Fill(0xAA);
        image[40] = 0x81;
        Assert.That(Trees.ReadAll(Trees.Mounted(HostImage.Disk(image)), "/disk/FILE"), Is.EqualTo(Trees.Pattern(20_000, 9)));
    }

    // The cache holds 64 pieces of 1024 entries; what is pushed out is read again.
    [Test]
    public void Table_LargerThanItsCache_IsReadRightEverywhere()
    {
        byte[] image = Copy(32);
        FatGeometry geometry = FatBytes.Geometry(image);
        uint[] clusters = Enumerable.Range(1, 70).Select(piece => (uint)piece * 1024).Where(geometry.Contains).ToArray();
        Assert.That(clusters, Has.Length.GreaterThan(64));
        foreach (uint cluster in clusters)
        {
            FatBytes.SetEntry(image, 32, cluster, cluster + 7);
        }

        FatTable table = new(new VolumeCache(HostImage.Disk(image), writable: false), geometry);
        for (int round = 0; round < 2; round++)
        {
            foreach (uint cluster in clusters)
            {
                Assert.That(table.Next(cluster, out uint next).IsSuccess);
                Assert.That(next, Is.EqualTo(cluster + 7));
            }
        }
    }

    // The length says nothing that has to be believed: no memory is taken for it.
    [TestCase(0xFFFFFFFFu)]
    [TestCase(0x7FFFFFFFu)]
    public void File_OfAnImpossibleLength_IsReadAsFarAsItGoes(uint length)
    {
        byte[] image = Copy(16);
        (_, int entry) = FatBytes.Find(image, "FILE    ");
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(entry + 28), length);
        StorageStack stack = Trees.Mounted(HostImage.Disk(image));
        Assert.That(Trees.Stat(stack, "/disk/FILE").Length, Is.EqualTo((ulong)length));
        stack.Files.Open("/disk/FILE", out OpenFile? file);
        using (file)
        {
            Assert.That(file!.Read(0, new byte[65536], out int count).IsSuccess);
            Assert.That(count, Is.EqualTo(20_480), "the clusters that it has");
            Assert.That(file.Read(20_480, new byte[512], out _).Message, Does.Contain($"should have {length} bytes, but its clusters end at byte 20480"));
            Assert.That(file.Read(length - 1, new byte[512], out _).Error, Is.EqualTo(FileError.Damaged));
        }
    }

    private static FileStatus ListRoot(StorageStack stack)
    {
        stack.Files.Open("/disk", out OpenFile? root);
        using (root)
        {
            return root!.List([]);
        }
    }

    private byte[] Copy(int kind) => (byte[])(kind switch { 12 => _fat12, 16 => _fat16, _ => _fat32 }).Clone();
}
