using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>ISO 9660 volumes that xorriso makes.</summary>
[TestFixture]
[SupportedOSPlatform("linux")]
internal sealed class IsoTests
{
    private const string LongName = "a name with spaces, much longer than thirty-one characters, and ümlauts.txt";

    private readonly Dictionary<string, byte[]> _images = [];
    private byte[] _big = [];

    [OneTimeSetUp]
    public void MakeImages()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iso-tests-");
        string tree = Path.Combine(folder.FullName, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "sub/1/2/3/4/5/6/7/8/9"));
        _big = Trees.Pattern(300_000, 9);
        File.WriteAllBytes(Path.Combine(tree, "sub/big.bin"), _big);
        File.WriteAllText(Path.Combine(tree, "sub/1/2/3/4/5/6/7/8/9/deep"), "deep");
        File.WriteAllText(Path.Combine(tree, LongName), "long");
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "sub/../sub/big.bin");
        foreach (int i in Enumerable.Range(0, 200))
        {
            File.WriteAllText(Path.Combine(tree, "sub", $"many{i:000}"), $"{i}");
        }

        File.SetLastWriteTimeUtc(Path.Combine(tree, LongName), new DateTime(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc));
        File.SetUnixFileMode(Path.Combine(tree, LongName), UnixFileMode.UserRead | UnixFileMode.GroupExecute);
        foreach ((string kind, string[] options) in new[] { ("rock", new[] { "-R" }), ("joliet", ["-J"]), ("both", ["-R", "-J"]), ("plain", ["-iso-level", "2"]) })
        {
            string image = Path.Combine(folder.FullName, kind);
            ToolRunner.RunOrThrow("xorriso", ["-as", "mkisofs", "-quiet", "-V", "VOLUME", .. options, "-o", image, tree]);
            _images[kind] = File.ReadAllBytes(image);
        }

        folder.Delete(recursive: true);
    }

    [TestCase("rock", 2048)]
    [TestCase("rock", 512)]
    [TestCase("both", 512)]
    public void RockRidge_Tree_IsThatOfTheHost(string kind, int blockBytes)
    {
        StorageStack stack = Mounted(kind, blockBytes);
        Assert.That(Trees.Names(stack, "/disk").Order(StringComparer.Ordinal), Is.EqualTo(new[] { LongName, "link", "sub" }));
        Assert.That(Trees.ReadAll(stack, "/disk/link"), Is.EqualTo(_big), "through a symbolic link");
        Assert.That(Trees.ReadAll(stack, "/disk/sub/1/2/3/4/5/6/7/8/9/deep"), Is.EqualTo("deep"u8.ToArray()));
        Assert.That(Trees.Names(stack, "/disk/sub"), Has.Length.EqualTo(202));
        Assert.That(Trees.ReadAll(stack, "/disk/sub/many123"), Is.EqualTo("123"u8.ToArray()));
        FileInformation information = Trees.Stat(stack, "/disk/" + LongName);
        Assert.That((information.Length, information.Permissions, information.Modified), Is.EqualTo((4UL, 0b100_001_000, new DateTime(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc))));
        Assert.That(stack.Files.Open("/disk/LINK", out _).Error, Is.EqualTo(FileError.NoEntry));
    }

    [Test]
    public void Joliet_Names_AreThoseOfTheHost()
    {
        StorageStack stack = Mounted("joliet", 2048);
        Assert.That(Trees.ReadAll(stack, "/disk/sub/big.bin"), Is.EqualTo(_big));
        Assert.That(Trees.Names(stack, "/disk").Any(name => name.StartsWith("a name with spaces, much longer", StringComparison.Ordinal)));
    }

    [Test]
    public void Plain_Names_AreSmallAndWithoutVersions()
    {
        StorageStack stack = Mounted("plain", 2048);
        Assert.That(Trees.ReadAll(stack, "/disk/sub/big.bin"), Is.EqualTo(_big));
        Assert.That(Trees.ReadAll(stack, "/disk/sub/many007"), Is.EqualTo("7"u8.ToArray()));
    }

    [Test]
    public void Volume_IsIdentifiedMeasuredAndOnlyRead()
    {
        StorageStack stack = Mounted("rock", 2048);
        Assert.That(FileSystemProbe.Identify(stack.Devices.All[0], out FileSystemIdentity? identity).IsSuccess);
        Assert.That((identity!.TypeName, identity.Label, identity.Problem), Is.EqualTo(("iso9660", "VOLUME", (string?)null)));
        Assert.That(stack.Files.GetSpace("/disk/sub", out Mount? mount, out FileSystemSpace space).IsSuccess);
        Assert.That((mount!.IsReadOnly, space.BlockBytes, space.FreeBlocks), Is.EqualTo((true, 2048U, 0UL)));
        Assert.That(space.Blocks, Is.InRange(200U, (uint)(_images["rock"].Length / 2048)));
        Assert.That(stack.Files.Remove("/disk/link", isDirectory: false).Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(stack.Files.Open("/disk/new", FileAccessModes.Write | FileAccessModes.Create, 0, out _).Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(stack.Files.Unmount("/disk").IsSuccess);
        Assert.That(stack.Files.Mount("/dev/ram0", "/disk", writable: true, out _).Message, Does.Contain("cannot be written"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Damage_AtRandom_NeitherThrowsNorHangs(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 60; round++)
        {
            byte[] image = (byte[])_images[round % 2 == 0 ? "both" : "rock"].Clone();
            for (int i = 0; i < 20; i++)
            {
                // Descriptors and directories lie at the beginning.
                image[(16 * 2048) + random.Next(60 * 2048)] = (byte)random.Next(256);
            }

            Array.Resize(ref image, random.Next(3) == 0 ? random.Next(image.Length) : image.Length);
            StorageStack stack = new();
            stack.Devices.Add(new RamDisk("ram0", image, 512, isReadOnly: true));
            if (stack.Files.Mount("/dev/ram0", "/disk", false, out _).IsSuccess)
            {
                ReadEverything(stack, "/disk", 0);
            }
        }
    }

    [Test]
    public void Damage_OfTheDescriptors_IsNamed()
    {
        byte[] image = (byte[])_images["rock"].Clone();
        image[(16 * 2048) + 128] = 7;
        StorageStack stack = new();
        stack.Devices.Add(new RamDisk("ram0", image, 512, isReadOnly: true));
        Assert.That(stack.Files.Mount("/dev/ram0", "/disk", false, out _).Message, Does.Contain("its blocks have 2055 bytes"));
    }

    private static void ReadEverything(StorageStack stack, string path, int depth)
    {
        if (!stack.Files.Open(path, out OpenFile? file).IsSuccess)
        {
            return;
        }

        using (file)
        {
            List<FileNode> children = [];
            file!.GetInformation(out _);
            file.Read(0, new byte[5000], out _);
            file.List(children);
            foreach (FileNode child in children.Take(depth > 12 ? 0 : 30))
            {
                ReadEverything(stack, $"{path}/{child.Name}", depth + 1);
            }
        }
    }

    private StorageStack Mounted(string kind, int blockBytes)
    {
        StorageStack stack = new();
        stack.Devices.Add(new RamDisk("ram0", _images[kind], blockBytes));
        FileStatus status = stack.Files.Mount("/dev/ram0", "/disk", false, out _);
        Assert.That(status.IsSuccess, status.Message);
        return stack;
    }
}
