using System;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Posix.Tests;

/// <summary>Files in memory: mmap, msync, munmap.</summary>
[TestFixture]
internal sealed class MappingTests
{
    private const int ReadWrite = 3;
    private const int ReadOnly = 1;
    private const int Shared = 1;
    private const int Private = 2;
    private const int Page = 4096;

    private FakeMemory _memory = null!;
    private PosixFileCalls _calls = null!;
    private VirtualFileSystem _files = null!;

    [SetUp]
    public void SetUp()
    {
        _memory = new FakeMemory();
        _files = new StorageStack().Files;
        _calls = new PosixFileCalls(_files, _memory, 1024, 64);
    }

    [Test]
    public void Shared_WhatIsChanged_IsInTheFileAfterMsync()
    {
        long file = Make("/tmp/a", 2 * Page);
        long map = Map(file, 2 * Page, ReadWrite, Shared, 0);
        Assert.That(Text(map, 4), Is.EqualTo("aaaa"));
        Put(map + Page, "changed");
        Assert.That(Call(26, map, 2 * Page, 4), Is.Zero, "msync");
        Assert.That(Content("/tmp/a", Page, 8), Is.EqualTo("changeda"));
        Assert.That(Call(11, map, 2 * Page), Is.Zero, "munmap");
        Assert.That(_memory.Committed, Is.Zero);
    }

    [Test]
    public void Shared_WithoutMsync_IsInTheFileForReadersFsyncAndAfterMunmap()
    {
        long file = Make("/tmp/a", Page);
        long map = Map(file, Page, ReadWrite, Shared, 0);
        Put(map, "one");
        ulong buffer = _memory.Space(16);
        Assert.That(Call(17, file, (long)buffer, 4, 0), Is.EqualTo(4));
        Assert.That(Text((long)buffer, 4), Is.EqualTo("onea"), "read");
        Put(map, "two");
        Assert.That(Call(74, file), Is.Zero, "fsync");
        Assert.That(Content("/tmp/a", 0, 4), Is.EqualTo("twoa"));
        Put(map, "end");
        Call(3, file);
        Assert.That(Call(11, map, Page), Is.Zero);
        Assert.That(Content("/tmp/a", 0, 4), Is.EqualTo("enda"), "munmap, though the descriptor is closed");
    }

    [Test]
    public void Shared_WhatIsWrittenOtherwise_ShowsAtOnce()
    {
        long file = Make("/tmp/a", 2 * Page);
        long reader = Map(file, 2 * Page, ReadOnly, Shared, 0);
        Assert.That(Call(18, file, (long)_memory.Text("news"), 4, Page - 2), Is.EqualTo(4));
        Assert.That(Text(reader + Page - 2, 5), Is.EqualTo("newsa"));
        Assert.That(Call(77, file, Page + 1), Is.Zero, "ftruncate");
        Assert.That(Text(reader + Page, 3), Is.EqualTo("w\0\0"));
        Assert.That(_memory.ProtectionOf((ulong)reader), Is.EqualTo(ReadOnly));
    }

    [Test]
    public void Shared_TwoMappings_SeeEachOtherAndEndApart()
    {
        long file = Make("/tmp/a", 4 * Page);
        long reader = Map(file, 3 * Page, ReadOnly, Shared, 0);
        long other = Call(2, (long)_memory.Text("/tmp/a"), 2);
        long writer = Map(other, 2 * Page, ReadWrite, Shared, 2 * Page);
        Put(writer, "seen");
        Assert.That(Text(reader + (2 * Page), 4), Is.EqualTo("seen"));
        Assert.That(Call(11, reader, 3 * Page), Is.Zero);
        Assert.That(Text(writer, 4), Is.EqualTo("seen"));
        Assert.That(_memory.Committed, Is.EqualTo(2));
        Assert.That(Call(11, writer + Page, Page), Is.Zero, "a part");
        Assert.That(_memory.Committed, Is.EqualTo(1));
        Assert.That(Call(11, writer, Page), Is.Zero);
        Assert.That(Content("/tmp/a", 2 * Page, 4), Is.EqualTo("seen"));
        Assert.That(_memory.Committed, Is.Zero);
    }

    [Test]
    public void Shared_BeyondTheEnd_IsZerosAndDoesNotGrowTheFile()
    {
        long file = Make("/tmp/a", 10);
        long map = Map(file, Page, ReadWrite, Shared, 0);
        Assert.That(Text(map, 12), Is.EqualTo("aaaaaaaaaa\0\0"));
        Put(map + 8, "1234");
        Call(11, map, Page);
        Assert.That(Content("/tmp/a", 0, 100), Is.EqualTo("aaaaaaaa12"));
    }

    [Test]
    public void Private_WhatIsChanged_StaysInTheMapping()
    {
        long file = Make("/tmp/a", Page);
        long map = Map(file, Page, ReadWrite, Private, 0);
        Put(map, "mine");
        Call(26, map, Page, 4);
        Assert.That(Content("/tmp/a", 0, 4), Is.EqualTo("aaaa"));
        Assert.That(Map(file, Page, ReadOnly, Private, 0), Is.Not.EqualTo(map));
        Call(11, map, Page);
        Assert.That(_memory.Committed, Is.EqualTo(1));
    }

    [Test]
    public void Map_WhatCannotBe_GivesLinuxsError()
    {
        long file = Make("/tmp/a", Page);
        long reader = Call(2, (long)_memory.Text("/tmp/a"), 0);
        long writer = Call(2, (long)_memory.Text("/tmp/a"), 1);
        Assert.That(Map(reader, Page, ReadWrite, Shared, 0), Is.EqualTo(-13), "EACCES");
        Assert.That(Map(reader, Page, ReadWrite, Private, 0), Is.GreaterThan(0));
        Assert.That(Map(writer, Page, ReadOnly, Shared, 0), Is.EqualTo(-13));
        Assert.That(Map(file, Page, ReadOnly, Shared, 1), Is.EqualTo(-22));
        Assert.That(Map(file, 0, ReadOnly, Shared, 0), Is.EqualTo(-22));
        Assert.That(Map(Call(2, (long)_memory.Text("/tmp"), 0), Page, ReadOnly, Shared, 0), Is.EqualTo(-19), "ENODEV");
        Assert.That(Map(1050, Page, ReadOnly, Shared, 0), Is.EqualTo(-9));
        _memory.PagesLeft = 1;
        Assert.That(Map(file, 2 * Page, ReadWrite, Shared, 0), Is.EqualTo(-12), "ENOMEM");
        Assert.That(Map(file, Page, ReadWrite, Shared, 0), Is.GreaterThan(0));
    }

    [Test]
    public void WriteBack_OfAll_IsWhatTheEndOfTheMachineNeeds()
    {
        long map = Map(Make("/tmp/a", Page), Page, ReadWrite, Shared, 0);
        Put(map, "last");
        _calls.WriteBack();
        Assert.That(Content("/tmp/a", 0, 4), Is.EqualTo("last"));
    }

    private long Make(string path, int length)
    {
        long file = Call(2, (long)_memory.Text(path), 0x42, 0b110_100_100);
        ulong data = _memory.Space(length);
        _memory.At(data, length).Span.Fill((byte)'a');
        Call(1, file, (long)data, length);
        return file;
    }

    private long Map(long file, int length, int protection, int flags, int offset) => Call(9, 0, length, protection, flags, file, offset);

    private long Call(int number, params long[] arguments)
    {
        long[] six = [.. arguments, .. new long[6 - arguments.Length]];
        return _calls.Call(new FileCall(number, (ulong)six[0], (ulong)six[1], (ulong)six[2], (ulong)six[3], (ulong)six[4], (ulong)six[5]));
    }

    private void Put(long address, string text) => Encoding.ASCII.GetBytes(text).CopyTo(_memory.At((ulong)address, text.Length));

    private string Text(long address, int count) => Encoding.ASCII.GetString(_memory.At((ulong)address, count).Span);

    private string Content(string path, int offset, int count)
    {
        _files.Open(path, out OpenFile? file);
        using (file)
        {
            byte[] bytes = new byte[count];
            Assert.That(file!.Read((ulong)offset, bytes, out int read).IsSuccess);
            return Encoding.ASCII.GetString(bytes, 0, read);
        }
    }
}
