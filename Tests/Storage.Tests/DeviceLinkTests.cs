using CosmosNvme.Abstractions;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>The links below /dev/disk.</summary>
[TestFixture]
internal sealed class DeviceLinkTests
{
    private const string Folder = "/dev/disk/";

    [Test]
    public void Disk_WithPartitions_HasTheLinksOfLinux()
    {
        StorageStack stack = Stack(out _);
        Assert.That(Trees.Names(stack, "/dev/disk"), Is.EqualTo(new[] { "by-id", "by-label", "by-partlabel", "by-partuuid", "by-path", "by-uuid" }));
        Assert.That(Trees.Names(stack, Folder + "by-id"), Is.EqualTo(
            new[] { "nvme-M_S", "nvme-M_S-part1", "nvme-M_S-part2", "nvme-eui.1", "nvme-eui.1-part1", "nvme-eui.1-part2" }));
        Assert.That(Trees.Names(stack, Folder + "by-path"), Is.EqualTo(new[] { "pci-0000:00:01.0-nvme-1", "pci-0000:00:01.0-nvme-1-part1", "pci-0000:00:01.0-nvme-1-part2" }));
        Assert.That(Trees.Names(stack, Folder + "by-partlabel"), Is.EqualTo(new[] { "my\\x20data", "x\\x2fy" }), "what a directory or a shell trips over is a number");
        Assert.That(Trees.Names(stack, Folder + "by-partuuid"), Has.Length.EqualTo(2));
        Assert.That(Trees.Names(stack, Folder + "by-label"), Is.EqualTo(new[] { "VOLUME" }));
        Assert.That(Trees.Names(stack, Folder + "by-uuid"), Is.EqualTo(new[] { "1234-ABCD" }));
    }

    [TestCase("by-id/nvme-M_S", "nvme0n1")]
    [TestCase("by-id/nvme-eui.1-part2", "nvme0n1p2")]
    [TestCase("by-path/pci-0000:00:01.0-nvme-1-part1", "nvme0n1p1")]
    [TestCase("by-uuid/1234-ABCD", "nvme0n1p1")]
    [TestCase("by-partlabel/x\\x2fy", "nvme0n1p2")]
    public void Link_Followed_LeadsToItsDevice(string link, string device)
    {
        StorageStack stack = Stack(out _);
        Assert.That(stack.Files.FindBlockDevice(Folder + link, out IBlockDevice? found).IsSuccess);
        Assert.That(found!.Name, Is.EqualTo(device));
        Assert.That(Trees.Stat(stack, Folder + link).Length, Is.EqualTo(found.BlockCount * 512));
    }

    [Test]
    public void Mount_OverALink_IsTheDevicesMount()
    {
        StorageStack stack = Stack(out _);
        FileStatus status = stack.Files.Mount(Folder + "by-id/nvme-M_S-part1", "/disk", false, out Mount? mount);
        Assert.That(status.IsSuccess, status.Message);
        Assert.That(mount!.Source, Is.EqualTo("/dev/nvme0n1p1"));
        Assert.That(stack.Files.Mount("/dev/nvme0n1p1", "/other", false, out _).Error, Is.EqualTo(FileError.Busy));
        Assert.That(stack.Files.Unmount(Folder + "by-uuid/1234-ABCD").IsSuccess);
    }

    [Test]
    public void Links_OfADiskThatGoes_GoWithIt()
    {
        StorageStack stack = Stack(out IBlockDevice disk);
        stack.Attach(new NamedDisk("nvme1n1", new byte[1 << 20], null, "nvme-M_S", "nvme-eui.2"));
        Assert.That(stack.Files.FindBlockDevice(Folder + "by-id/nvme-M_S", out IBlockDevice? first).IsSuccess && first == disk, "of two that say they are the same, the first");
        stack.Abandon(disk);
        Assert.That(Trees.Names(stack, Folder + "by-id"), Is.EquivalentTo(new[] { "nvme-M_S", "nvme-eui.2" }));
        Assert.That(Trees.Names(stack, Folder + "by-uuid"), Is.Empty);
        Assert.That(stack.Files.FindBlockDevice(Folder + "by-id/nvme-eui.1", out _).Error, Is.EqualTo(FileError.NoEntry));
    }

    private static StorageStack Stack(out IBlockDevice disk)
    {
        byte[] content = new byte[4 * 1024 * 1024];
        GptWriter.Write(content, 512, [(2048, 2048 + 2047, "my data"), (5000, 5999, "x/y")]);
        using (HostImage image = HostImage.OfFat(1024 * 1024, "-n", "VOLUME", "-i", "1234abcd"))
        {
            image.Bytes().CopyTo(content, 2048 * 512);
        }

        StorageStack stack = new();
        disk = new NamedDisk("nvme0n1", content, "pci-0000:00:01.0-nvme-1", "nvme-M_S", "nvme-eui.1");
        stack.Attach(disk);
        return stack;
    }
}
