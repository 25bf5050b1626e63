using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <content>Memory-mapped files, drives, and the directory that programs work in.</content>
internal abstract partial class SystemIoTests
{
    [Test]
    public void MappedFile_SharedViews_AreTheFile()
    {
        string path = At("mapped");
        File.WriteAllBytes(path, Pattern(20_000, 1));
        using (MemoryMappedFile map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 30_000))
        {
            using MemoryMappedViewAccessor first = map.CreateViewAccessor(0, 10_000);
            using MemoryMappedViewAccessor second = map.CreateViewAccessor(5000, 25_000);
            Assert.That(first.ReadByte(7), Is.EqualTo(Pattern(20_000, 1)[7]));
            first.Write(6000, 0x1122_3344);
            Assert.That(second.ReadInt32(1000), Is.EqualTo(0x1122_3344), "views of one file see each other");
            second.Write(24_996, 7);
            first.Flush();
        }

        byte[] bytes = File.ReadAllBytes(path);
        Assert.That($"{bytes.Length} {BitConverter.ToInt32(bytes, 6000):x} {BitConverter.ToInt32(bytes, 29_996)}", Is.EqualTo("30000 11223344 7"));
    }

    [Test]
    public void MappedFile_CopyOnWrite_LeavesTheFile()
    {
        string path = At("private");
        File.WriteAllBytes(path, Pattern(9000, 1));
        using (FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite))
        using (MemoryMappedFile map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true))
        using (MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite))
        {
            view.Write(0, 12345);
            Assert.That(view.ReadInt32(0), Is.EqualTo(12345));
        }

        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(Pattern(9000, 1)), Is.True);
    }

    [Test]
    public void MappedFile_WithoutAFile_IsMemory()
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateNew(null, 10_000);
        using MemoryMappedViewStream stream = map.CreateViewStream();
        stream.Write(Pattern(10_000, 4));
        using MemoryMappedViewAccessor view = map.CreateViewAccessor();
        Assert.That(view.ReadByte(9_999), Is.EqualTo(Pattern(10_000, 4)[9_999]));
    }

    [Test]
    public void Drive_OfTheFolder_TellsItsSpace()
    {
        DriveInfo drive = new(_folder);
        Assert.That(drive.TotalSize, Is.GreaterThan(0));
        Assert.That(drive.AvailableFreeSpace, Is.InRange(1, drive.TotalSize));
        Assert.That(drive.IsReady, Is.True);
        Assert.That(drive.DriveFormat, Is.Not.Empty);
        Assert.That(DriveInfo.GetDrives().Select(one => one.Name), Does.Contain("/"));
    }

    [Test]
    public void Paths_CurrentDirectoryAndTemporaryFiles_Work()
    {
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_folder);
        try
        {
            File.WriteAllText("relative", "x");
            Assert.That(File.Exists(At("relative")), Is.True);
            Assert.That(Path.GetFullPath("relative"), Is.EqualTo(At("relative")));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }

        string temporary = Path.GetTempFileName();
        Assert.That(new FileInfo(temporary).Length, Is.Zero);
        File.Delete(temporary);
        Directory.CreateTempSubdirectory("kernel-").Delete();
    }
}
