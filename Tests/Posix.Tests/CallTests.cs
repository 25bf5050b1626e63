using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Storage;
using NUnit.Framework;

namespace CosmosNvme.Posix.Tests;

/// <summary>System calls as the C library makes them; numbers, flags and structures are those of Linux on x86-64.</summary>
[TestFixture]
internal sealed class CallTests
{
    private const int ReadWriteCreate = 0x42;

    private FakeMemory _memory = null!;
    private PosixFileCalls _calls = null!;
    private StorageStack _stack = null!;

    [SetUp]
    public void SetUp()
    {
        _memory = new FakeMemory();
        _stack = new StorageStack();
        _stack.Attach(new RamDisk("ram0", new byte[8192]));
        _calls = new PosixFileCalls(_stack.Files, _memory, 1024, 64);
    }

    [Test]
    public void Open_Descriptors_AreTheLowestFree()
    {
        long first = Open("/tmp/a", ReadWriteCreate);
        long second = Open("/tmp/b", ReadWriteCreate);
        Assert.That((first, second), Is.EqualTo((1024L, 1025L)));
        Assert.That(Call(3, first), Is.Zero);
        Assert.That(Call(3, first), Is.EqualTo(-9), "EBADF");
        Assert.That(Call(32, second), Is.EqualTo(1024), "dup");
        Assert.That(Call(72, second, 1030, 0), Is.EqualTo(1026), "F_DUPFD_CLOEXEC");
        Assert.That(Call(0, 1060, 0, 0), Is.EqualTo(-9));
        Assert.That(Enumerable.Range(0, 61).Select(_ => Open("/tmp/a", 0)).ToArray()[^1], Is.EqualTo(1087));
        Assert.That(Open("/tmp/a", 0), Is.EqualTo(-24), "EMFILE");
    }

    [TestCase("/tmp/none", 0, -2)]
    [TestCase("/tmp", 1, -21)]
    [TestCase("/tmp", 0x410000 | 2, -95)]
    [TestCase("/tmp/x", 0x40 | 0x10000, -22)]
    [TestCase("", 0, -2)]
    [TestCase("/proc/mounts", 2, -30)]
    [TestCase("/proc/mounts", 0x4000, -22)]
    [TestCase("/dev/null", 0x4000, -22)]
    public void Open_WhatCannotBe_GivesLinuxsError(string path, int flags, int error) => Assert.That(Open(path, flags), Is.EqualTo(error));

    [Test]
    public void Calls_WithBadPointers_AreRefused()
    {
        Assert.That(() => _calls.Call(new FileCall(2, 0, 0, 0, 0, 0, 0)), Throws.InstanceOf<BadAddressException>());
        long file = Open("/tmp/a", ReadWriteCreate);
        Assert.That(() => _calls.Call(new FileCall(0, (ulong)file, 0, 1, 0, 0, 0)), Throws.InstanceOf<BadAddressException>());
        Assert.That(Call(1, file, 0, 0), Is.Zero, "nothing is written from nowhere");
    }

    [Test]
    public void Direct_OnABlockDevice_TakesWholeBlocksOnly()
    {
        long device = Open("/dev/ram0", 0x4002);
        ulong buffer = _memory.Space(1024);
        Assert.That(Call(17, device, (long)buffer, 512, 512), Is.EqualTo(512));
        Assert.That(Call(17, device, (long)buffer, 100, 512), Is.EqualTo(-22));
        Assert.That(Call(17, device, (long)buffer, 512, 100), Is.EqualTo(-22));
        Assert.That(Call(18, device, (long)buffer, 1024, 1024), Is.EqualTo(1024));
        Assert.That(Call(18, device, (long)buffer, 1000, 1024), Is.EqualTo(-22));
    }

    [Test]
    public void SetFlags_OfAppendAndDirect_HoldFromThenOn()
    {
        long file = Open("/tmp/a", ReadWriteCreate);
        ulong text = _memory.Text("0123456789");
        Call(1, file, (long)text, 4);
        Assert.That(Call(72, file, 4, 0x400), Is.Zero, "F_SETFL, O_APPEND");
        Assert.That(Call(72, file, 3), Is.EqualTo(0x402), "F_GETFL");
        Call(8, file, 0, 0);
        Assert.That(Call(1, file, (long)text, 2), Is.EqualTo(2));
        Assert.That(Call(8, file, 0, 1), Is.EqualTo(6), "the end is where the place is now");
        Assert.That(Call(72, file, 4, 0), Is.Zero);
        Call(8, file, 0, 0);
        Call(1, file, (long)text, 2);
        Assert.That(Call(8, file, 0, 1), Is.EqualTo(2));
        long mounts = Open("/proc/mounts", 0);
        Assert.That(Call(72, mounts, 4, 0x4000), Is.EqualTo(-22), "O_DIRECT");
        Assert.That(Call(72, mounts, 3), Is.Zero);
    }

    [Test]
    public void ReadWrite_AtThePlaceAndElsewhere_MoveThePlaceOrNot()
    {
        long file = Open("/tmp/a", ReadWriteCreate);
        ulong text = _memory.Text("0123456789");
        ulong buffer = _memory.Space(16);
        Assert.That(Call(1, file, (long)text, 10), Is.EqualTo(10));
        Assert.That(Call(8, file, 2, 0), Is.EqualTo(2));
        Assert.That(Call(17, file, (long)buffer, 3, 5), Is.EqualTo(3));
        Assert.That(At(buffer, 3), Is.EqualTo("567"));
        Assert.That(Call(0, file, (long)buffer, 2), Is.EqualTo(2));
        Assert.That(At(buffer, 2), Is.EqualTo("23"));
        Assert.That(Call(18, file, (long)text, 2, 12), Is.EqualTo(2));
        Assert.That(Call(8, file, 0, 1), Is.EqualTo(4), "pwrite left the place");
        Assert.That(Call(8, file, -1, 2), Is.EqualTo(13));
        Assert.That(Call(8, file, -20, 1), Is.EqualTo(-22));
        Assert.That(Call(8, file, 14, 3), Is.EqualTo(-6), "SEEK_DATA at the end");
        Assert.That(Call(17, file, (long)buffer, 1, -1), Is.EqualTo(-22));
    }

    [Test]
    public void Vectors_OfBuffers_AreOneTransfer()
    {
        long file = Open("/tmp/a", ReadWriteCreate);
        ulong vector = Vector((_memory.Text("abc"), 3), (0, 0), (_memory.Text("defgh"), 5));
        Assert.That(Call(20, file, (long)vector, 3), Is.EqualTo(8));
        Assert.That(Call(296, file, (long)vector, 3, 4), Is.EqualTo(8), "pwritev");
        ulong first = _memory.Space(4);
        ulong second = _memory.Space(64);
        Assert.That(Call(295, file, (long)Vector((first, 4), (second, 64)), 2, 0), Is.EqualTo(12), "preadv");
        Assert.That(At(first, 4) + At(second, 8), Is.EqualTo("abcdabcdefgh"));
        Assert.That(Call(19, file, (long)vector, 2000), Is.EqualTo(-22));
    }

    [Test]
    public void Append_ThroughAnotherDescriptor_GoesToTheEnd()
    {
        long first = Open("/tmp/a", ReadWriteCreate | 0x400);
        long second = Open("/tmp/a", 1 | 0x400);
        ulong text = _memory.Text("xy");
        Call(1, first, (long)text, 2);
        Call(1, second, (long)text, 2);
        Assert.That(Call(1, first, (long)text, 1), Is.EqualTo(1));
        Assert.That(Call(8, first, 0, 1), Is.EqualTo(5));
    }

    [Test]
    public void Stat_OfEachKind_HasLinuxsLayout()
    {
        long file = Open("/tmp/a", ReadWriteCreate);
        Call(1, file, (long)_memory.Text("0123456789"), 10);
        ulong stat = _memory.Space(256);
        Assert.That(Call(5, file, (long)stat), Is.Zero);
        ReadOnlySpan<byte> bytes = _memory.At(stat, 144).Span;
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]), Is.EqualTo(0x8000 | 0b110_100_100), "mode");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]), Is.EqualTo(10));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(bytes[64..]), Is.EqualTo(8), "blocks of 512 bytes");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(bytes[88..]), Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(5));

        Assert.That(Call(4, (long)_memory.Text("/dev/ram0"), (long)stat), Is.Zero);
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(_memory.At(stat, 144).Span[24..]) & 0xf000, Is.EqualTo(0x6000));
        Assert.That(Call(88, (long)_memory.Text("a"), (long)_memory.Text("/tmp/link")), Is.Zero);
        Assert.That(Call(6, (long)_memory.Text("/tmp/link"), (long)stat), Is.Zero, "lstat");
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(_memory.At(stat, 144).Span[24..]) & 0xf000, Is.EqualTo(0xa000));
        Assert.That(Call(262, file, (long)_memory.Text(string.Empty), (long)stat, 0x1000), Is.Zero, "fstatat of the descriptor itself");
        Assert.That(Call(332, -100, (long)_memory.Text("/tmp/a"), 0, 0xfff, (long)stat), Is.Zero, "statx");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(stat, 256).Span[40..]), Is.EqualTo(10));
        Assert.That(Call(137, (long)_memory.Text("/tmp"), (long)stat), Is.Zero, "statfs");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(stat, 120).Span), Is.EqualTo(0x01021994));
    }

    [Test]
    public void Directory_Entries_ComeInPiecesWithDotAndDotDot()
    {
        foreach (int i in Enumerable.Range(0, 20))
        {
            Call(3, Open($"/tmp/file{i:00}", ReadWriteCreate));
        }

        Assert.That(Call(83, (long)_memory.Text("/tmp/dir"), 0x1ff), Is.Zero, "mkdir");
        long directory = Open("/tmp", 0x10000);
        ulong buffer = _memory.Space(200);
        List<(string Name, byte Type)> entries = [];
        long count;
        while ((count = Call(217, directory, (long)buffer, 200)) > 0)
        {
            for (int at = 0; at < count;)
            {
                ReadOnlySpan<byte> entry = _memory.At(buffer + (ulong)at, (int)count - at).Span;
                ReadOnlySpan<byte> name = entry[19..];
                entries.Add((Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]), entry[18]));
                at += BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
            }
        }

        Assert.That(count, Is.Zero);
        Assert.That(entries.Select(entry => entry.Name), Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"file{i:00}").Prepend("dir").Prepend("..").Prepend(".")));
        Assert.That(entries[2].Type, Is.EqualTo(4));
        Assert.That(entries[3].Type, Is.EqualTo(8));
        Assert.That(Call(217, directory, (long)buffer, 8), Is.Zero);
        Assert.That(Call(8, directory, 0, 0), Is.Zero, "rewinddir");
        Assert.That(Call(217, directory, (long)buffer, 8), Is.EqualTo(-22), "no entry fits");
    }

    [Test]
    public void RelativePaths_BeginAtTheWorkingDirectoryOrADescriptor()
    {
        Call(83, (long)_memory.Text("/tmp/dir"), 0x1ff);
        Assert.That(Call(80, (long)_memory.Text("/tmp/dir")), Is.Zero, "chdir");
        Call(3, Open("here", ReadWriteCreate));
        ulong buffer = _memory.Space(64);
        Assert.That(Call(79, (long)buffer, 64), Is.EqualTo(9), "getcwd");
        Assert.That(At(buffer, 8), Is.EqualTo("/tmp/dir"));
        Assert.That(Call(79, (long)buffer, 8), Is.EqualTo(-34), "ERANGE");
        long directory = Open("/tmp", 0);
        Assert.That(Call(257, directory, (long)_memory.Text("dir/here"), 0), Is.GreaterThan(0), "openat");
        long file = Open("/tmp/dir/here", 0);
        Assert.That(Call(257, file, (long)_memory.Text("x"), 0), Is.EqualTo(-20));
        Assert.That(Call(263, directory, (long)_memory.Text("dir"), 0x200), Is.EqualTo(-39), "ENOTEMPTY");
        Assert.That(Call(316, directory, (long)_memory.Text("dir/here"), directory, (long)_memory.Text("there"), 1), Is.Zero, "renameat2, not replacing");
        Assert.That(Call(263, directory, (long)_memory.Text("there"), 0), Is.Zero);
        Assert.That(Call(86, (long)_memory.Text("/tmp/dir"), (long)_memory.Text("/tmp/other")), Is.EqualTo(-1), "link");
    }

    [Test]
    public void Times_NowOmittedAndGiven_AreSet()
    {
        long file = Open("/tmp/a", ReadWriteCreate);
        ulong times = Times((100, 250_000_000), (0, 0x3ffffffe));
        Assert.That(Call(280, file, 0, (long)times, 0), Is.Zero, "futimens");
        ulong stat = _memory.Space(144);
        Call(5, file, (long)stat);
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(stat, 144).Span[72..]), Is.EqualTo(100));
        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(_memory.At(stat, 144).Span[80..]), Is.EqualTo(250_000_000));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(stat, 144).Span[88..]), Is.GreaterThan(1_000_000_000));
        Assert.That(Call(280, -100, (long)_memory.Text("/tmp/a"), (long)Times((-5, 1), (5, 1_000_000_000)), 0), Is.EqualTo(-22));
        Assert.That(Call(280, -100, (long)_memory.Text("/tmp/a"), (long)Times((-5, 500_000_000), (5, 0)), 0), Is.Zero);
        Call(5, file, (long)stat);
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(stat, 144).Span[72..]), Is.EqualTo(-5));
    }

    [Test]
    public void Locks_OfOpenFilesAndOfTheProcess_StandInEachOthersWay()
    {
        long first = Open("/tmp/a", ReadWriteCreate);
        long second = Open("/tmp/a", ReadWriteCreate);
        Assert.That(Call(72, first, 37, (long)Lock(1, 0, 10)), Is.Zero, "F_OFD_SETLK, writing");
        Assert.That(Call(72, second, 37, (long)Lock(0, 5, 10)), Is.EqualTo(-11), "EAGAIN");
        Assert.That(Call(72, second, 6, (long)Lock(1, 9, 1)), Is.EqualTo(-11), "F_SETLK");
        ulong asked = Lock(1, 0, 0);
        Assert.That(Call(72, second, 36, (long)asked), Is.Zero);
        Assert.That(BinaryPrimitives.ReadInt16LittleEndian(_memory.At(asked, 32).Span), Is.EqualTo(1));
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(asked, 32).Span[16..]), Is.EqualTo(10));
        Assert.That(Call(72, second, 6, (long)Lock(1, 10, 0)), Is.Zero);
        Assert.That(Call(72, first, 6, (long)Lock(1, 10, 5)), Is.Zero, "there is one process");
        Assert.That(Call(72, first, 37, (long)Lock(0, 20, 5)), Is.EqualTo(-11));
        Call(3, Call(32, second));
        Assert.That(Call(72, first, 37, (long)Lock(0, 20, 5)), Is.Zero, "closing any descriptor gave the process's locks back");
        Assert.That(Call(73, first, 2 | 4), Is.Zero, "flock");
        Assert.That(Call(73, second, 1 | 4), Is.EqualTo(-11));
        Call(3, first);
        Assert.That(Call(73, second, 2 | 4), Is.Zero);
    }

    [Test]
    public void Copy_BetweenFiles_MovesPlacesOrOffsets()
    {
        long source = Open("/tmp/a", ReadWriteCreate);
        long target = Open("/tmp/b", ReadWriteCreate);
        byte[] bytes = new byte[600_000];
        new Random(1).NextBytes(bytes);
        ulong data = _memory.Space(bytes.Length);
        bytes.CopyTo(_memory.At(data, bytes.Length));
        Call(1, source, (long)data, bytes.Length);
        Call(8, source, 100, 0);
        Assert.That(Call(40, target, source, 0, 1_000_000), Is.EqualTo(599_900), "sendfile");
        Assert.That(Call(8, source, 0, 1), Is.EqualTo(600_000));
        ulong offset = _memory.Space(8);
        BinaryPrimitives.WriteInt64LittleEndian(_memory.At(offset, 8).Span, 599_990);
        Assert.That(Call(326, source, (long)offset, target, 0, 100, 0), Is.EqualTo(10), "copy_file_range");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(offset, 8).Span), Is.EqualTo(600_000));
        ulong read = _memory.Space(600_000);
        Assert.That(Call(17, target, (long)read, 600_000, 0), Is.EqualTo(599_910));
        Assert.That(_memory.At(read, 599_900).Span.SequenceEqual(bytes.AsSpan(100)));
        Assert.That(Call(16, target, 0x40049409, source), Is.EqualTo(-95), "FICLONE");
    }

    [Test]
    public void Device_IsReadAndWrittenAtAnyByte()
    {
        long device = Open("/dev/ram0", 2);
        Assert.That(Call(18, device, (long)_memory.Text("hello"), 5, 510), Is.EqualTo(5));
        ulong buffer = _memory.Space(16);
        Assert.That(Call(17, device, (long)buffer, 7, 509), Is.EqualTo(7));
        Assert.That(At(buffer, 7), Is.EqualTo("\0hello\0"));
        Assert.That(Call(8, device, 0, 2), Is.EqualTo(8192));
        Assert.That(Call(1, device, (long)buffer, 1), Is.EqualTo(-28), "ENOSPC");
        Assert.That(Call(77, device, 0), Is.EqualTo(-22), "ftruncate");
        Assert.That(Call(16, device, unchecked((int)0x80081272), (long)buffer), Is.Zero, "BLKGETSIZE64");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(_memory.At(buffer, 8).Span), Is.EqualTo(8192));
    }

    [Test]
    public void Close_WhileOthersRead_EndsNothingUnderThem()
    {
        for (int round = 0; round < 50; round++)
        {
            long file = Open("/tmp/a", ReadWriteCreate);
            Parallel.Invoke(
                () =>
                {
                    Thread.SpinWait(round * 20);
                    Call(3, file);
                },
                () =>
                {
                    long result;
                    while ((result = Call(8, file, 0, 1)) == 0)
                    {
                    }

                    Assert.That(result, Is.EqualTo(-9));
                });
        }
    }

    private long Open(string path, int flags) => Call(2, (long)_memory.Text(path), flags, 0b110_100_100);

    private long Call(int number, params long[] arguments)
    {
        long[] six = [.. arguments, .. new long[6 - arguments.Length]];
        return _calls.Call(new FileCall(number, (ulong)six[0], (ulong)six[1], (ulong)six[2], (ulong)six[3], (ulong)six[4], (ulong)six[5]));
    }

    private string At(ulong address, int count) => Encoding.UTF8.GetString(_memory.At(address, count).Span);

    private ulong Vector(params (ulong Address, long Length)[] parts)
    {
        ulong vector = _memory.Space(parts.Length * 16);
        for (int i = 0; i < parts.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_memory.At(vector, parts.Length * 16).Span[(i * 16)..], parts[i].Address);
            BinaryPrimitives.WriteInt64LittleEndian(_memory.At(vector, parts.Length * 16).Span[((i * 16) + 8)..], parts[i].Length);
        }

        return vector;
    }

    private ulong Times((long Seconds, long Nanoseconds) accessed, (long Seconds, long Nanoseconds) modified) =>
        Vector(((ulong)accessed.Seconds, accessed.Nanoseconds), ((ulong)modified.Seconds, modified.Nanoseconds));

    private ulong Lock(short type, long start, long length)
    {
        ulong address = _memory.Space(32);
        Span<byte> flock = _memory.At(address, 32).Span;
        flock.Clear();
        BinaryPrimitives.WriteInt16LittleEndian(flock, type);
        BinaryPrimitives.WriteInt64LittleEndian(flock[8..], start);
        BinaryPrimitives.WriteInt64LittleEndian(flock[16..], length);
        return address;
    }
}
