using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>What lies between file systems and disks.</summary>
[TestFixture]
internal sealed class PageCacheTests
{
    private const int FrameBytes = 16 * 1024;
    private const int DiskBytes = 4 << 20;

    private static readonly PageCacheLimits s_small = new(8 * FrameBytes, 4 * FrameBytes, 1 << 20);

    [TestCase(512)]
    [TestCase(4096)]
    [TestCase(32768)]
    public void Bytes_WrittenAnywhere_AreReadBackAndReachTheDiskWithWriteBack(int blockBytes)
    {
        byte[] disk = Trees.Pattern(DiskBytes, 1);
        byte[] expected = (byte[])disk.Clone();
        PageCache cache = new(new RamDisk("ram0", disk, blockBytes), s_small);
        Random random = new(blockBytes);
        for (int round = 0; round < 2000; round++)
        {
            int offset = random.Next(DiskBytes);
            byte[] piece = new byte[Math.Min(random.Next(round % 50 == 0 ? 200_000 : 3000), DiskBytes - offset)];
            if (random.Next(2) == 0)
            {
                random.NextBytes(piece);
                piece.CopyTo(expected, offset);
                Assert.That(cache.Write((ulong)offset, piece).IsSuccess);
            }
            else
            {
                Assert.That(cache.Read((ulong)offset, piece).IsSuccess);
                Assert.That(piece.AsSpan().SequenceEqual(expected.AsSpan(offset, piece.Length)), $"round {round}: {piece.Length} bytes at {offset}");
            }
        }

        cache.WriteBack(0, DiskBytes);
        Assert.That(disk.AsSpan().SequenceEqual(expected));
        Assert.That(cache.Statistics.DirtyBytes, Is.Zero);
    }

    [TestCase(4096, "4096")]
    [TestCase(512, "16384")]
    public void Read_AtRandom_BringsNeighboursOnlyForLessThanAPage(int bytes, string read)
    {
        WatchedDevice disk = new(new RamDisk("ram0", Trees.Pattern(DiskBytes, 1)));
        PageCache cache = new(disk, s_small);
        Assert.That(cache.Read(FrameBytes + 4096, new byte[bytes]).IsSuccess);
        Assert.That(string.Join(' ', disk.Reads.Select(one => one.Bytes)), Is.EqualTo(read));
    }

    [Test]
    public void Read_GoingOnBehindAnother_BringsTheRestOfTheFrame()
    {
        byte[] content = Trees.Pattern(DiskBytes, 1);
        WatchedDevice disk = new(new RamDisk("ram0", content));
        PageCache cache = new(disk, s_small);
        byte[] page = new byte[4096];
        for (int offset = 0; offset < FrameBytes; offset += page.Length)
        {
            Assert.That(cache.Read((ulong)offset, page).IsSuccess);
            Assert.That(page.AsSpan().SequenceEqual(content.AsSpan(offset, page.Length)));
        }

        Assert.That(string.Join(' ', disk.Reads.Select(one => one.Bytes)), Is.EqualTo("4096 12288"));
    }

    [Test]
    public void Memory_HoweverMuchIsWritten_StaysWithinItsLimit()
    {
        SlowDisk disk = new(DiskBytes);
        PageCache cache = new(disk, s_small);
        long most = 0;
        Parallel.For(0, 4, thread =>
        {
            for (int index = 0; index < 64; index++)
            {
                Assert.That(cache.Write((ulong)(((thread * 64) + index) * FrameBytes), Trees.Pattern(FrameBytes, index)).IsSuccess);
                CacheStatistics now = cache.Statistics;
                InterlockedMax(ref most, now.Bytes);
                Assert.That(now.DirtyBytes, Is.LessThanOrEqualTo(s_small.DirtyBytes + (4 * FrameBytes)));
            }
        });
        Assert.That(most, Is.LessThanOrEqualTo(s_small.Bytes));
        Assert.That(cache.Statistics.Waits, Is.Positive, "nobody had to wait");
        cache.WriteBack(0, DiskBytes);
        for (int index = 0; index < 256; index++)
        {
            Assert.That(disk.Content.AsSpan(index * FrameBytes, FrameBytes).SequenceEqual(Trees.Pattern(FrameBytes, index % 64)), $"frame {index}");
        }
    }

    [Test]
    public void Requests_AreMergedAndNeverLongerThanTheDiskTakes()
    {
        SlowDisk disk = new(DiskBytes) { MaximumTransferBytes = 96 * 1024 };
        PageCache cache = new(disk, new PageCacheLimits(1 << 20, 1 << 19, 1 << 20));
        for (int block = 0; block < 512; block++)
        {
            cache.Write((ulong)(block * 512), new byte[512]);
        }

        cache.WriteBack(0, DiskBytes);
        cache.Read(1 << 20, new byte[1 << 20]);
        cache.WriteDirect(0, new byte[1 << 20]);
        Assert.That(disk.Longest, Is.EqualTo(96 * 1024));
        CacheStatistics statistics = cache.Statistics;
        Assert.That((statistics.WrittenBackBytes, statistics.WriteBackRequests), Is.EqualTo((512L * 512, 3L)));
        Assert.That((statistics.DirectReadBytes, statistics.DirectWriteBytes), Is.EqualTo((1L << 20, 1L << 20)));
    }

    [Test]
    public void DirectTransfers_SeeAndAreSeenByTheCache()
    {
        byte[] content = new byte[DiskBytes];
        PageCache cache = new(new RamDisk("ram0", content), s_small);
        cache.Write(1000, new byte[] { 1, 2, 3 });
        byte[] block = new byte[1024];
        Assert.That(cache.ReadDirect(1, block).IsSuccess);
        Assert.That(block[(1000 - 512)..(1003 - 512)], Is.EqualTo(new byte[] { 1, 2, 3 }), "what is newer in memory");
        byte[] direct = Trees.Pattern(1024, 1);
        Assert.That(cache.WriteDirect(1, direct).IsSuccess);
        byte[] read = new byte[1024];
        cache.Read(512, read);
        Assert.That(read, Is.EqualTo(direct), "memory is older");
        Assert.That(content.AsSpan(512, 1024).SequenceEqual(direct));
    }

    [Test]
    public void WriteBack_ThatFails_IsToldOnceToEachWhoAsks()
    {
        SlowDisk disk = new(DiskBytes);
        PageCache cache = new(disk, s_small);
        cache.Write(0, new byte[512]);
        cache.Write(100_000, new byte[512]);
        disk.FailingWrites.Add(0);
        cache.WriteBack(0, DiskBytes);
        Assert.That(cache.TakeFailure(100_000, 512).IsSuccess);
        Assert.That(cache.TakeFailure(0, 512).Error, Is.EqualTo(BlockError.Medium));
        Assert.That(cache.TakeFailure(0, 512).IsSuccess);
        Assert.That(cache.TakeVolumeFailure(0, DiskBytes).Error, Is.EqualTo(BlockError.Medium));
        Assert.That(cache.TakeVolumeFailure(0, DiskBytes).IsSuccess);
    }

    // The failure happens while somebody else needs room; nobody asked for the write.
    [Test]
    public void WriteBack_ThatFailsInPassing_IsToldByTheNextFsync()
    {
        SlowDisk device = new(FatDisk.MakeImage(16));
        FatDisk disk = new([], device);
        FileNode node = disk.Put("/file", Trees.Pattern(40_000, 1));
        FileNode other = disk.Put("/other", Trees.Pattern(40_000, 1));
        FatDisk.Check(disk.Volume.Flush(), "flush");
        FatDisk.Write(node, 0, Trees.Pattern(40_000, 2));
        FatDisk.Write(other, 0, Trees.Pattern(40_000, 2));
        ulong block = FatBytes.Geometry(device.Content).OffsetOf(FatBytes.Find(device.Content, "FILE    ").Cluster) / 512;
        device.FailingWrites.Add(block + 3);
        disk.Volume.Cache.WriteBackAll();
        device.FailingWrites.Clear();
        Assert.That(other.Flush(false).IsSuccess);
        Assert.That(node.Flush(false).Error, Is.EqualTo(FileError.InputOutput));
        Assert.That(node.Flush(false).IsSuccess);
        Assert.That(disk.Volume.Flush().Error, Is.EqualTo(FileError.InputOutput));
        Assert.That(disk.Volume.Flush().IsSuccess);
    }

    [Test]
    public void Fat_ThatCannotBeWritten_MakesTheVolumeReadOnly()
    {
        SlowDisk device = new(FatDisk.MakeImage(16));
        FatDisk disk = new([], device);
        disk.Create("/first");
        FatDisk.Check(disk.Volume.Flush(), "flush");
        FileNode node = disk.Put("/file", Trees.Pattern(40_000, 1));
        device.FailingWrites.UnionWith(Enumerable.Range(1, 30).Select(block => (ulong)block));
        Assert.That(node.Flush(false).Error, Is.EqualTo(FileError.InputOutput));
        Assert.That(disk.Volume.IsReadOnly);
        FileStatus status = disk.Volume.Root.CreateFile("x", FatDisk.All, out _);
        Assert.That(status.Error, Is.EqualTo(FileError.ReadOnly));
        Assert.That(status.Message, Does.Contain("can only be read since something went wrong"));
        Assert.That(disk.Get("/first"), Is.Empty);
        Assert.That(disk.Volume.Close().IsSuccess, Is.False);
    }

    [Test]
    public void ReadAhead_OfAFileReadInSmallPieces_ComesInLargeOnes()
    {
        byte[] image = FatDisk.MakeImage(16);
        FatDisk writer = new(image);
        byte[] content = Trees.Pattern(1_000_000, 1);
        writer.Put("/file", content);
        writer.Close();
        WatchedDevice device = new(new RamDisk("ram0", image));
        FatDisk disk = new([], device);
        FileNode node = disk.Node("/file");
        byte[] piece = new byte[4096];
        device.Reads.Clear();
        for (int offset = 0; offset < content.Length; offset += piece.Length)
        {
            node.Read((ulong)offset, piece, out int count);
            Assert.That(piece.AsSpan(0, count).SequenceEqual(content.AsSpan(offset, count)));
        }

        Assert.That(device.Reads, Has.Count.LessThan(16));
        Assert.That(disk.Volume.Cache.Statistics.ReadAheadBytes, Is.GreaterThan(900_000));
    }

    [Test]
    public void Discard_OfARange_ForgetsItAndReachesTheDisk()
    {
        byte[] content = Trees.Pattern(DiskBytes, 1);
        RamDisk disk = new("ram0", content);
        PageCache cache = new(disk, s_small);
        cache.Write(0, new byte[] { 1, 2, 3 });
        Assert.That(cache.Discard(0, 8).IsSuccess);
        cache.WriteBack(0, DiskBytes);
        Assert.That(content.AsSpan(0, 4096).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(new SlowDisk(DiskBytes).Content, Is.Not.Empty);
        Assert.That(((IBlockDevice)new SlowDisk(DiskBytes)).Discard(0, 1).Error, Is.EqualTo(BlockError.NotSupported));
        Assert.That(disk.Discard(8192, 1).Error, Is.EqualTo(BlockError.OutOfRange));
    }

    [Test]
    public void Partitions_OfOneDisk_ShareItsCache()
    {
        RamDisk disk = new("ram0", new byte[DiskBytes]);
        VolumeCache whole = new(disk, writable: true);
        VolumeCache part = new(new Partition(disk, new PartitionEntry(1, 100, 100, "0xc", string.Empty, null)), writable: true);
        Assert.That(part.Write(0, new byte[] { 9 }).IsSuccess);
        byte[] read = new byte[1];
        whole.Read(100 * 512, read);
        Assert.That(read[0], Is.EqualTo(9));
        Assert.That(part.Write(100 * 512, new byte[] { 9 }).Error, Is.EqualTo(BlockError.OutOfRange));
        Assert.That(new VolumeCache(disk, writable: false).Write(0, new byte[] { 9 }).Error, Is.EqualTo(BlockError.ReadOnly));
        Assert.That(new VolumeCache(new RamDisk("ram1", new byte[DiskBytes], 512, isReadOnly: true), writable: true).Write(0, new byte[] { 9 }).Error, Is.EqualTo(BlockError.ReadOnly));
    }

    [Test]
    public void Device_ReadPastItsMountedVolume_ShowsWhatWasWrittenToTheVolume()
    {
        RamDisk device = new("ram0", FatDisk.MakeImage(16));
        StorageStack stack = new();
        stack.Attach(device);
        Assert.That(stack.Files.Mount("/dev/ram0", "/disk", writable: true, out Mount? mount).IsSuccess);
        FileNode root = mount!.FileSystem.Root;
        root.CreateFile("FILE", FatDisk.All, out FileNode? file);
        FatDisk.Check(mount.FileSystem.Flush(), "flush");
        byte[] content = Trees.Pattern(512, 7);
        FatDisk.Write(file!, 0, content);
        ulong place = FatBytes.Geometry(Trees.ReadAll(stack, "/dev/ram0")).OffsetOf(2);
        Assert.That(Trees.ReadAll(stack, "/dev/ram0").AsSpan((int)place, 512).SequenceEqual(content));
        Assert.That(mount.FileSystem.Close().IsSuccess);
    }

    // Threads own stripes of every frame; each must always find what it wrote last.
    [Test]
    public void Frames_SharedByThreads_LoseNothing()
    {
        SlowDisk disk = new(64 * FrameBytes);
        PageCache cache = new(disk, s_small);
        const int Threads = 4;
        int rounds = TestScale.Pick(quick: 300, plain: 1500, soak: 50_000);
        Parallel.For(0, Threads, thread =>
        {
            Random random = new(thread);
            byte[][] mine = [.. Enumerable.Range(0, 64).Select(_ => new byte[700])];
            for (int round = 0; round < rounds; round++)
            {
                int frame = random.Next(64);
                ulong offset = (ulong)((frame * FrameBytes) + (thread * 700) + 100);
                byte[] read = new byte[700];
                Assert.That(cache.Read(offset, read).IsSuccess);
                Assert.That(read.AsSpan().SequenceEqual(mine[frame]), $"thread {thread}, round {round}");
                random.NextBytes(mine[frame]);
                Assert.That(cache.Write(offset, mine[frame]).IsSuccess);
                if (random.Next(20) == 0)
                {
                    cache.WriteBack((ulong)(frame * FrameBytes), FrameBytes * 3UL > (ulong)(64 - frame) * FrameBytes ? FrameBytes : FrameBytes * 3UL);
                }
                else if (random.Next(20) == 0)
                {
                    cache.ReadAhead((ulong)(random.Next(60) * FrameBytes), 4 * FrameBytes);
                }
            }
        });
    }

    private static void InterlockedMax(ref long most, long value)
    {
        long seen = Volatile.Read(ref most);
        while (value > seen)
        {
            long before = Interlocked.CompareExchange(ref most, value, seen);
            seen = before == seen ? value : before;
        }
    }

    /// <summary>A disk that fails some writes, remembers the longest transfer, and lets others run in the middle of each.</summary>
    private sealed class SlowDisk(byte[] content) : IBlockDevice
    {
        private readonly Lock _lock = new();

        internal SlowDisk(int bytes)
            : this(new byte[bytes])
        {
        }

        internal byte[] Content { get; } = content;

        internal HashSet<ulong> FailingWrites { get; } = [];

        internal int Longest { get; private set; }

        public string Name => "ram0";

        public int BlockBytes => 512;

        public ulong BlockCount => (ulong)(Content.Length / BlockBytes);

        public bool IsReadOnly => false;

        public int MaximumTransferBytes { get; init; } = 1 << 20;

        public async ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer)
        {
            await Task.Yield();
            return Read(block, buffer);
        }

        public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

        public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);

        public BlockStatus Read(ulong block, Memory<byte> buffer)
        {
            lock (_lock)
            {
                Longest = Math.Max(Longest, buffer.Length);
                Content.AsMemory((int)block * BlockBytes, buffer.Length).CopyTo(buffer);
            }

            Thread.Yield();
            return BlockStatus.Success;
        }

        public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
        {
            Thread.Yield();
            lock (_lock)
            {
                Longest = Math.Max(Longest, buffer.Length);
                for (int index = 0; index < buffer.Length / BlockBytes; index++)
                {
                    if (FailingWrites.Contains(block + (ulong)index))
                    {
                        return BlockStatus.Of(BlockError.Medium);
                    }
                }

                buffer.CopyTo(Content.AsMemory((int)block * BlockBytes));
            }

            return BlockStatus.Success;
        }

        public BlockStatus Flush() => BlockStatus.Success;
    }
}
