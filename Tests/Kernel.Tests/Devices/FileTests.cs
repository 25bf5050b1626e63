using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Files of the lab's demonstration disk, through the whole stack down to the controller.</summary>
[Category("lab")]
internal sealed class FileTests
{
    private const string Device = "/dev/nvme0n1p1";
    private const string Place = "/demonstration";

    [SetUp]
    public void Mount()
    {
        FileStatus status = KernelContext.Storage.Files.Mount(Device, Place, writable: false, out _);
        Assert.That(status.IsSuccess, Is.True, status.Message);
    }

    [TearDown]
    public void Unmount() => KernelContext.Storage.Files.Unmount(Place);

    [TestCase("hello.txt", "Hello from an NVMe disk.\n")]
    [TestCase("documents/letters/to whom it may concern.txt", "Files with long names are welcome here.\n")]
    public void Read_Text_IsWhatWasWritten(string path, string expected) => Assert.That(Encoding.UTF8.GetString(ReadAll(path)), Is.EqualTo(expected));

    [Test]
    public void Read_Bytes_AreWhatWasWritten()
    {
        byte[] bytes = ReadAll("numbers/bytes.bin");
        Assert.That(bytes, Has.Length.EqualTo(256 * 1024));
        Assert.That(bytes.Where((value, index) => value != (byte)(index + (index >> 8))), Is.Empty);
    }

    [Test]
    public void Read_Primes_AreAll1229()
    {
        int[] primes = [.. Encoding.ASCII.GetString(ReadAll("numbers/primes.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.That(primes, Has.Length.EqualTo(1229));
        Assert.That(primes[^1], Is.EqualTo(9973));
    }

    [Test]
    public void List_Root_HasTheFilesAndNoOthers()
    {
        Assert.That(KernelContext.Storage.Files.Open(Place, out OpenFile? directory).IsSuccess, Is.True);
        using (directory)
        {
            List<FileNode> children = [];
            Assert.That(directory!.List(children).IsSuccess, Is.True);
            Assert.That(children.Select(child => child.Name), Is.EquivalentTo(new[] { "hello.txt", "documents", "numbers" }));
        }
    }

    [Test]
    public void Partition_FirstBlock_IsTheDisksBlockThere()
    {
        IBlockDevice partition = KernelContext.Storage.Devices.Find("nvme0n1p1")!;
        IBlockDevice disk = KernelContext.Storage.Devices.Find("nvme0n1")!;
        ulong first = ((Partition)partition).Entry.FirstBlock;
        Assert.That(NvmeDisks.ReadSlowly(partition, 0, 4), Is.EqualTo(NvmeDisks.ReadSlowly(disk, first, 4)));
    }

    private static byte[] ReadAll(string path)
    {
        FileStatus status = KernelContext.Storage.Files.Open($"{Place}/{path}", out OpenFile? file);
        Assert.That(status.IsSuccess, Is.True, status.Message);
        using OpenFileStream stream = new(file!);
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
