using System;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Content of files in memory against an array that does the same.</summary>
[TestFixture]
internal sealed class MemoryFileTests
{
    private const int Limit = 256 * 1024;
    private const int Operations = 4000;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Content_RandomOperations_IsThatOfAnArray(int seed)
    {
        Random random = new(seed);
        MemoryFile file = Make(Limit, out MemoryFileSystem fileSystem);
        byte[] model = [];
        for (int i = 0; i < Operations; i++)
        {
            int offset = random.Next(100_000);
            int length = random.Next(20_000);
            switch (random.Next(4))
            {
                case 0:
                    byte[] data = new byte[length];
                    random.NextBytes(data);
                    Assert.That(file.Write((ulong)offset, data, out int written).IsSuccess);
                    Assert.That(written, Is.EqualTo(length));
                    Array.Resize(ref model, Math.Max(model.Length, length == 0 ? 0 : offset + length));
                    data.CopyTo(model, length == 0 ? 0 : offset);
                    break;
                case 1:
                    Assert.That(file.SetLength((ulong)offset).IsSuccess);
                    Array.Resize(ref model, offset);
                    break;
                case 2:
                    Assert.That(file.Allocate((ulong)offset, (ulong)length + 1, keepLength: true).IsSuccess);
                    break;
                default:
                    byte[] buffer = new byte[length];
                    Assert.That(file.Read((ulong)offset, buffer, out int read).IsSuccess);
                    Assert.That(read, Is.EqualTo(Math.Clamp(model.Length - offset, 0, length)));
                    Assert.That(buffer.AsSpan(0, read).SequenceEqual(model.AsSpan(Math.Min(offset, model.Length), read)));
                    break;
            }

            file.GetInformation(out FileInformation information);
            Assert.That(information.Length, Is.EqualTo((ulong)model.Length));
        }

        Assert.That(file.SetLength(0).IsSuccess);
        fileSystem.GetSpace(out FileSystemSpace space);
        Assert.That(space.FreeBlocks, Is.EqualTo(space.Blocks));
    }

    [Test]
    public void Write_BeyondTheLimit_WritesWhatFitsAndThenSaysSo()
    {
        MemoryFile file = Make(4 * 4096, out _);
        Assert.That(file.Write(0, new byte[5 * 4096], out int count).IsSuccess);
        Assert.That(count, Is.EqualTo(4 * 4096));
        Assert.That(file.Write(4 * 4096, new byte[1], out count).Error, Is.EqualTo(FileError.NoSpace));
        Assert.That(count, Is.Zero);
        Assert.That(file.SetLength(1).IsSuccess);
        Assert.That(file.Write(4096, new byte[1], out _).IsSuccess, "what was cut off is free again");
        Assert.That(file.Allocate(0, 100 * 4096, keepLength: false).Error, Is.EqualTo(FileError.NoSpace));
    }

    [Test]
    public void Write_FarBehindTheEnd_TakesNoMemoryForTheHole()
    {
        MemoryFile file = Make(Limit, out _);
        Assert.That(file.Write(1UL << 30, new byte[] { 1 }, out _).IsSuccess);
        file.GetInformation(out FileInformation information);
        Assert.That((information.Length, information.AllocatedBytes), Is.EqualTo(((1UL << 30) + 1, 4096UL)));
        Assert.That(file.Write(1UL << 60, new byte[] { 1 }, out _).Error, Is.EqualTo(FileError.TooLarge));
        Assert.That(file.SetLength(1UL << 60).Error, Is.EqualTo(FileError.TooLarge));
    }

    [Test]
    public void Times_AndPermissions_AreKept()
    {
        MemoryFile file = Make(Limit, out _);
        DateTime used = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        DateTime changed = new(2010, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);
        Assert.That(file.SetTimes(used, changed).IsSuccess);
        Assert.That(file.SetTimes(null, null).IsSuccess);
        Assert.That(file.SetPermissions(0b100_000_000).IsSuccess);
        file.GetInformation(out FileInformation information);
        Assert.That((information.Accessed, information.Modified, information.Permissions), Is.EqualTo((used, changed, 0b100_000_000)));
        file.Write(0, new byte[1], out _);
        file.GetInformation(out information);
        Assert.That(information.Modified, Is.GreaterThan(changed));
    }

    private static MemoryFile Make(int limit, out MemoryFileSystem fileSystem)
    {
        fileSystem = new MemoryFileSystem((ulong)limit, 0b111_101_101);
        return new MemoryFile(fileSystem, "file", 0b110_100_100);
    }
}
