using System;
using System.IO;
using System.Linq;
using CosmosNvme.Storage;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Files;

/// <summary>The devices below /dev that are no disks, by the tree of files and by System.IO.</summary>
[ReadOnlyTest]
internal sealed class StreamDeviceTests
{
    [TestCase("/dev/random")]
    [TestCase("/dev/urandom")]
    public void Random_ReadTwice_IsNotTheSame(string path)
    {
        byte[][] read = [new byte[64], new byte[64]];
        Assert.That(KernelContext.Storage.Files.Open(path, out OpenFile? file).IsSuccess, Is.True);
        using (file)
        {
            Assert.That(read.Sum(buffer => file!.Read(0, buffer, out int count).IsSuccess ? count : 0), Is.EqualTo(128));
        }

        Assert.That(read[0].AsSpan().SequenceEqual(read[1]), Is.False);
        Assert.That(read.All(buffer => buffer.Distinct().Count() > 16), Is.True);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        stream.ReadExactly(read[1]);
        Assert.That(read[0].AsSpan().SequenceEqual(read[1]), Is.False);
    }

    [Test]
    public void Full_Written_HasNoSpace()
    {
        using FileStream stream = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.That(() => stream.WriteByte(1), Throws.InstanceOf<IOException>());
    }

    [TestCase("/dev/null", 0)]
    [TestCase("/dev/zero", 5)]
    [TestCase("/dev/full", 5)]
    public void Streams_Read_GiveZerosOrNothing(string path, int bytes)
    {
        byte[] buffer = [1, 1, 1, 1, 1];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        Assert.That(stream.Read(buffer), Is.EqualTo(bytes));
        Assert.That(buffer.Count(value => value == 0), Is.EqualTo(bytes));
    }
}
