using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>What POSIX says about names: opening, making, removing, renaming, links. Over the file system in memory.</summary>
[TestFixture]
internal sealed class NameTests
{
    private const FileAccessModes Creating = FileAccessModes.Write | FileAccessModes.Create;
    private const FileAccessModes CreatingAlone = Creating | FileAccessModes.Exclusive;

    private VirtualFileSystem _files = null!;

    [SetUp]
    public void SetUp()
    {
        _files = new StorageStack().Files;
        Put("/tmp/file", "content");
        Assert.That(_files.CreateDirectory("/tmp/dir").IsSuccess);
        Put("/tmp/dir/inner", "inner");
        Assert.That(_files.CreateDirectory("/tmp/empty").IsSuccess);
    }

    [TestCase("/tmp/file", CreatingAlone, FileError.Exists)]
    [TestCase("/tmp/dir", CreatingAlone, FileError.Exists)]
    [TestCase("/tmp/dir", Creating, FileError.IsADirectory)]
    [TestCase("/tmp/dir", FileAccessModes.Write, FileError.IsADirectory)]
    [TestCase("/tmp/dir", FileAccessModes.Read | FileAccessModes.Create, FileError.IsADirectory)]
    [TestCase("/tmp/file", FileAccessModes.Read | FileAccessModes.Directory, FileError.NotADirectory)]
    [TestCase("/tmp/none", FileAccessModes.Read, FileError.NoEntry)]
    [TestCase("/tmp/none/x", Creating, FileError.NoEntry)]
    [TestCase("/tmp/file/x", Creating, FileError.NotADirectory)]
    [TestCase("/tmp/new/", Creating, FileError.IsADirectory)]
    [TestCase("/proc/new", Creating, FileError.ReadOnly)]
    [TestCase("/proc/mounts", FileAccessModes.Write, FileError.ReadOnly)]
    [TestCase("/dev/new", Creating, FileError.ReadOnly)]
    [TestCase("/tmp/a\0b", Creating, FileError.Invalid)]
    public void Open_WhatCannotBe_SaysWhy(string path, FileAccessModes modes, FileError error)
    {
        Assert.That(_files.Open(path, modes, 0b110_100_100, out OpenFile? file).Error, Is.EqualTo(error));
        Assert.That(file, Is.Null);
    }

    [Test]
    public void Open_WithTruncate_EmptiesAndWithoutKeeps()
    {
        using (Open("/tmp/file", FileAccessModes.Write))
        {
        }

        Assert.That(Text("/tmp/file"), Is.EqualTo("content"));
        using (Open("/tmp/file", FileAccessModes.Write | FileAccessModes.Truncate))
        {
        }

        Assert.That(Text("/tmp/file"), Is.Empty);
    }

    [Test]
    public void Write_ToAFileOpenForReading_IsABadDescriptorAndTheOtherWayRound()
    {
        using OpenFile reader = Open("/tmp/file", FileAccessModes.Read);
        using OpenFile writer = Open("/tmp/file", FileAccessModes.Write);
        ulong offset = 0;
        Assert.That(reader.Write(ref offset, new byte[1], out _).Error, Is.EqualTo(FileError.BadFile));
        Assert.That(reader.SetLength(0).Error, Is.EqualTo(FileError.Invalid));
        Assert.That(writer.Read(0, new byte[1], out _).Error, Is.EqualTo(FileError.BadFile));
    }

    [Test]
    public void Append_OfManyThreads_LosesNothing()
    {
        const int Threads = 8;
        const int Lines = 500;
        Parallel.For(0, Threads, number =>
        {
            using OpenFile file = Open("/tmp/log", Creating | FileAccessModes.Append);
            for (int line = 0; line < Lines; line++)
            {
                ulong offset = 0;
                Assert.That(file.Write(ref offset, System.Text.Encoding.UTF8.GetBytes($"{number}:{line}\n"), out _).IsSuccess);
            }
        });

        string[] lines = Text("/tmp/log").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Order(), Is.EqualTo(Enumerable.Range(0, Threads).SelectMany(number => Enumerable.Range(0, Lines).Select(line => $"{number}:{line}")).Order()));
    }

    [Test]
    public void Open_ManyThreadsExclusively_OneSucceeds()
    {
        for (int round = 0; round < 200; round++)
        {
            int made = 0;
            Parallel.For(0, 4, _ =>
            {
                if (_files.Open("/tmp/one", CreatingAlone, 0b110_100_100, out OpenFile? file).IsSuccess)
                {
                    Interlocked.Increment(ref made);
                    file!.Dispose();
                }
            });
            Assert.That(made, Is.EqualTo(1));
            Assert.That(_files.Remove("/tmp/one", isDirectory: false).IsSuccess);
        }
    }

    [TestCase("/tmp/file", true, FileError.NotADirectory)]
    [TestCase("/tmp/dir", false, FileError.IsADirectory)]
    [TestCase("/tmp/dir", true, FileError.NotEmpty)]
    [TestCase("/tmp/none", false, FileError.NoEntry)]
    [TestCase("/tmp", true, FileError.Busy)]
    [TestCase("/", true, FileError.Busy)]
    [TestCase("/tmp/dir/.", true, FileError.Invalid)]
    [TestCase("/tmp/dir/..", true, FileError.NotEmpty)]
    [TestCase("/proc/mounts", false, FileError.ReadOnly)]
    [TestCase("/tmp/file/", false, FileError.NotADirectory)]
    public void Remove_WhatCannotBe_SaysWhy(string path, bool isDirectory, FileError error) =>
        Assert.That(_files.Remove(path, isDirectory).Error, Is.EqualTo(error));

    [Test]
    public void Remove_OfAnOpenFile_KeepsItsContentAndGivesItsSpaceBackWithTheLastUse()
    {
        ulong free = Free();
        OpenFile first = Open("/tmp/big", Creating | FileAccessModes.Read);
        ulong offset = 0;
        Assert.That(first.Write(ref offset, new byte[100_000], out _).IsSuccess);
        OpenFile second = Open("/tmp/big", FileAccessModes.Read);

        Assert.That(_files.Remove("/tmp/big", isDirectory: false).IsSuccess);
        Assert.That(_files.Open("/tmp/big", out _).Error, Is.EqualTo(FileError.NoEntry));
        first.GetInformation(out FileInformation information);
        Assert.That((information.Length, information.Links), Is.EqualTo((100_000UL, 0U)));
        first.Dispose();
        Assert.That(Free(), Is.LessThanOrEqualTo(free - (100_000 / 4096)));
        Assert.That(second.Read(99_999, new byte[2], out int count).IsSuccess);
        Assert.That(count, Is.EqualTo(1));
        second.Dispose();
        Assert.That(Free(), Is.EqualTo(free));
    }

    [Test]
    public void Remove_OfADirectoryInUse_LeavesItEmptyForGood()
    {
        using OpenFile directory = Open("/tmp/empty", FileAccessModes.Read);
        Assert.That(_files.Remove("/tmp/empty", isDirectory: true).IsSuccess);
        Assert.That(directory.List([]).IsSuccess);
        Assert.That(_files.Open("/tmp/empty/x", Creating, 0, out _).Error, Is.EqualTo(FileError.NoEntry));
    }

    [TestCase("/tmp/file", "/tmp/new", FileError.None)]
    [TestCase("/tmp/file", "/tmp/dir/inner", FileError.None)]
    [TestCase("/tmp/file", "/tmp/file", FileError.None)]
    [TestCase("/tmp/file", "/tmp/dir", FileError.IsADirectory)]
    [TestCase("/tmp/file", "/tmp/new/", FileError.NotADirectory)]
    [TestCase("/tmp/dir", "/tmp/new/", FileError.None)]
    [TestCase("/tmp/dir", "/tmp/empty", FileError.None)]
    [TestCase("/tmp/empty", "/tmp/dir", FileError.NotEmpty)]
    [TestCase("/tmp/dir", "/tmp/file", FileError.NotADirectory)]
    [TestCase("/tmp/dir", "/tmp/dir/below", FileError.Invalid)]
    [TestCase("/tmp/dir/inner", "/tmp/dir", FileError.IsADirectory)]
    [TestCase("/tmp/none", "/tmp/new", FileError.NoEntry)]
    [TestCase("/tmp/file", "/tmp/none/new", FileError.NoEntry)]
    [TestCase("/tmp/file", "/file", FileError.CrossDevice)]
    [TestCase("/tmp/.", "/tmp/new", FileError.Busy)]
    [TestCase("/tmp", "/new", FileError.Busy)]
    public void Rename_OfEachKindOntoEachKind_IsAsPosixHasIt(string path, string newPath, FileError error)
    {
        Assert.That(_files.Rename(path, newPath, replace: true).Error, Is.EqualTo(error));
        if (error == FileError.None)
        {
            Assert.That(_files.Open(newPath, out OpenFile? file).IsSuccess);
            file!.Dispose();
            Assert.That(_files.Open(path, out OpenFile? old).Error, Is.EqualTo(path == newPath ? FileError.None : FileError.NoEntry));
            old?.Dispose();
        }
    }

    [Test]
    public void Rename_NotReplacing_LeavesBoth()
    {
        Put("/tmp/other", "other");
        Assert.That(_files.Rename("/tmp/file", "/tmp/other", replace: false).Error, Is.EqualTo(FileError.Exists));
        Assert.That((Text("/tmp/file"), Text("/tmp/other")), Is.EqualTo(("content", "other")));
    }

    [Test]
    public void Rename_OfAnOpenFile_ReplacesAnotherOpenFileAndBothGoOn()
    {
        Put("/tmp/other", "other");
        using OpenFile moved = Open("/tmp/file", FileAccessModes.Read | FileAccessModes.Write);
        using OpenFile replaced = Open("/tmp/other", FileAccessModes.Read);
        Assert.That(_files.Rename("/tmp/file", "/tmp/other", replace: true).IsSuccess);
        byte[] buffer = new byte[16];
        replaced.Read(0, buffer, out int count);
        Assert.That(System.Text.Encoding.UTF8.GetString(buffer, 0, count), Is.EqualTo("other"));
        ulong offset = 0;
        Assert.That(moved.Write(ref offset, "CONT"u8.ToArray(), out _).IsSuccess);
        Assert.That(Text("/tmp/other"), Is.EqualTo("CONTent"));
    }

    [Test]
    public void SymbolicLinks_AreFollowedWhereTheyShallBe()
    {
        Link("/tmp/absolute", "/tmp/dir");
        Link("/tmp/relative", "dir/../file");
        Link("/tmp/dir/up", "../absolute/inner");
        Link("/tmp/dangling", "nowhere");
        Assert.That(Text("/tmp/absolute/inner"), Is.EqualTo("inner"));
        Assert.That(Text("/tmp/absolute/up"), Is.EqualTo("inner"));
        Assert.That(Text("/tmp/relative"), Is.EqualTo("content"));
        Assert.That(_files.Open("/tmp/dangling", out _).Error, Is.EqualTo(FileError.NoEntry));
        Assert.That(_files.Open("/tmp/relative", FileAccessModes.Read | FileAccessModes.NoFollow, 0, out _).Error, Is.EqualTo(FileError.Loop));
        Assert.That(_files.Open("/tmp/dangling", CreatingAlone, 0, out _).Error, Is.EqualTo(FileError.Exists));
        Assert.That(_files.Open("/tmp/relative/", out _).Error, Is.EqualTo(FileError.NotADirectory));

        using OpenFile link = Open("/tmp/absolute", FileAccessModes.NoFollow);
        Assert.That(link.ReadLink(out string target).IsSuccess);
        Assert.That((link.Kind, target), Is.EqualTo((FileKind.SymbolicLink, "/tmp/dir")));

        // Making a file through a link that leads nowhere makes what it leads to.
        Put("/tmp/dangling", "made");
        Assert.That(Text("/tmp/nowhere"), Is.EqualTo("made"));
        Assert.That(_files.Remove("/tmp/absolute", isDirectory: false).IsSuccess);
        Assert.That(Text("/tmp/dir/inner"), Is.EqualTo("inner"), "only the link went");
    }

    [Test]
    public void SymbolicLinks_ThatLeadRoundInCircles_AreALoop()
    {
        Link("/tmp/a", "b");
        Link("/tmp/b", "a");
        Assert.That(_files.Open("/tmp/a", out _).Error, Is.EqualTo(FileError.Loop));
        Link("/tmp/self", "self/x");
        Assert.That(_files.Open("/tmp/self", out _).Error, Is.EqualTo(FileError.Loop));
    }

    [TestCase(40, FileError.None)]
    [TestCase(41, FileError.Loop)]
    public void SymbolicLinks_OneAfterTheOther_MayBeForty(int links, FileError error)
    {
        for (int i = 0; i < links; i++)
        {
            Link($"/tmp/{i}", i == 0 ? "file" : $"{i - 1}");
        }

        Assert.That(_files.Open($"/tmp/{links - 1}", out OpenFile? file).Error, Is.EqualTo(error));
        file?.Dispose();
    }

    [Test]
    public void Names_TooLong_AreRefused()
    {
        string longest = "/tmp/" + new string('n', 255);
        Put(longest, "x");
        Assert.That(Text(longest), Is.EqualTo("x"));
        Assert.That(_files.Open(longest + "n", Creating, 0, out _).Error, Is.EqualTo(FileError.NameTooLong));
        Assert.That(_files.Open("/tmp/" + new string('ä', 128), Creating, 0, out _).Error, Is.EqualTo(FileError.NameTooLong), "255 bytes, not characters");
        Assert.That(_files.Open(string.Concat(Enumerable.Repeat("/tmp/..", 700)), out _).Error, Is.EqualTo(FileError.NameTooLong));
    }

    [Test]
    public void Information_OfMounts_NamesThemAsLinuxDoes()
    {
        Assert.That(Text("/proc/mounts"), Is.EqualTo("rootfs / tmpfs rw,relatime 0 0\ndevtmpfs /dev devtmpfs ro,relatime 0 0\nproc /proc proc ro,relatime 0 0\ntmpfs /tmp tmpfs rw,relatime 0 0\ntmpfs /dev/shm tmpfs rw,relatime 0 0\n"));
        Assert.That(Text("/proc/self/mounts"), Is.EqualTo(Text("/proc/mounts")));
        Assert.That(Text("/proc/filesystems"), Does.Contain("nodev\ttmpfs\n").And.Contain("\tvfat\n"));
    }

    private ulong Free()
    {
        Assert.That(_files.GetSpace("/tmp", out _, out FileSystemSpace space).IsSuccess);
        return space.FreeBlocks;
    }

    private OpenFile Open(string path, FileAccessModes modes)
    {
        FileStatus status = _files.Open(path, modes, 0b110_100_100, out OpenFile? file);
        Assert.That(status.IsSuccess, $"{path}: {status.Message}");
        return file!;
    }

    private void Link(string path, string target) => Assert.That(_files.CreateSymbolicLink(path, target).IsSuccess);

    private void Put(string path, string text)
    {
        using OpenFileStream stream = new(Open(path, Creating | FileAccessModes.Truncate));
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private string Text(string path)
    {
        using OpenFileStream stream = new(Open(path, FileAccessModes.Read));
        using System.IO.StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
