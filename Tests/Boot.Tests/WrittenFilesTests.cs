using System;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Files that the kernel wrote to a FAT volume, as the host's tools see them after power-off.</summary>
[Category("Files")]
internal sealed class WrittenFilesTests
{
    private const int MiB = 1024 * 1024;

    [Test]
    public void Shell_WritesAVolume_TheHostReadsTheSameAndFindsItInOrder()
    {
        Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-written-");
        string image = Path.Combine(folder.FullName, "volume.img");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(64 * MiB);
        }

        ToolRunner.RunOrThrow("mkfs.fat", "-F", "32", "-n", "WRITTEN", image);
        byte[] old = new byte[100_000];
        new Random(1).NextBytes(old);
        string content = Path.Combine(folder.FullName, "content");
        File.WriteAllBytes(content, old);
        ToolRunner.RunOrThrow("mcopy", "-i", image, content, "::/old.bin");
        File.Delete(content);

        MachineResult result = Boots.Run(new MachineProfile
        {
            Controllers = [ControllerSpec.With(new ImageBacking(image), 512)],
            Exec = "mount -o rw /dev/nvme0n1 /disk; mkdir -p '/disk/größe/inner directory'; echo hello > '/disk/größe/a long name.txt'; " +
                "echo again >> '/disk/größe/a long name.txt'; cp /disk/old.bin '/disk/größe/inner directory/copy'; mv /disk/old.bin /disk/moved.bin; " +
                "dd if=/dev/zero of=/disk/zeros bs=64K count=20 status=none; echo x > /disk/gone; rm /disk/gone; touch -d 2011-12-13T14:15:16 /disk/zeros; " +
                "report /disk/report.txt; sync; umount /disk; dd if=/dev/zero of=/dev/nvme0n1 count=1; mount -o rw /dev/nvme0n1 /disk; sha256sum /disk/moved.bin; cat '/disk/größe/a long name.txt' | tee /disk/piped; umount /disk; echo status $?",
        });

        // dd is refused, and has to be.
        Assert.That(result.Reason, Is.EqualTo(ExitReason.CommandFailed), result.ToString());
        Assert.That(result.Console, Does.Contain("/dev/nvme0n1 holds a file system of type vfat, which this would overwrite"));
        Assert.That(result.Console, Does.Contain($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(old))}  /disk/moved.bin"));
        Assert.That(result.Console, Does.EndWith("hello\nagain\nstatus 0\n"));
        ToolRunner.RunOrThrow("fsck.fat", "-n", image);
        Assert.That(Read(image, folder, "/moved.bin").AsSpan().SequenceEqual(old));
        Assert.That(Read(image, folder, "/größe/inner directory/copy").AsSpan().SequenceEqual(old));
        Assert.That(Read(image, folder, "/größe/a long name.txt"), Is.EqualTo("hello\nagain\n"u8.ToArray()));
        Assert.That(Read(image, folder, "/piped"), Is.EqualTo("hello\nagain\n"u8.ToArray()));
        Assert.That(Read(image, folder, "/zeros"), Is.EqualTo(new byte[20 * 65536]));
        Assert.That(System.Text.Encoding.UTF8.GetString(Read(image, folder, "/report.txt")), Does.Contain("end of the report"));
        string[] lines = ToolRunner.RunOrThrow("mdir", "-i", image, "-b", "::/").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Order(StringComparer.Ordinal), Is.EqualTo(new[] { "::/größe/", "::/moved.bin", "::/piped", "::/report.txt", "::/zeros" }));
        folder.Delete(recursive: true);
    }

    private static byte[] Read(string image, DirectoryInfo folder, string path)
    {
        string file = Path.Combine(folder.FullName, "read");
        ToolRunner.RunOrThrow("mcopy", "-n", "-i", image, "::" + path, file);
        byte[] bytes = File.ReadAllBytes(file);
        File.Delete(file);
        return bytes;
    }
}
