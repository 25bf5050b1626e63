using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using CosmosNvme.Lab;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Shell.Tests;

/// <summary>The commands about block devices and files, on an image that mkfs.fat and mtools made.</summary>
[TestFixture]
internal sealed class StorageCommandTests
{
    private const int DiskBytes = 8 * 1024 * 1024;
    private const int FirstBlock = 2048;
    private const string Umlauts = "zwei Wörter mit Größe.txt";

    private static byte[] s_disk = [];

    private FakeTerminal _terminal = new();
    private ShellSession _session = null!;

    [OneTimeSetUp]
    public void MakeDisk()
    {
        Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
        s_disk = new byte[DiskBytes];
        GptWriter.Write(s_disk, 512, [(FirstBlock, 10239, "data"), (12288, 14335, "nothing")]);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-shell-");
        string image = Path.Combine(folder.FullName, "volume.img");
        string file = Path.Combine(folder.FullName, "file");
        File.WriteAllBytes(image, new byte[4 * 1024 * 1024]);
        ToolRunner.RunOrThrow("mkfs.fat", "-n", "COSMOS", image);
        ToolRunner.RunOrThrow("mmd", "-i", image, "::/dir", "::/dir/inner");
        File.WriteAllText(file, "hello\n");
        File.SetLastWriteTime(file, new DateTime(2020, 2, 3, 4, 5, 6));
        ToolRunner.RunOrThrow("mcopy", "-m", "-i", image, file, "::/" + Umlauts);
        ToolRunner.RunOrThrow("mcopy", "-m", "-i", image, file, "::/.hidden");
        File.WriteAllBytes(file, Enumerable.Range(0, 5000).Select(value => (byte)value).ToArray());
        ToolRunner.RunOrThrow("mcopy", "-i", image, file, "::/dir/bytes.bin");
        File.ReadAllBytes(image).CopyTo(s_disk, FirstBlock * 512);
        folder.Delete(recursive: true);
    }

    [SetUp]
    public void SetUp()
    {
        StorageStack storage = new();
        storage.Attach(new RamDisk("nvme0n1", s_disk, isReadOnly: true));
        Start(storage);
    }

    [Test]
    public void Lsblk_DiskWithPartitions_IsPrintedAsATree() =>
        Assert.That(Run("mount /dev/nvme0n1p1 /disk; lsblk"), Is.EqualTo(
            "NAME        SIZE TYPE FSTYPE LABEL  MOUNTPOINTS\n" +
            "nvme0n1       8M disk\n" +
            "├─nvme0n1p1   4M part vfat   COSMOS /disk\n" +
            "└─nvme0n1p2   1M part\n"));

    [Test]
    public void Lsblk_Bytes_AreExact() => Assert.That(Run("lsblk -b"), Does.Contain("nvme0n1     8388608 disk\n"));

    [TestCase("lsblk -J -b")]
    [TestCase("lsblk -b -o json")]
    public void Lsblk_Json_HasLinuxsShape(string command)
    {
        using JsonDocument json = JsonDocument.Parse(Run(command));
        JsonElement disk = json.RootElement.GetProperty("blockdevices")[0];
        JsonElement part = disk.GetProperty("children")[0];
        Assert.That(disk.GetProperty("name").GetString(), Is.EqualTo("nvme0n1"));
        Assert.That(disk.GetProperty("fstype").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(disk.GetProperty("mountpoints")[0].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(part.GetProperty("size").GetInt64(), Is.EqualTo(4 * 1024 * 1024));
        Assert.That(part.GetProperty("label").GetString(), Is.EqualTo("COSMOS"));
    }

    [TestCase(1536UL * 1024 * 1024 / 512, "1.5G")]
    [TestCase(1000UL, "500K")]
    [TestCase(2097151UL, "1024M")]
    [TestCase(500107862016UL / 512, "465.8G")]
    public void Lsblk_Size_IsRoundedAsUtilLinuxDoes(ulong blocks, string size)
    {
        StorageStack storage = new();
        storage.Devices.Add(new EmptyDevice(blocks));
        Start(storage);
        Assert.That(Run("lsblk"), Does.Contain($" {size} disk"));
    }

    [Test]
    public void Lsblk_NoDevices_SaysSoAndSucceeds()
    {
        Start(new StorageStack());
        Assert.That(Run("lsblk"), Is.EqualTo("There are no block devices: no disk was found.\n"));
        Assert.That(_session.LastStatus, Is.Zero);
    }

    [Test]
    public void Lsblk_DamagedTable_SaysWhatIsWrong()
    {
        byte[] disk = (byte[])s_disk.Clone();
        disk[512] = 0;
        StorageStack storage = new();
        storage.Attach(new RamDisk("nvme0n1", disk));
        Start(storage);
        Assert.That(Run("lsblk"), Does.Contain("nvme0n1p2").And.Contain("lsblk: nvme0n1: the GPT in block 1 is damaged: the signature 'EFI PART' is missing"));
    }

    [Test]
    public void Mount_WithoutArguments_Lists() =>
        Assert.That(Run("mount -o ro /dev/nvme0n1p1 /a/b; mount"), Is.EqualTo(
            "rootfs on / type tmpfs (rw)\n" +
            "devtmpfs on /dev type devtmpfs (ro)\n" +
            "proc on /proc type proc (ro)\n" +
            "tmpfs on /tmp type tmpfs (rw)\n" +
            "tmpfs on /dev/shm type tmpfs (rw)\n" +
            "/dev/nvme0n1p1 on /a/b type vfat (ro)\n"));

    [TestCase("mount -o rw /dev/nvme0n1p1 /disk", "mount: /dev/nvme0n1p1 is write-protected; mount it read-only ('-o ro', the default)\n", 1)]
    [TestCase("mount /dev/nvme0n1p2 /disk", "mount: nvme0n1p2 holds no file system that is known here; supported are vfat (FAT12, FAT16, FAT32) and iso9660\n", 1)]
    [TestCase("mount /dev/sda1 /disk", "mount: special device /dev/sda1 does not exist ('lsblk' lists the devices)\n", 1)]
    [TestCase("mount -o noexec /dev/nvme0n1p1 /disk", "mount: there is no mount option 'noexec'; there are ro, rw and discard\nTry 'mount --help'.\n", 2)]
    [TestCase("mount /dev/nvme0n1p1", "mount: name a device and a directory, or nothing at all\nTry 'mount --help'.\n", 2)]
    [TestCase("umount /dev", "umount: /dev: target is busy: files on it are open, or something is mounted on it\n", 1)]
    [TestCase("umount /nowhere", "umount: /nowhere: No such file or directory\n", 1)]
    public void Mount_Impossible_SaysWhy(string command, string output, int status)
    {
        Assert.That(Run(command), Is.EqualTo(output));
        Assert.That(_session.LastStatus, Is.EqualTo(status));
    }

    [Test]
    public void Umount_MountedDevice_TakesItsFilesAway()
    {
        string output = Run("mount /dev/nvme0n1p1 /disk; umount /disk; ls /disk; echo $?; mount /dev/nvme0n1p1 /disk; umount /dev/nvme0n1p1; echo $?");
        Assert.That(output, Is.EqualTo("0\n0\n"));
    }

    [TestCase("ls /disk", "dir\n" + Umlauts + "\n")]
    [TestCase("ls -a /disk", ".\n..\n.hidden\ndir\n" + Umlauts + "\n")]
    [TestCase("ls -R /disk", "/disk:\ndir\n" + Umlauts + "\n\n/disk/dir:\nbytes.bin\ninner\n\n/disk/dir/inner:\n")]
    [TestCase("ls '/disk/" + Umlauts + "' /disk/dir", "/disk/" + Umlauts + "\n\n/disk/dir:\nbytes.bin\ninner\n")]
    [TestCase("ls -l '/disk/" + Umlauts + "'", "-rwxr-xr-x 1 root root 6 Feb  3  2020 /disk/" + Umlauts + "\n")]
    [TestCase("ls -d /disk", "/disk\n")]
    [TestCase("ls /dev", "disk\nfull\nnull\nnvme0n1\nnvme0n1p1\nnvme0n1p2\nrandom\nshm\nurandom\nzero\n")]
    [TestCase("ls", "dev\ndisk\nproc\ntmp\n")]
    [TestCase("ls /none", "ls: cannot access '/none': No such file or directory\n")]
    public void Ls_Path_IsListedAsGnuDoes(string command, string output) =>
        Assert.That(Run("mount /dev/nvme0n1p1 /disk; " + command), Is.EqualTo(output));

    [Test]
    public void Ls_Long_HasATotalAndAlignedSizes()
    {
        string[] lines = Run("mount /dev/nvme0n1p1 /disk; ls -l /disk/dir").Split('\n');
        Assert.That(lines[0], Is.EqualTo("total 10").Or.EqualTo("total 8"));
        Assert.That(lines[1], Does.Match(@"^-rwxr-xr-x 1 root root 5000 [A-Z][a-z]{2} [ \d]\d \d\d:\d\d bytes.bin$"));
        Assert.That(lines[2], Does.Match(@"^drwxr-xr-x 1 root root 2048 .* inner$"));
    }

    [Test]
    public void Cat_Files_ArePrintedByteForByte()
    {
        Run($"mount /dev/nvme0n1p1 /disk; cat '/disk/{Umlauts}' /disk/none /disk/dir '/disk/{Umlauts}'");
        Assert.That(_terminal.Output, Is.EqualTo("hello\ncat: /disk/none: No such file or directory\ncat: /disk/dir: Is a directory\nhello\n"));
        Assert.That(_session.LastStatus, Is.EqualTo(1));
    }

    [TestCase("sha256sum '/disk/" + Umlauts + "'", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  /disk/" + Umlauts + "\n")]
    [TestCase("hexdump -C '/disk/" + Umlauts + "'", "00000000  68 65 6c 6c 6f 0a                                 |hello.|\n00000006\n")]
    [TestCase("hexdump -C -s 512 -n 8 /dev/nvme0n1", "00000200  45 46 49 20 50 41 52 54                           |EFI PART|\n00000208\n")]
    [TestCase("hexdump -C -s 510 -n 2 /dev/nvme0n1p1", "000001fe  55 aa                                             |U.|\n00000200\n")]
    public void Content_OfFilesAndDevices_IsShown(string command, string output) =>
        Assert.That(Run("mount /dev/nvme0n1p1 /disk; " + command), Is.EqualTo(output));

    [Test]
    public void Sha256Sum_WholeDevice_IsThatOfTheImage() =>
        Assert.That(Run("sha256sum /dev/nvme0n1"), Is.EqualTo($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(s_disk))}  /dev/nvme0n1\n"));

    [Test]
    public void Commands_WithoutStorage_SaySo()
    {
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog());
        Assert.That(Run("lsblk"), Is.EqualTo("lsblk: this kernel was built without storage\n"));
    }

    private void Start(StorageStack storage)
    {
        _terminal = new FakeTerminal();
        _session = new ShellSession(_terminal, new FakeMachine(), new FakeLog(), new ShellServices { Storage = storage });
    }

    private string Run(string script)
    {
        _session.RunScript(script);
        return _terminal.Output;
    }
}
