using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Cosmos.Tests;

internal sealed class DemonstrationDiskTests
{
    [Test]
    public void Ensure_NoDisk_MakesGptWithOneFat32PartitionAndATree()
    {
        using TemporaryFolder folder = new();
        string disk = folder["disk.img"];
        Assert.That(DemonstrationDisk.Ensure(disk), Is.True);
        Assert.That(ToolRunner.RunOrThrow("sgdisk", "--verify", "--print", disk), Does.Contain("No problems found").And.Contain("demonstration"));
        using FileStream stream = File.OpenRead(disk);
        byte[] kind = new byte[8];
        stream.Position = 1024 * 1024 + 82;
        stream.ReadExactly(kind);
        Assert.That(kind, Is.EqualTo("FAT32   "u8.ToArray()));
        Assert.That(ToolRunner.RunOrThrow("mtype", "-i", disk + "@@1048576", "::/documents/letters/to whom it may concern.txt"), Does.Contain("long names"));
    }

    [Test]
    public void Ensure_ExistingDisk_IsLeftAlone()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["disk.img"], "mine");
        Assert.That(DemonstrationDisk.Ensure(folder["disk.img"]), Is.False);
        Assert.That(File.ReadAllText(folder["disk.img"]), Is.EqualTo("mine"));
    }
}
