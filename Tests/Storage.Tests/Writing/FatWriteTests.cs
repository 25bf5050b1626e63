using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>FAT volumes are changed; fsck.fat finds nothing wrong afterwards, and mtools reads what was written.</summary>
[TestFixture]
internal sealed class FatWriteTests
{
    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Files_OfAllLengths_AreReadBackHereAndByTheHost(int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        int[] lengths = [0, 1, 511, 512, 513, 1024, 4096, 70_000, 300_000];
        foreach (int length in lengths)
        {
            disk.Put($"/file of {length} bytes.bin", Trees.Pattern(length, length));
        }

        foreach (int length in lengths)
        {
            Assert.That(disk.Get($"/file of {length} bytes.bin"), Is.EqualTo(Trees.Pattern(length, length)));
        }

        disk.CloseAndCheck();
        foreach (int length in lengths)
        {
            Assert.That(FatDisk.HostGet(disk.Image, $"/file of {length} bytes.bin"), Is.EqualTo(Trees.Pattern(length, length)));
        }
    }

    [TestCase("readme.txt", "README.TXT")]
    [TestCase("README.TXT", "readme.txt")]
    [TestCase("Long name of a file", "LONG NAME OF A FILE")]
    public void Rename_ToTheSameNameInOtherCase_RespellsIt(string name, string other)
    {
        FatDisk disk = FatDisk.Make(16);
        disk.Put("/" + name, Trees.Pattern(1000, 1));
        disk.Move("/" + name, "/" + other);
        Assert.That(disk.Names("/"), Is.EqualTo(new[] { other }));
        Assert.That(disk.Get("/" + name), Is.EqualTo(Trees.Pattern(1000, 1)));
        disk.CloseAndCheck();
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Directories_OfManyFiles_GrowAndShrink(int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        disk.MakeDirectory("/many");
        for (int index = 0; index < 300; index++)
        {
            disk.Put($"/many/a file with quite a long name, number {index}", BitConverter.GetBytes(index));
        }

        for (int index = 0; index < 300; index += 3)
        {
            disk.Delete($"/many/a file with quite a long name, number {index}");
        }

        for (int index = 0; index < 300; index += 6)
        {
            disk.Put($"/many/SHORT{index}.TXT", BitConverter.GetBytes(index));
        }

        Assert.That(disk.Names("/many"), Has.Length.EqualTo(250));
        disk.CloseAndCheck();
        Assert.That(FatDisk.HostGet(disk.Image, "/many/a file with quite a long name, number 100"), Is.EqualTo(BitConverter.GetBytes(100)));
        FatDisk again = new(disk.Image);
        Assert.That(again.Names("/many"), Has.Length.EqualTo(250));
        foreach (string name in again.Names("/many"))
        {
            again.Delete("/many/" + name);
        }

        again.DeleteDirectory("/many");
        Assert.That(again.Names("/"), Is.Empty);
        again.CloseAndCheck();
    }

    [TestCase(12)]
    [TestCase(16)]
    public void Root_OfFixedSize_IsFullWithAClearError(int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        int made = 0;
        FileStatus status;
        while ((status = disk.Volume.Root.CreateFile($"F{made}", FatDisk.All, out _)).IsSuccess)
        {
            made++;
        }

        Assert.That(status.Error, Is.EqualTo(FileError.NoSpace));
        Assert.That(made, Is.EqualTo(512));
        disk.CloseAndCheck();
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Volume_FilledToTheBrim_SaysSoAndIsUsableAgain(int kind)
    {
        FatDisk disk = FatDisk.Make(kind, kind == 32 ? 34 : 0);
        disk.Volume.GetSpace(out FileSystemSpace before);
        FileNode node = disk.Create("/big");
        byte[] piece = Trees.Pattern(100_000, 1);
        ulong offset = 0;
        FileStatus status;
        int count;
        while ((status = node.Write(offset, piece, out count)).IsSuccess)
        {
            offset += (ulong)count;
            Assert.That(count, Is.Positive);
        }

        Assert.That(status.Error, Is.EqualTo(FileError.NoSpace));
        Assert.That(count, Is.Zero);
        Assert.That(offset, Is.EqualTo(before.FreeBlocks * before.BlockBytes), "every cluster is used");
        disk.Volume.GetSpace(out FileSystemSpace full);
        Assert.That(full.FreeBlocks, Is.Zero);
        Assert.That(disk.Volume.Root.CreateDirectory("none", FatDisk.All, out _).Error, Is.EqualTo(FileError.NoSpace));

        // What is given up can be used at once, although it is free on the disk only later.
        disk.Delete("/big");
        disk.Put("/other", new byte[before.FreeBlocks * before.BlockBytes]);
        disk.Delete("/other");
        disk.Volume.GetSpace(out FileSystemSpace after);
        Assert.That(after.FreeBlocks, Is.EqualTo(before.FreeBlocks));
        disk.CloseAndCheck();
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Length_SetUpAndDown_LeavesZerosAndNoClusters(int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        FileNode node = disk.Put("/file", Trees.Pattern(10_000, 3));
        FatDisk.Check(node.SetLength(3000), "cut");
        FatDisk.Check(node.SetLength(9000), "grow");
        byte[] expected = [.. Trees.Pattern(10_000, 3).Take(3000), .. new byte[6000]];
        Assert.That(FatDisk.Content(node), Is.EqualTo(expected));
        FatDisk.Write(node, 20_000, [7]);
        Assert.That(FatDisk.Content(node), Is.EqualTo((byte[])[.. expected, .. new byte[11_000], 7]));
        FatDisk.Check(node.Flush(false), "flush");
        FatDisk.Check(node.SetLength(0), "cut");
        node.GetInformation(out FileInformation information);
        Assert.That((information.Length, information.AllocatedBytes), Is.EqualTo((0UL, 0UL)));
        FatDisk.Write(node, 0, Trees.Pattern(5000, 4));
        FatDisk.Check(node.SetLength(1), "cut");
        FatDisk.Write(node, 1, Trees.Pattern(3000, 5));
        disk.CloseAndCheck();
        Assert.That(FatDisk.HostGet(disk.Image, "/file"), Is.EqualTo((byte[])[Trees.Pattern(5000, 4)[0], .. Trees.Pattern(3000, 5)]));
    }

    [Test]
    public void File_BeyondFourGigabytes_IsTooLarge()
    {
        FatDisk disk = FatDisk.Make(32);
        FileNode node = disk.Create("/file");
        Assert.That(node.SetLength(1UL << 32).Error, Is.EqualTo(FileError.TooLarge));
        Assert.That(node.Write(uint.MaxValue, new byte[1], out _).Error, Is.EqualTo(FileError.TooLarge));
        Assert.That(node.SetLength(uint.MaxValue).Error, Is.EqualTo(FileError.NoSpace));
        Assert.That(node.Allocate(10, uint.MaxValue, true).Error, Is.EqualTo(FileError.TooLarge));
        disk.CloseAndCheck();
    }

    [Test]
    public void File_RemovedWhileOpen_KeepsItsContentUntilTheLastClose()
    {
        FatDisk disk = FatDisk.Make(16);
        byte[] content = Trees.Pattern(50_000, 1);
        FileNode node = disk.Put("/file", content);
        FatDisk.Check(node.Acquire(), "acquire");
        FatDisk.Check(node.Acquire(), "acquire");
        disk.Volume.GetSpace(out FileSystemSpace before);
        disk.Delete("/file");
        Assert.That(disk.Exists("/file"), Is.False);
        FatDisk.Check(disk.Volume.Flush(), "flush");
        disk.Put("/other", Trees.Pattern(300_000, 2));
        Assert.That(FatDisk.Content(node), Is.EqualTo(content), "its clusters were given to another file");
        FatDisk.Write(node, 50_000, content);
        node.GetInformation(out FileInformation information);
        Assert.That((information.Links, information.Length), Is.EqualTo((0u, 100_000UL)));
        node.Release();
        Assert.That(FatDisk.Content(node)[..50_000], Is.EqualTo(content));
        node.Release();
        Assert.That(node.Acquire().Error, Is.EqualTo(FileError.NoEntry));
        disk.Delete("/other");
        disk.Volume.GetSpace(out FileSystemSpace after);
        Assert.That(after.FreeBlocks, Is.EqualTo(before.FreeBlocks + (50_000 + 511) / 512));
        disk.CloseAndCheck();
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void Rename_OfEveryKind_LeavesOneNameAndTheContent(int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        disk.MakeDirectory("/a");
        disk.MakeDirectory("/b");
        disk.MakeDirectory("/a/inner");
        FileNode node = disk.Put("/a/inner/file", [1, 2, 3]);
        disk.Move("/a/inner", "/b/moved directory");
        Assert.That(disk.Node("/b/moved directory/file"), Is.SameAs(node));
        Assert.That(disk.Exists("/a/inner"), Is.False);
        disk.Move("/b/moved directory/file", "/File");
        disk.Move("/File", "/fILE");
        Assert.That(node.Name, Is.EqualTo("fILE"));
        Assert.That(disk.Names("/"), Is.EqualTo(new[] { "a", "b", "fILE" }));
        FileNode old = disk.Put("/target", Trees.Pattern(5000, 1));
        FatDisk.Check(old.Acquire(), "acquire");
        disk.Move("/fILE", "/TARGET");
        Assert.That(disk.Node("/target"), Is.SameAs(node));
        Assert.That(FatDisk.Content(old), Is.EqualTo(Trees.Pattern(5000, 1)));
        old.Release();
        Assert.That(disk.Volume.Root.Rename("target", disk.Volume.Root, "a", replace: true).Error, Is.EqualTo(FileError.IsADirectory));
        Assert.That(disk.Volume.Root.Rename("a", disk.Volume.Root, "target", replace: true).Error, Is.EqualTo(FileError.NotADirectory));
        Assert.That(disk.Volume.Root.Rename("a", disk.Volume.Root, "b", replace: true).Error, Is.EqualTo(FileError.NotEmpty));
        Assert.That(disk.Volume.Root.Rename("a", disk.Volume.Root, "B", replace: false).Error, Is.EqualTo(FileError.Exists));
        disk.DeleteDirectory("/b/moved directory");
        disk.Move("/a", "/b");
        Assert.That(disk.Names("/"), Is.EqualTo(new[] { "b", "target" }));
        disk.CloseAndCheck();
        Assert.That(FatDisk.HostGet(disk.Image, "/target"), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Names_OfAllSorts_AreKeptAndHaveUniqueAliases()
    {
        FatDisk disk = FatDisk.Make(16);
        List<string> names = ["README.TXT", "readme2.txt", "MiXeD.tXt", ".hidden", "no extension at all", "a.b.c.d", "Ünïcödé Ω 漢字.txt", "emoji 😀", "plus+comma,eq=[x];", new string('x', 255), "åäö.txt", "ÅÄÖ2", "tilde~1.txt", "TILDE~1.TXU"];
        names.AddRange(Enumerable.Range(0, 40).Select(index => $"similar name {index}.text"));
        foreach (string name in names)
        {
            disk.Put("/" + name, System.Text.Encoding.UTF8.GetBytes(name));
        }

        disk.CloseAndCheck();
        FatDisk again = new(disk.Image);
        Assert.That(again.Names("/"), Is.EqualTo(names.Order(StringComparer.Ordinal)));
        foreach (string name in names)
        {
            Assert.That(again.Get("/" + name), Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(name)));
        }

        foreach (string name in new[] { "README.TXT", "Ünïcödé Ω 漢字.txt", new string('x', 255), "similar name 39.text" })
        {
            Assert.That(FatDisk.HostGet(disk.Image, "/" + name), Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(name)));
        }
    }

    [TestCase("a\\b", FileError.Invalid)]
    [TestCase("a:b", FileError.Invalid)]
    [TestCase("a*", FileError.Invalid)]
    [TestCase("a\nb", FileError.Invalid)]
    [TestCase("...", FileError.Invalid)]
    public void Name_ThatFatCannotHave_IsRefused(string name, FileError error)
    {
        FatDisk disk = FatDisk.Make(12);
        Assert.That(disk.Volume.Root.CreateFile(name, FatDisk.All, out FileNode? node).Error, Is.EqualTo(error));
        Assert.That(node, Is.Null);
        Assert.That(disk.Volume.Root.CreateFile("half " + '\ud800', FatDisk.All, out _).Error, Is.EqualTo(FileError.Invalid));
        Assert.That(disk.Volume.Root.CreateFile(new string('x', 256), FatDisk.All, out _).Error, Is.EqualTo(FileError.NameTooLong));
        disk.CloseAndCheck();
    }

    // Aliases as Linux makes them: the letters that fit, then ~1 and so on.
    [TestCase("long file name.text", "LONGFI~1.TEX")]
    [TestCase("readme.txt", "README.TXT")]
    [TestCase(".bashrc", "BASHRC~1")]
    [TestCase("a.b.c", "AB~1.C")]
    [TestCase("a+b", "A_B~1")]
    [TestCase("漢字", "__~1")]
    public void Alias_OfALongName_IsTheUsualOne(string name, string alias)
    {
        FatDisk disk = FatDisk.Make(12);
        FileNode node = disk.Create("/" + name);
        Assert.That(disk.Node("/" + alias), Is.SameAs(node));
        disk.CloseAndCheck();
    }

    [TestCase(12, 0x25)]
    [TestCase(16, 0x25)]
    [TestCase(32, 0x41)]
    public void DirtyBit_FromTheFirstChangeToTheFlush_IsSet(int kind, int offset)
    {
        FatDisk disk = FatDisk.Make(kind);
        byte[] before = (byte[])disk.Image.Clone();
        disk.Names("/");
        Assert.That(disk.Volume.Root.Lookup("x", out _).Error, Is.EqualTo(FileError.NoEntry));
        FatDisk.Check(disk.Volume.Flush(), "flush");
        Assert.That(disk.Image, Is.EqualTo(before), "nothing was changed");
        disk.Create("/file");
        Assert.That(disk.Image[offset] & 1, Is.EqualTo(1));
        FatDisk.Check(disk.Volume.Flush(), "flush");
        Assert.That(disk.Image[offset] & 1, Is.Zero);
        FatDisk.Write(disk.Node("/file"), 0, [1]);
        Assert.That(disk.Image[offset] & 1, Is.EqualTo(1));
        FatDisk.Check(disk.Node("/file").Flush(false), "fsync");
        Assert.That(disk.Image[offset] & 1, Is.EqualTo(1), "other files may be on their way");

        // Whoever left it so: the bit stays until somebody checks the volume.
        FatDisk again = new((byte[])disk.Image.Clone());
        Assert.That(again.Volume.WasDirty, Is.True);
        again.Delete("/file");
        again.Close();
        Assert.That(again.Image[offset] & 1, Is.EqualTo(1));
        disk.CloseAndCheck();
    }

    [Test]
    public void Times_AreKeptAsExactlyAsFatCan()
    {
        FatDisk disk = FatDisk.Make(16);
        DateTime start = DateTime.UtcNow;
        FileNode node = disk.Create("/file");
        DateTime used = new(2031, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        DateTime changed = new(2033, 3, 4, 5, 6, 7, 890, DateTimeKind.Utc);
        FatDisk.Check(node.SetTimes(used, changed), "times");
        node.GetInformation(out FileInformation now);
        Assert.That((now.Accessed, now.Modified), Is.EqualTo((used.Date, new DateTime(2033, 3, 4, 5, 6, 6, DateTimeKind.Utc))));
        Assert.That(now.Created, Is.EqualTo(start).Within(TimeSpan.FromSeconds(5)));
        FatDisk.Check(node.SetPermissions(0b100_100_100), "permissions");
        disk.CloseAndCheck();
        new FatDisk(disk.Image).Node("/file").GetInformation(out FileInformation later);
        Assert.That(later with { Permissions = now.Permissions }, Is.EqualTo(now));
        Assert.That(later.Permissions & 0b010_010_010, Is.Zero);
        Assert.That(now.Permissions & 0b010_010_010, Is.Not.Zero);
    }

    [Test]
    public void Tables_BothCopies_AreTheSame([Values(12, 16, 32)] int kind)
    {
        FatDisk disk = FatDisk.Make(kind);
        disk.Put("/file", Trees.Pattern(100_000, 1));
        disk.Close();
        FatGeometry geometry = FatBytes.Geometry(disk.Image);
        Assert.That(geometry.TableOffsets, Has.Length.EqualTo(2));
        byte[][] tables = [.. geometry.TableOffsets.Select(offset => disk.Image.AsSpan((int)offset, (int)geometry.TableBytes).ToArray())];
        Assert.That(tables[0], Is.EqualTo(tables[1]));
    }

    [Test]
    public void Allocate_BehindTheEnd_IsGivenUpWithTheLastUse()
    {
        FatDisk disk = FatDisk.Make(16);
        FileNode node = disk.Put("/file", [1, 2, 3]);
        FatDisk.Check(node.Acquire(), "acquire");
        disk.Volume.GetSpace(out FileSystemSpace before);
        FatDisk.Check(node.Allocate(0, 10_240, keepLength: true), "allocate");
        disk.Volume.GetSpace(out FileSystemSpace during);
        Assert.That(before.FreeBlocks - during.FreeBlocks, Is.EqualTo(19));
        Assert.That(FatDisk.Content(node), Is.EqualTo(new byte[] { 1, 2, 3 }));
        FatDisk.Check(node.Allocate(0, 600, keepLength: false), "allocate");
        Assert.That(FatDisk.Content(node), Is.EqualTo((byte[])[1, 2, 3, .. new byte[597]]));
        node.Release();
        disk.Volume.GetSpace(out FileSystemSpace after);
        Assert.That(before.FreeBlocks - after.FreeBlocks, Is.EqualTo(1));
        disk.CloseAndCheck();
    }

    [Test]
    public void Mount_ForWriting_NeedsSectorsOfWholeBlocks()
    {
        RamDisk disk = new("ram0", FatDisk.MakeImage(16), 4096);
        FileStatus status = new FatType().Mount(disk, writable: true, out FileSystem? volume);
        Assert.That(status.Message, Does.Contain("has blocks of 4096 bytes, but the sectors of its file system have 512"));
        Assert.That(volume, Is.Null);
        Assert.That(new FatType().Mount(disk, writable: false, out _).IsSuccess);
    }

    [Test]
    public void Nodes_OfAReadOnlyMount_ChangeNothing()
    {
        byte[] image = FatDisk.MakeImage(16);
        new FatType().Mount(new RamDisk("ram0", image), writable: false, out FileSystem? volume);
        Assert.That(volume!.Root.CreateFile("x", FatDisk.All, out _).Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(volume.Root.Remove("x", FileKind.File).Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(((FatVolume)volume).Cache.Write(0, new byte[1]).Error, Is.EqualTo(BlockError.ReadOnly));
    }
}
