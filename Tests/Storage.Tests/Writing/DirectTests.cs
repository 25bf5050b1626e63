using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Files of FAT opened for direct transfers: past the cache, and still the same file as for those who use it.</summary>
[TestFixture]
internal sealed class DirectTests
{
    private const FileAccessModes ReadWrite = FileAccessModes.Read | FileAccessModes.Write;

    private StorageStack _stack = null!;
    private WatchedDevice _device = null!;
    private FatDisk _image = null!;

    [SetUp]
    public void Mount()
    {
        byte[] image = FatDisk.MakeImage(16);
        _image = new FatDisk(image);
        _image.Put("/file", Trees.Pattern(5000, 1));
        _image.CloseAndCheck();
        _device = new WatchedDevice(new RamDisk("ram0", image));
        _stack = new StorageStack();
        _stack.Attach(_device);
        FatDisk.Check(_stack.Files.Mount("/dev/ram0", "/mnt", writable: true, out _), "mount");
    }

    [TearDown]
    public void Unmount() => FatDisk.Check(_stack.Files.Unmount("/mnt"), "umount");

    [Test]
    public void Read_OfAlignedPieces_GoesToTheDiskEachTime()
    {
        using OpenFile file = Open(FileAccessModes.Read | FileAccessModes.Direct);
        byte[] buffer = new byte[1024];
        FatDisk.Check(file.Read(512, buffer, out int count), "read");
        int before = _device.Reads.Count;
        FatDisk.Check(file.Read(512, buffer, out count), "read");
        Assert.That(_device.Reads.Count, Is.EqualTo(before + 1));
        Assert.That(count, Is.EqualTo(1024));
        Assert.That(buffer, Is.EqualTo(Trees.Pattern(5000, 1)[512..1536]));
    }

    [Test]
    public void Read_ToTheEnd_GivesNoByteMoreThanTheFileHas()
    {
        using OpenFile file = Open(FileAccessModes.Read | FileAccessModes.Direct);
        byte[] buffer = new byte[8192];
        FatDisk.Check(file.Read(4608, buffer, out int count), "read");
        Assert.That(count, Is.EqualTo(392));
        Assert.That(buffer[..392], Is.EqualTo(Trees.Pattern(5000, 1)[4608..]));
        FatDisk.Check(file.Read(5120, buffer, out count), "behind the end");
        Assert.That(count, Is.Zero);
    }

    [TestCase(1UL, 512)]
    [TestCase(256UL, 512)]
    [TestCase(512UL, 511)]
    public void ReadAndWrite_OfPartsOfBlocks_AreInvalid(ulong offset, int length)
    {
        using OpenFile file = Open(ReadWrite | FileAccessModes.Direct);
        Assert.That(file.Read(offset, new byte[length], out _).Error, Is.EqualTo(FileError.Invalid));
        Assert.That(file.Write(ref offset, new byte[length], out _).Error, Is.EqualTo(FileError.Invalid));
    }

    [Test]
    public void Write_NextToBufferedUse_IsSeenByBoth()
    {
        using OpenFile direct = Open(ReadWrite | FileAccessModes.Direct);
        using OpenFile buffered = Open(ReadWrite);
        byte[] expected = Trees.Pattern(5000, 1).Concat(new byte[3192]).ToArray();
        for (int round = 0; round < 8; round++)
        {
            byte[] piece = Trees.Pattern(1024, round + 2);
            ulong at = (ulong)(round * 1024);
            OpenFile writer = round % 2 == 0 ? direct : buffered;
            OpenFile reader = round % 2 == 0 ? buffered : direct;
            FatDisk.Check(writer.Write(ref at, piece, out int count), "write");
            Assert.That(count, Is.EqualTo(1024));
            piece.CopyTo(expected, round * 1024);
            byte[] read = new byte[1024];
            FatDisk.Check(reader.Read(at, read, out _), "read");
            Assert.That(read, Is.EqualTo(piece), $"round {round}");
        }

        byte[] all = new byte[8192];
        FatDisk.Check(buffered.Read(0, all, out int total), "read");
        Assert.That(all[..total], Is.EqualTo(expected[..total]));
        Assert.That(total, Is.EqualTo(8192));
    }

    [Test]
    public void Write_WithAppend_NeedsAnAlignedEnd()
    {
        using OpenFile file = Open(ReadWrite | FileAccessModes.Direct | FileAccessModes.Append);
        ulong offset = 0;
        Assert.That(file.Write(ref offset, new byte[512], out _).Error, Is.EqualTo(FileError.Invalid));
        FatDisk.Check(file.SetLength(5120), "set length");
        FatDisk.Check(file.Write(ref offset, Trees.Pattern(512, 9), out _), "write");
        Assert.That(offset, Is.EqualTo(5120UL));
    }

    private OpenFile Open(FileAccessModes modes)
    {
        FatDisk.Check(_stack.Files.Open("/mnt/file", modes, 0, out OpenFile? file), "open");
        return file!;
    }
}
