using System;
using System.Globalization;
using System.IO;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>What becomes free on a FAT volume becomes a hole in the image behind QEMU's controller.</summary>
[Category("Files")]
internal sealed class DiscardTests
{
    private const int MiB = 1024 * 1024;
    private const int VolumeBytes = 64 * MiB;
    private const int FileBytes = 16 * MiB;

    private DirectoryInfo _folder = null!;
    private string _image = null!;

    [SetUp]
    public void MakeVolume()
    {
        _folder = Directory.CreateTempSubdirectory("cosmos-discard-");
        _image = Path.Combine(_folder.FullName, "volume.img");
        using (FileStream file = File.Create(_image))
        {
            file.SetLength(VolumeBytes);
        }

        ToolRunner.RunOrThrow("mkfs.fat", "-F", "32", _image);
        string content = Path.Combine(_folder.FullName, "content");
        byte[] bytes = new byte[FileBytes];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(content, bytes);
        ToolRunner.RunOrThrow("mcopy", "-i", _image, content, "::/gone");
        ToolRunner.RunOrThrow("mcopy", "-i", _image, content, "::/kept");
    }

    [TearDown]
    public void RemoveVolume() => _folder.Delete(recursive: true);

    [TestCase("mount -o rw,discard /dev/nvme0n1 /disk; rm /disk/gone; sync; mount", "(rw,discard)", 1)]
    [TestCase("mount -o rw /dev/nvme0n1 /disk; rm /disk/gone; sync; fstrim -v /disk", "bytes) trimmed", 1)]
    [TestCase("mount -o rw /dev/nvme0n1 /disk; rm /disk/gone; sync; mount", "(rw)", 2)]
    public void File_Removed_BecomesAHoleIfThatIsWanted(string commands, string says, int filesLeft)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile
        {
            Controllers = [ControllerSpec.With(new ImageBacking(_image))],
            Exec = commands + "; sha256sum /disk/kept; umount /disk",
        });
        Assert.That(result.Console, Does.Contain(says));
        Assert.That(result.Console, Does.Contain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.FullName, "content"))))));
        ToolRunner.RunOrThrow("fsck.fat", "-n", _image);
        long held = long.Parse(ToolRunner.RunOrThrow("stat", "-c", "%b", _image), CultureInfo.InvariantCulture) * 512;
        Assert.That(held, Is.InRange(filesLeft * (long)FileBytes, (filesLeft * (long)FileBytes) + (8 * MiB)));
    }
}
