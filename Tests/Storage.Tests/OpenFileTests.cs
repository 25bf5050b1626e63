using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Open files, and streams over them.</summary>
[TestFixture]
internal sealed class OpenFileTests
{
    private const int Bytes = 4096;

    private byte[] _content = [];
    private StorageStack _stack = null!;
    private WatchedDevice _device = null!;

    [SetUp]
    public void SetUp()
    {
        _content = Trees.Pattern(Bytes, 1);
        _device = new WatchedDevice(HostImage.Disk(_content));
        _stack = new StorageStack();
        _stack.Devices.Add(_device);
    }

    [TestCase(0, SeekOrigin.Begin, 0)]
    [TestCase(100, SeekOrigin.Begin, 100)]
    [TestCase(-1, SeekOrigin.Current, 99)]
    [TestCase(5, SeekOrigin.Current, 105)]
    [TestCase(-96, SeekOrigin.End, 4000)]
    [TestCase(10, SeekOrigin.End, 4106)]
    public void Stream_Seek_GoesThere(long offset, SeekOrigin origin, long position)
    {
        using OpenFileStream stream = Open("/dev/ram0");
        stream.Position = 100;
        Assert.That(stream.Seek(offset, origin), Is.EqualTo(position));
        Assert.That(stream.Position, Is.EqualTo(position));
        byte[] buffer = new byte[50];
        int expected = (int)Math.Clamp(Bytes - position, 0, 50);
        Assert.That(stream.Read(buffer, 0, 50), Is.EqualTo(expected));
        Assert.That(buffer[..expected], Is.EqualTo(_content.Skip((int)position).Take(expected)));
    }

    [TestCase(-1, SeekOrigin.Begin)]
    [TestCase(-4097, SeekOrigin.End)]
    [TestCase(long.MaxValue, SeekOrigin.End)]
    public void Stream_SeekBeforeTheBeginning_Throws(long offset, SeekOrigin origin)
    {
        using OpenFileStream stream = Open("/dev/ram0");
        Assert.That(() => stream.Seek(offset, origin), Throws.InstanceOf<IOException>());
        Assert.That(() => stream.Position = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(stream.Position, Is.Zero);
    }

    [Test]
    public void Stream_Abilities_AreThoseOfAReader()
    {
        using OpenFileStream stream = Open("/dev/ram0");
        stream.Flush();
        Assert.That((stream.CanRead, stream.CanSeek, stream.CanWrite, stream.Length), Is.EqualTo((true, true, false, (long)Bytes)));
        Assert.That(() => stream.Write([1], 0, 1), Throws.InstanceOf<NotSupportedException>());
        Assert.That(() => stream.SetLength(1), Throws.InstanceOf<NotSupportedException>());
        Assert.That(() => stream.Read(new byte[1], 0, 2), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void Stream_BadBlock_ThrowsWithTheReason()
    {
        _device.BadBlocks.Add(2);
        using OpenFileStream stream = Open("/dev/ram0");
        Assert.That(() => stream.Read(new byte[Bytes], 0, Bytes), Throws.InstanceOf<IOException>().With.Message.Contains("ram0 could not read at byte 0 (Medium, device status 0x281)"));
        stream.Position = 1100;
        Assert.That(() => stream.Read(new byte[10], 0, 10), Throws.InstanceOf<IOException>().With.Message.Contains("at byte 1100"));
        stream.Position = 1000;
        Assert.That(() => stream.Read(new byte[40], 0, 40), Throws.InstanceOf<IOException>(), "the second part is in the bad block");
    }

    [Test]
    public void File_AfterDispose_Throws()
    {
        _stack.Files.Open("/dev/ram0", out OpenFile? file);
        file!.Dispose();
        file.Dispose();
        Assert.That(() => file.Read(0, new byte[1], out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => file.List([]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Directory_ReadAsAFile_SaysWhatItIs()
    {
        _stack.Files.Open("/", out OpenFile? root);
        using (root)
        {
            Assert.That(root!.Read(0, new byte[1], out int count).Error, Is.EqualTo(FileError.IsADirectory));
            Assert.That(count, Is.Zero);
            Assert.That(root.GetInformation(out FileInformation information).IsSuccess);
            Assert.That(information.Kind, Is.EqualTo(FileKind.Directory));
        }
    }

    [Test]
    public void Device_ListedAsADirectory_SaysWhatItIs()
    {
        _stack.Files.Open("/dev/ram0", out OpenFile? file);
        using (file)
        {
            Assert.That(file!.List([]).Error, Is.EqualTo(FileError.NotADirectory));
        }

        Assert.That(_stack.Files.Open("/dev/ram0/x", out _).Error, Is.EqualTo(FileError.NotADirectory));
        Assert.That(Trees.Stat(_stack, "/dev").Kind, Is.EqualTo(FileKind.Directory));
    }

    [TestCase(4096)]
    [TestCase(4097)]
    [TestCase(5000)]
    public void Device_ReadBehindItsEnd_GivesNothing(int offset)
    {
        _stack.Files.Open("/dev/ram0", out OpenFile? file);
        using (file)
        {
            Assert.That(file!.Read((ulong)offset, new byte[100], out int count).IsSuccess);
            Assert.That(count, Is.Zero);
        }
    }

    [Test]
    public void Nodes_OfEveryKind_RefuseWhatTheyAreNot()
    {
        using HostImage image = HostImage.OfFat(1024 * 1024);
        image.Put("/FILE", [1]);
        StorageStack stack = Trees.Mounted(image.Disk());
        foreach (string path in new[] { "/disk", "/dev" })
        {
            List<FileNode> children = [];
            stack.Files.Open(path, out OpenFile? directory);
            using (directory)
            {
                directory!.List(children);
            }

            FileNode leaf = children[0];
            Assert.That(leaf.Lookup("x", out FileNode? child).Error, Is.EqualTo(FileError.NotADirectory));
            Assert.That(leaf.List([]).Error, Is.EqualTo(FileError.NotADirectory));
            Assert.That(leaf.CreateDirectory("x", 0b111_101_101, out _).Error, Is.EqualTo(FileError.NotADirectory));
            Assert.That(child, Is.Null);
        }

        Assert.That(stack.Files.Mounts[^1].FileSystem.Root.CreateDirectory("x", 0b111_101_101, out _).Error, Is.EqualTo(FileError.ReadOnly));
        FileNode root = stack.Files.Mounts[0].FileSystem.Root;
        Assert.That(root.CreateDirectory("dev", 0b111_101_101, out _).Error, Is.EqualTo(FileError.Exists));
    }

    [Test]
    public void Open_WhileItIsUnmounted_SeesOneTreeOrTheOther()
    {
        StorageStack stack = Trees.Mounted(FatDisk());
        using ManualResetEventSlim done = new();
        string? failure = null;
        Thread opener = new(() =>
        {
            while (!done.IsSet && failure is null)
            {
                FileStatus status = stack.Files.Open("/disk", out OpenFile? file);
                file?.Dispose();
                failure = status.IsSuccess ? null : status.Message;
            }
        });
        opener.Start();
        for (int round = 0; round < 3000; round++)
        {
            if (stack.Files.Unmount("/disk").IsSuccess)
            {
                Assert.That(stack.Files.Mount("/dev/ram0", "/disk", false, out _).IsSuccess);
            }
        }

        done.Set();
        Assert.That(opener.Join(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(failure, Is.Null);
    }

    // What Linux says for its error numbers.
    [TestCase(FileError.None, "Success")]
    [TestCase(FileError.NoEntry, "No such file or directory")]
    [TestCase(FileError.InputOutput, "Input/output error")]
    [TestCase(FileError.Busy, "Device or resource busy")]
    [TestCase(FileError.Exists, "File exists")]
    [TestCase(FileError.NotADirectory, "Not a directory")]
    [TestCase(FileError.IsADirectory, "Is a directory")]
    [TestCase(FileError.Invalid, "Invalid argument")]
    [TestCase(FileError.NotPermitted, "Operation not permitted")]
    [TestCase(FileError.BadFile, "Bad file descriptor")]
    [TestCase(FileError.Again, "Resource temporarily unavailable")]
    [TestCase(FileError.NoMemory, "Cannot allocate memory")]
    [TestCase(FileError.AccessDenied, "Permission denied")]
    [TestCase(FileError.CrossDevice, "Invalid cross-device link")]
    [TestCase(FileError.NoDevice, "No such device")]
    [TestCase(FileError.TooLarge, "File too large")]
    [TestCase(FileError.NoSpace, "No space left on device")]
    [TestCase(FileError.TooManyLinks, "Too many links")]
    [TestCase(FileError.Deadlock, "Resource deadlock avoided")]
    [TestCase(FileError.NotEmpty, "Directory not empty")]
    [TestCase(FileError.Loop, "Too many levels of symbolic links")]
    [TestCase(FileError.ReadOnly, "Read-only file system")]
    [TestCase(FileError.NameTooLong, "File name too long")]
    [TestCase(FileError.NotSupported, "Operation not supported")]
    [TestCase(FileError.Damaged, "Structure needs cleaning")]
    public void Status_WithoutDetail_HasLinuxsWords(FileError error, string message)
    {
        Assert.That(FileStatus.Of(error).Message, Is.EqualTo(message));
        Assert.That(FileStatus.Of(error, "because").Message, Is.EqualTo("because"));
        Assert.That(FileStatus.Of(error).IsSuccess, Is.EqualTo(error == FileError.None));
    }

    [TestCase(0, new byte[] { 0x58, 0x46, 0x53, 0x42 }, "xfs")]
    [TestCase(0, new byte[] { 0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE }, "crypto_LUKS")]
    [TestCase(3, new byte[] { 0x45, 0x58, 0x46, 0x41, 0x54, 0x20, 0x20, 0x20 }, "exfat")]
    [TestCase(4086, new byte[] { 0x53, 0x57, 0x41, 0x50, 0x53, 0x50, 0x41, 0x43, 0x45, 0x32 }, "swap")]
    [TestCase(0x10040, new byte[] { 0x5F, 0x42, 0x48, 0x52, 0x66, 0x53, 0x5F, 0x4D }, "btrfs")]
    public void Probe_KnownContent_IsNamed(int offset, byte[] magic, string name)
    {
        byte[] image = new byte[1 << 20];
        magic.CopyTo(image, offset);
        Assert.That(FileSystemProbe.Identify(HostImage.Disk(image), out FileSystemIdentity? identity).IsSuccess);
        Assert.That(identity!.TypeName, Is.EqualTo(name));
        Assert.That(identity.Problem, Does.Contain("is not supported"));
    }

    // Feature words of an ext superblock: has_journal, extents.
    [TestCase(0u, 0u, "ext2")]
    [TestCase(4u, 0u, "ext3")]
    [TestCase(4u, 0x40u, "ext4")]
    public void Probe_Ext_IsToldApartByItsFeatures(uint compatible, uint incompatible, string name)
    {
        byte[] image = new byte[1 << 20];
        (image[1080], image[1081], image[1116], image[1120]) = (0x53, 0xEF, (byte)compatible, (byte)incompatible);
        FileSystemProbe.Identify(HostImage.Disk(image), out FileSystemIdentity? identity);
        Assert.That(identity!.TypeName, Is.EqualTo(name));
    }

    [TestCase(0)]
    [TestCase(512)]
    [TestCase(1536)]
    public void Probe_TinyDevice_HoldsNothing(int bytes)
    {
        Assert.That(FileSystemProbe.Identify(HostImage.Disk(new byte[bytes]), out FileSystemIdentity? identity).IsSuccess);
        Assert.That(identity, Is.Null);
    }

    [Test]
    public void Tree_OfDirectories_IsListedInOrderAndLongNamesAreRefused()
    {
        StorageStack stack = Trees.Mounted(FatDisk());
        Assert.That(stack.Files.Mount("/dev/ram0", "/again", false, out _).Error, Is.EqualTo(FileError.Busy));
        stack.Files.Unmount("/disk");
        Assert.That(stack.Files.Mount("/dev/ram0", "/" + new string('n', 256), false, out _).Error, Is.EqualTo(FileError.NameTooLong));
        Assert.That(stack.Files.Mount("/dev/ram0", "/b/c", false, out _).IsSuccess);
        Assert.That(Trees.Names(stack, "/"), Is.EqualTo(new[] { "b", "dev", "disk", "proc", "tmp" }));
        Assert.That(Trees.Stat(stack, "/b").Kind, Is.EqualTo(FileKind.Directory));
        Assert.That(stack.Files.Unmount("/none").Error, Is.EqualTo(FileError.NoEntry));
        Assert.That(stack.Files.Mounts.Select(mount => (mount.FileSystem.TypeName, mount.FileSystem.IsReadOnly, mount.FileSystem.Device?.Name)), Is.EqualTo(new[] { ("tmpfs", false, (string?)null), ("devtmpfs", true, null), ("proc", true, null), ("tmpfs", false, null), ("tmpfs", false, null), ("vfat", true, "ram0") }));
    }

    private static IBlockDevice FatDisk()
    {
        using HostImage image = HostImage.OfFat(1024 * 1024);
        return image.Disk();
    }

    private OpenFileStream Open(string path)
    {
        Assert.That(_stack.Files.Open(path, out OpenFile? file).IsSuccess);
        return new OpenFileStream(file!);
    }
}
