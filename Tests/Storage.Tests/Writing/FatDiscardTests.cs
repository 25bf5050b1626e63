using System;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>What a disk is told of clusters that are free.</summary>
[TestFixture]
internal sealed class FatDiscardTests
{
    private const int FileBytes = 100_000;

    [Test]
    public void Trim_OfAVolume_DiscardsWhatIsFreeAndNothingElse([Values(12, 16, 32)] int kind)
    {
        FatDisk disk = new(FatDisk.MakeImage(kind));
        byte[] content = Content();
        disk.Put("/kept", content);
        disk.Put("/gone", content);
        disk.Put("/kept too", content);
        disk.Delete("/gone");
        Assert.That(disk.Volume.Trim(out ulong bytes).IsSuccess);
        FatDisk.Check(disk.Volume.GetSpace(out FileSystemSpace space), "space");
        Assert.That(bytes, Is.EqualTo(space.FreeBlocks * space.BlockBytes));
        Assert.That(disk.Get("/kept"), Is.EqualTo(content));
        Assert.That(disk.Get("/kept too"), Is.EqualTo(content));
        Assert.That(CountOf(disk.Image, content.AsSpan(0, 512)), Is.EqualTo(2), "what was removed is not on the disk any more");
        disk.CloseAndCheck();
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public void File_Removed_IsDiscardedIfThatIsWanted(bool discards, int left)
    {
        FatDisk disk = new(FatDisk.MakeImage(16));
        disk.Volume.Discards = discards;
        byte[] content = Content();
        disk.Put("/gone", content);
        FatDisk.Check(disk.Volume.Flush(), "flush");
        disk.Delete("/gone");
        Assert.That(CountOf(disk.Image, content.AsSpan(0, 512)), Is.EqualTo(1), "its removal is not durable yet");
        FatDisk.Check(disk.Volume.Flush(), "flush");
        Assert.That(CountOf(disk.Image, content.AsSpan(0, 512)), Is.EqualTo(left));
        disk.CloseAndCheck();
    }

    private static byte[] Content()
    {
        byte[] content = new byte[FileBytes];
        new Random(1).NextBytes(content);
        return content;
    }

    private static int CountOf(byte[] image, ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int from = image.AsSpan().IndexOf(bytes); from >= 0; count++)
        {
            int next = image.AsSpan(from + 1).IndexOf(bytes);
            from = next < 0 ? -1 : from + 1 + next;
        }

        return count;
    }
}
