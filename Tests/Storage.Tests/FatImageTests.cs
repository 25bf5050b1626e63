using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Volumes that mkfs.fat and mtools made.</summary>
[TestFixture]
internal sealed class FatImageTests
{
    private const long MiB = 1024 * 1024;

    // mtools knows no characters beyond U+FFFF; LongNameTests has those.
    private static readonly string[] s_names =
    [
        "plain.txt",
        "UPPER.TXT",
        "two words and more.text",
        "größe €.txt",
        ".hidden",
        "a.b.c.d",
        new string('n', 251) + ".txt",
    ];

    [TestCase(12, 1, 512, 512)]
    [TestCase(12, 8, 4096, 4096)]
    [TestCase(16, 16, 512, 512)]
    [TestCase(16, 64, 4096, 4096)]
    [TestCase(32, 70, 512, 512)]
    [TestCase(32, 300, 4096, 4096)]
    [TestCase(32, 70, 512, 4096)]
    [TestCase(16, 32, 2048, 512)]
    [TestCase(32, 300, 4096, 512)]
    public void Files_OfEveryKindOfVolume_AreReadBitForBit(int kind, int mebibytes, int sectorBytes, int blockBytes)
    {
        using HostImage image = HostImage.OfFat(
            mebibytes * MiB,
            ["-F", Text(kind), "-S", Text(sectorBytes), "-n", "LABEL", "-i", "12345678", .. kind == 32 ? ["-s", Text(Math.Max(1024 / sectorBytes, 1))] : Array.Empty<string>()]);
        Dictionary<string, byte[]> files = s_names.Select((name, index) => (name, Trees.Pattern(index * 700, index))).ToDictionary();
        foreach ((string name, byte[] content) in files)
        {
            image.Put("/" + name, content);
        }

        StorageStack stack = Trees.Mounted(image.Disk(blockBytes));

        Assert.That(Trees.Names(stack, "/disk").Order(StringComparer.Ordinal), Is.EqualTo(s_names.Order(StringComparer.Ordinal)));
        foreach ((string name, byte[] content) in files)
        {
            Assert.That(Trees.ReadAll(stack, "/disk/" + name), Is.EqualTo(content), name);
            Assert.That(Trees.ReadAll(stack, "/disk/" + name, piece: 333), Is.EqualTo(content), name);
        }

        FileSystemProbe.Identify(stack.Devices.Find("ram0")!, out FileSystemIdentity? identity);
        Assert.That(identity, Is.EqualTo(new FileSystemIdentity("vfat", "LABEL", "1234-5678", null)));
        FatVolume volume = (FatVolume)stack.Files.Mounts[^1].FileSystem;
        Assert.That((int)volume.Geometry.Kind, Is.EqualTo(kind));
    }

    [Test]
    public void Files_AtTheEdgesOfAClusterAndLarge_HaveTheHostsSums()
    {
        const int ClusterBytes = 2048;
        using HostImage image = HostImage.OfFat(140 * MiB, "-F", "32", "-s", "4");
        Dictionary<string, byte[]> files = new()
        {
            ["/empty"] = [],
            ["/one"] = [0x41],
            ["/cluster"] = Trees.Pattern(ClusterBytes, 1),
            ["/cluster and one"] = Trees.Pattern(ClusterBytes + 1, 2),
            ["/fragmented"] = Trees.Pattern(64 * (int)MiB, 3),
        };
        image.Fragment(134, (int)MiB);
        foreach ((string name, byte[] content) in files)
        {
            image.Put(name, content);
        }

        WatchedDevice device = new(image.Disk());
        StorageStack stack = Trees.Mounted(device);
        foreach ((string name, byte[] content) in files)
        {
            Assert.That(Trees.Stat(stack, "/disk" + name).Length, Is.EqualTo((ulong)content.Length));
            Assert.That(Trees.Sum(stack, "/disk" + name), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(content))), name);
        }

        device.Reads.Clear();
        Trees.ReadAll(stack, "/disk/fragmented");
        int large = device.Reads.Count(read => read.Bytes > 64 * 1024);
        Assert.That(large, Is.InRange(65, 300), "neighbouring clusters travel in one request, and the file is in pieces");
    }

    [Test]
    public void Directories_InEachOther_AreWalkedWhateverTheCase()
    {
        using HostImage image = HostImage.OfFat(40 * MiB, "-F", "32", "-s", "1");
        string path = string.Empty;
        for (int depth = 0; depth < 20; depth++)
        {
            path += string.Create(CultureInfo.InvariantCulture, $"/Directory {depth}");
            image.MakeDirectory(path);
        }

        image.Put(path + "/Über.txt", "deep"u8.ToArray());

        StorageStack stack = Trees.Mounted(image.Disk());

        Assert.That(Trees.ReadAll(stack, "/disk" + path + "/Über.txt"), Is.EqualTo("deep"u8.ToArray()));
        Assert.That(Trees.ReadAll(stack, "/disk" + path.ToUpperInvariant() + "/über.TXT"), Is.EqualTo("deep"u8.ToArray()));
        Assert.That(Trees.ReadAll(stack, "/disk" + path + "/../../././" + path[(path.LastIndexOf("/Directory 18", StringComparison.Ordinal) + 1)..] + "/Über.txt"), Is.EqualTo("deep"u8.ToArray()));
    }

    [TestCase("16", 16)]
    [TestCase("32", 40)]
    public void Directory_OfThousandFiles_ListsThemAll(string kind, int mebibytes)
    {
        using HostImage image = HostImage.OfFat(mebibytes * MiB, "-F", kind, "-s", "1");
        image.Fragment(1000, 1);

        StorageStack stack = Trees.Mounted(image.Disk());

        Assert.That(Trees.Names(stack, "/disk/PIECES"), Is.EqualTo(Enumerable.Range(0, 500).Select(index => $"P{(index * 2) + 1:0000}")));
        FileInformation directory = Trees.Stat(stack, "/disk/pieces");
        Assert.That(directory.Length, Is.GreaterThanOrEqualTo(1002 * 32UL).And.LessThan(1100 * 32UL));
        Assert.That(directory.Kind, Is.EqualTo(FileKind.Directory));
    }

    [Test]
    public void Times_OfAFile_AreThoseOnTheVolume()
    {
        using HostImage image = HostImage.OfFat(1 * MiB);
        DateTime before = DateTime.UtcNow.AddSeconds(-3);
        image.Put("/now", [1]);

        FileInformation information = Trees.Stat(Trees.Mounted(image.Disk()), "/disk/now");

        // mtools writes the host's local time.
        DateTime modified = DateTime.SpecifyKind(information.Modified, DateTimeKind.Local).ToUniversalTime();
        Assert.That(modified, Is.InRange(before, DateTime.UtcNow.AddSeconds(2)));
        Assert.That(information.Created.Date, Is.EqualTo(information.Modified.Date));
    }

    [Test]
    public void BadBlock_InAFile_IsAnErrorThatNamesDeviceAndPlace()
    {
        using HostImage image = HostImage.OfFat(1 * MiB, "-s", "1");
        byte[] content = Trees.Pattern(20_000, 5);
        image.Put("/file", content);
        WatchedDevice device = new(image.Disk());
        StorageStack stack = Trees.Mounted(device);
        (uint cluster, _) = FatBytes.Find(image.Bytes(), "FILE    ");
        device.BadBlocks.Add((FatBytes.Geometry(image.Bytes()).OffsetOf(cluster) / FatBytes.SectorBytes) + 2);
        stack.Files.Open("/disk/file", out OpenFile? file);

        using (file)
        {
            FileStatus status = file!.Read(0, new byte[20_480], out int count);

            Assert.That(status.Error, Is.EqualTo(FileError.InputOutput));
            Assert.That(status.Message, Does.Contain("ram0").And.Contain("'file'").And.Contain("Medium"));
            Assert.That(count, Is.Zero);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
