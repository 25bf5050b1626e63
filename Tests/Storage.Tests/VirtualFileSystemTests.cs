using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Devices, mounts and paths.</summary>
[TestFixture]
internal sealed class VirtualFileSystemTests
{
    private byte[] _volume = [];

    [OneTimeSetUp]
    public void MakeVolume()
    {
        using HostImage image = HostImage.OfFat(1024 * 1024, "-n", "VOLUME");
        image.MakeDirectory("/sub");
        image.Put("/sub/file", "content"u8.ToArray());
        _volume = image.Bytes();
    }

    [Test]
    public void Attach_DiskWithPartitions_RegistersThemAndTheirFilesCanBeRead()
    {
        byte[] disk = new byte[4 * 1024 * 1024];
        GptWriter.Write(disk, 512, [(2048, 2048 + 2047, "data"), (5000, 5999, "empty")]);
        _volume.CopyTo(disk, 2048 * 512);
        StorageStack stack = new();

        stack.Attach(new RamDisk("nvme0n1", disk));
        FileStatus status = stack.Files.Mount("/dev/nvme0n1p1", "/a/b", false, out Mount? mount);

        Assert.That(stack.Devices.All.Select(device => device.Name), Is.EqualTo(new[] { "nvme0n1", "nvme0n1p1", "nvme0n1p2" }));
        Assert.That(Trees.Names(stack, "/dev"), Is.EqualTo(new[] { "nvme0n1", "nvme0n1p1", "nvme0n1p2", "disk", "full", "null", "random", "shm", "urandom", "zero" }));
        Assert.That(status.IsSuccess, status.Message);
        Assert.That((mount!.Source, mount.Path, mount.IsReadOnly), Is.EqualTo(("/dev/nvme0n1p1", "/a/b", true)));
        Assert.That(Trees.ReadAll(stack, "/a/b/sub/file"), Is.EqualTo("content"u8.ToArray()));
        Assert.That(Trees.ReadAll(stack, "/a/../a/./b//SUB/../sub/file"), Is.EqualTo("content"u8.ToArray()));
        Assert.That(stack.TableOf(stack.Devices.All[0])!.Entries, Has.Count.EqualTo(2));
    }

    [TestCase(512)]
    [TestCase(4096)]
    public void Device_AsAFile_IsReadAtAnyByte(int blockBytes)
    {
        byte[] disk = Trees.Pattern(3 * 4096, 7);
        StorageStack stack = new();
        stack.Attach(new RamDisk("ram0", disk, blockBytes));

        Assert.That(Trees.ReadAll(stack, "/dev/ram0"), Is.EqualTo(disk));
        Assert.That(Trees.ReadAll(stack, "/dev/ram0", piece: 777), Is.EqualTo(disk));
        Assert.That(Trees.Stat(stack, "/dev/ram0").Length, Is.EqualTo(3 * 4096UL));
        Assert.That(Trees.Stat(stack, "/dev/ram0").Kind, Is.EqualTo(FileKind.BlockDevice));
    }

    [TestCase("/disk/none", FileError.NoEntry)]
    [TestCase("/disk/sub/file/more", FileError.NotADirectory)]
    [TestCase("/disk/sub/file/", FileError.NotADirectory)]
    [TestCase("", FileError.NoEntry)]
    [TestCase("/dev/none", FileError.NoEntry)]
    public void Open_PathThatLeadsNowhere_SaysWhy(string path, FileError error)
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        Assert.That(stack.Files.Open(path, out _).Error, Is.EqualTo(error));
    }

    [Test]
    public void Read_Directory_IsRefused()
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        stack.Files.Open("/disk/sub", out OpenFile? directory);
        using (directory)
        {
            Assert.That(directory!.Read(0, new byte[10], out _).Error, Is.EqualTo(FileError.IsADirectory));
        }
    }

    [Test]
    public void Mount_ForWritingOnAProtectedDisk_IsRefusedClearly()
    {
        StorageStack stack = new();
        stack.Attach(HostImage.Disk(_volume));
        FileStatus status = stack.Files.Mount("/dev/ram0", "/disk", writable: true, out _);
        Assert.That(status.Message, Is.EqualTo("/dev/ram0 is write-protected; mount it read-only ('-o ro', the default)"));
    }

    [TestCase("/dev/none", "/disk", "special device /dev/none does not exist")]
    [TestCase("/disk", "/other", "/disk is not a block device")]
    [TestCase("/dev/ram0", "/other", "/dev/ram0 is already mounted on /disk")]
    [TestCase("/dev/ram1", "/disk/sub/file", "mount point /disk/sub/file: Not a directory")]
    [TestCase("/dev/ram1", "/disk/new", "mount point /disk/new: No such file or directory")]
    public void Mount_Impossible_SaysWhy(string device, string path, string says)
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        stack.Attach(new RamDisk("ram1", _volume));
        Assert.That(stack.Files.Mount(device, path, false, out _).Message, Does.StartWith(says));
    }

    [Test]
    public void Unmount_WhileInUse_WaitsForItsUsers()
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        stack.Attach(new RamDisk("ram1", _volume));
        Assert.That(stack.Files.Mount("/dev/ram1", "/disk/sub", false, out _).IsSuccess);
        stack.Files.Open("/disk/sub/sub/file", out OpenFile? file);

        Assert.That(stack.Files.Unmount("/disk").Error, Is.EqualTo(FileError.Busy));
        Assert.That(stack.Files.Unmount("/disk/sub").Error, Is.EqualTo(FileError.Busy));
        file!.Dispose();
        Assert.That(stack.Files.Unmount("/disk/sub").IsSuccess);
        Assert.That(stack.Files.Unmount("/dev/ram0").IsSuccess);
        Assert.That(stack.Files.Unmount("/disk").Message, Is.EqualTo("not mounted"));
        Assert.That(stack.Files.Unmount("/").Error, Is.EqualTo(FileError.Busy));
        Assert.That(Trees.Names(stack, "/disk"), Is.Empty);
    }

    [TestCase("/disk")]
    [TestCase("/disk/sub")]
    public void Unmount_BelowTheWorkingDirectory_IsRefusedUntilItIsLeft(string directory)
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        Assert.That(stack.Files.SetWorkingDirectory(directory).IsSuccess);

        Assert.That(stack.Files.Unmount("/disk").Message, Does.Contain("the working directory is on it"));
        Assert.That(stack.Files.SetWorkingDirectory("../../disk/..").IsSuccess);
        Assert.That(stack.Files.WorkingDirectory, Is.EqualTo("/"));
        Assert.That(stack.Files.Unmount("/disk").IsSuccess);
    }

    [Test]
    public void Close_FromTheWorkingDirectory_UnmountsAllTheSame()
    {
        StorageStack stack = Trees.Mounted(HostImage.Disk(_volume));
        stack.Files.SetWorkingDirectory("/disk/sub");

        Assert.That(stack.Files.Close().IsSuccess);
        Assert.That(stack.Files.Mounts.Select(mount => mount.Path), Has.None.EqualTo("/disk"));
    }

    [Test]
    public void Detach_MountedDisk_IsRefusedUntilUnmounted()
    {
        IBlockDevice disk = HostImage.Disk(_volume);
        StorageStack stack = Trees.Mounted(disk);

        Assert.That(stack.Detach(disk).Message, Does.Contain("'umount /disk' first"));
        stack.Files.Unmount("/disk");
        Assert.That(stack.Detach(disk).IsSuccess);
        Assert.That(stack.Devices.All, Is.Empty);
    }

    [Test]
    public void Partition_RequestBeyondItsEnd_IsOutOfRange()
    {
        byte[] disk = Trees.Pattern(100 * 512, 3);
        Partition partition = new(new RamDisk("sd", disk), new PartitionEntry(2, 10, 20, string.Empty, string.Empty, null));
        byte[] buffer = new byte[2 * 512];

        Assert.That(partition.Name, Is.EqualTo("sd2"));
        Assert.That(partition.Read(18, buffer).IsSuccess);
        Assert.That(buffer, Is.EqualTo(disk[(28 * 512)..(30 * 512)]));
        Assert.That(partition.Read(19, buffer).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(partition.Read(ulong.MaxValue, buffer).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(partition.Write(19, buffer).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(partition.Write(0, new byte[512]).IsSuccess);
        Assert.That(disk[(10 * 512)..(11 * 512)], Is.EqualTo(new byte[512]));
        Assert.That(() => partition.Read(0, new byte[100]), Throws.ArgumentException);
        Assert.That(() => new Partition(partition, new PartitionEntry(1, 10, 11, string.Empty, string.Empty, null)), Throws.ArgumentException);
    }

    [Test]
    public void Devices_NameTwice_IsRefused()
    {
        StorageStack stack = new();
        stack.Attach(new RamDisk("ram0", new byte[512]));
        Assert.That(() => stack.Attach(new RamDisk("ram0", new byte[512])), Throws.ArgumentException);
    }
}
