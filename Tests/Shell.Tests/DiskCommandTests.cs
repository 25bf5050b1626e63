using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The commands that divide disks, make file systems and check them.</summary>
[TestFixture]
internal sealed class DiskCommandTests
{
    private StorageStack _storage = null!;

    [SetUp]
    public void SetUp()
    {
        _storage = new StorageStack();
        _storage.Attach(new RamDisk("nvme0n1", new byte[64 << 20]));
    }

    [Test]
    public void Disk_DividedFormattedAndChecked_IsUsable()
    {
        Assert.That(Run("parted -s /dev/nvme0n1 mklabel gpt mkpart data fat32 1MiB 41MiB mkpart rest 41MiB 100%"), Is.Empty);
        Assert.That(Run("parted /dev/nvme0n1 print"), Is.EqualTo(
            "Disk /dev/nvme0n1: 131072s of 512 bytes\n" +
            "Partition Table: gpt\n\n" +
            "Number        Start          End         Size  Type                                  Name\n" +
            "     1        2048s       83967s       81920s  ebd0a0a2-b9e5-4433-87c0-68b6b72699c7  data\n" +
            "     2       83968s      131038s       47071s  0fc63daf-8483-4772-8e79-3d69d8477de4  rest\n"));
        Assert.That(Run("mkfs.fat -F 32 -n COSMOS -i 1234-abcd /dev/nvme0n1p1; lsblk"), Does.Contain("nvme0n1p1").And.Contain("vfat   COSMOS"));
        Assert.That(Run("fsck.fat -n /dev/nvme0n1p1"), Does.Match(@"^/dev/nvme0n1p1: 0 files, 1/\d+ clusters\n$"));
        Assert.That(Run("mkfs.fat /dev/nvme0n1p1"), Is.EqualTo("mkfs.fat: /dev/nvme0n1p1 holds a file system of type vfat called 'COSMOS', which would be lost; --force does it all the same\n"));
        Assert.That(Run("mkfs.fat /dev/nvme0n1"), Does.Contain("/dev/nvme0n1 has partitions, which would be lost"));
        Assert.That(Run("mount -o rw /dev/nvme0n1p1 /disk; mkfs.fat --force /dev/nvme0n1p1"), Does.Contain("/dev/nvme0n1p1 is mounted on /disk; 'umount /disk' first"));
        Assert.That(Run("fsck.fat /dev/nvme0n1p1"), Does.Contain("is mounted on /disk"));
        Assert.That(Run("parted /dev/nvme0n1 --force rm 1"), Does.Contain("is mounted on /disk"));
        Assert.That(Run("parted /dev/nvme0n1 --force mklabel msdos"), Does.Contain("is mounted on /disk"));
        Assert.That(Run("parted /dev/nvme0n1 rm 2"), Does.Contain("the content of partition 2 would be lost; --force does it all the same"));
        Assert.That(Run("parted /dev/nvme0n1 --force rm 2; lsblk"), Does.Contain("nvme0n1p1").And.Not.Contain("nvme0n1p2"));
        Assert.That(Run("umount /disk; parted /dev/nvme0n1 resizepart 1 50MiB; parted /dev/nvme0n1 resizepart 1 10MiB"), Does.Contain("would be lost; --force does it all the same"));
        Assert.That(Run("parted /dev/nvme0n1 print"), Does.Contain("     1        2048s      102399s"));
    }

    [Test]
    public void Fstrim_OfAMount_SaysHowMuchIsFree()
    {
        Assert.That(Run("mkfs.fat -F 16 /dev/nvme0n1; mount -o rw,discard /dev/nvme0n1 /disk; mount"), Does.Contain("/dev/nvme0n1 on /disk type vfat (rw,discard)\n"));
        Assert.That(Run("fstrim -v /disk"), Does.Match(@"^/disk: 64MB \(\d+ bytes\) trimmed\n$"));
        Assert.That(Run("fstrim -a -v"), Does.Match(@"^/disk: 64MB \(\d+ bytes\) trimmed\n$"));
        Assert.That(Run("fstrim /disk/"), Is.Empty);
        Assert.That(Run("fstrim /none"), Is.EqualTo("fstrim: /none: not a mountpoint\n"));
        Assert.That(Run("fstrim /tmp"), Is.EqualTo("fstrim: /tmp: the discard operation is not supported\n"));
        Assert.That(Run("fstrim"), Does.Contain("name the directories of file systems, or say -a"));
    }

    [Test]
    public void Mbr_WithLogicalPartitions_IsMade()
    {
        Assert.That(Run("parted /dev/nvme0n1 mklabel msdos mkpart primary fat32 1MiB 20MiB mkpart extended 20MiB 60MiB mkpart logical fat16 21MiB 30MiB mkpart logical 31MiB 60MiB"), Is.Empty);
        Assert.That(Run("lsblk"), Does.Contain("nvme0n1p1").And.Contain("nvme0n1p5").And.Contain("nvme0n1p6"));
        Assert.That(Run("parted /dev/nvme0n1 mkpart logical 21MiB 22MiB"), Does.Contain("overlap"));
    }

    [TestCase("parted", "name a disk")]
    [TestCase("parted /dev/none", "there is no block device /dev/none")]
    [TestCase("parted /dev/nvme0n1 explode", "there is no verb 'explode'")]
    [TestCase("parted /dev/nvme0n1 mklabel bsd", "there is no table of type 'bsd'")]
    [TestCase("parted /dev/nvme0n1 mkpart x 1MiB 2MiB", "has no partition table; 'mklabel gpt' makes one")]
    [TestCase("parted /dev/nvme0n1 mklabel gpt mkpart x 1parsec 2MiB", "'parsec' is no unit")]
    [TestCase("parted /dev/nvme0n1 mklabel gpt mkpart x 1MiB 200%", "is behind the end of the disk")]
    [TestCase("parted /dev/nvme0n1 mklabel gpt mkpart x 5MiB 2MiB", "are not within the usable blocks")]
    [TestCase("mkfs.fat", "name a device")]
    [TestCase("mkfs.fat -F 13 /dev/nvme0n1", "a FAT has 12, 16 or 32 bits, not 13")]
    [TestCase("mkfs.fat -n 'far too long a label' /dev/nvme0n1", "cannot be a label")]
    [TestCase("mkfs.fat -i xyz /dev/nvme0n1", "is no hexadecimal number")]
    [TestCase("fsck.fat /dev/nvme0n1", "it holds no FAT file system")]
    public void Command_ThatCannotBeDone_SaysWhy(string command, string says) => Assert.That(Run(command), Does.Contain(says));

    private string Run(string script)
    {
        FakeTerminal terminal = new();
        new ShellSession(terminal, new FakeMachine(), new FakeLog(), new ShellServices { Storage = _storage }).RunScript(script);
        return terminal.Output;
    }
}
