using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Volumes that are made here are those that mkfs.fat of the host makes, byte for byte but for the boot code and the time.</summary>
[TestFixture]
internal sealed class FatFormatTests
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;
    private const uint Serial = 0x1234ABCD;

    [TestCase(64 * KiB, 0, 0)]
    [TestCase(100 * KiB, 0, 0)]
    [TestCase(360 * KiB, 0, 0)]
    [TestCase(720 * KiB, 0, 0)]
    [TestCase(1440 * KiB, 0, 0)]
    [TestCase(2880 * KiB, 0, 0)]
    [TestCase(1 * MiB, 0, 0)]
    [TestCase(4 * MiB, 0, 0)]
    [TestCase((4 * MiB) + 5000, 0, 0)]
    [TestCase(8 * MiB, 0, 0)]
    [TestCase(16 * MiB, 0, 0)]
    [TestCase(20 * MiB, 12, 0)]
    [TestCase(33 * MiB, 0, 0)]
    [TestCase(33 * MiB, 12, 0)]
    [TestCase(33 * MiB, 16, 0)]
    [TestCase(33 * MiB, 32, 0)]
    [TestCase(33 * MiB, 16, 2)]
    [TestCase(33 * MiB, 32, 8)]
    [TestCase(128 * MiB, 12, 0)]
    [TestCase(129 * MiB, 0, 0)]
    [TestCase(260 * MiB, 32, 0)]
    [TestCase(261 * MiB, 32, 0)]
    [TestCase(300 * MiB, 0, 0)]
    [TestCase(511 * MiB, 0, 0)]
    [TestCase(512 * MiB, 0, 0)]
    [TestCase(1024 * MiB, 0, 0)]
    [TestCase(8192 * MiB, 0, 0)]
    [TestCase(8193 * MiB, 0, 0)]
    [TestCase(33 * 1024 * MiB, 0, 0)]
    public void Volume_OfAnySize_IsTheHosts(long bytes, int bits, int cluster)
    {
        using HostImage image = new(bytes);
        List<string> options = ["-i", Serial.ToString("x8", CultureInfo.InvariantCulture), "-n", "LABEL"];
        options.AddRange(bits == 0 ? [] : ["-F", bits.ToString(CultureInfo.InvariantCulture)]);
        options.AddRange(cluster == 0 ? [] : ["-s", cluster.ToString(CultureInfo.InvariantCulture)]);
        image.Tool("mkfs.fat", [.. options, image.Path]);
        SparseDisk disk = new(bytes);
        FileStatus status = FatFormatter.Format(disk, new FatFormatOptions { Bits = bits, ClusterSectors = cluster, Serial = Serial, Label = "LABEL" });
        Assert.That(status.IsSuccess, status.Message);
        using FileStream host = File.OpenRead(image.Path);
        byte[] theirs = new byte[512];
        byte[] ours = new byte[512];
        for (ulong sector = 0; sector <= disk.LastWritten; sector++)
        {
            host.ReadExactly(theirs);
            disk.Read(sector, ours);
            Blank(theirs);
            Blank(ours);
            Assert.That(ours.AsSpan().SequenceEqual(theirs), $"sector {sector}: {Convert.ToHexString(ours)} instead of {Convert.ToHexString(theirs)}");
        }
    }

    [TestCase(4 * MiB, 16, 0, "4194304 bytes cannot be a FAT16 volume")]
    [TestCase(256 * MiB, 12, 0, "cannot be a FAT12 volume")]
    [TestCase(1 * MiB, 13, 0, "a FAT has 12, 16 or 32 bits, not 13")]
    [TestCase(1 * MiB, 0, 3, "a cluster has 1, 2, 4 ... 128 sectors, not 3")]
    [TestCase(4 * KiB, 0, 0, "cannot be a FAT volume")]
    public void Volume_ThatCannotBe_IsRefused(long bytes, int bits, int cluster, string says)
    {
        SparseDisk disk = new(bytes);
        FileStatus status = FatFormatter.Format(disk, new FatFormatOptions { Bits = bits, ClusterSectors = cluster });
        Assert.That(status.Message, Does.Contain(says));
        Assert.That(disk.LastWritten, Is.Zero, "nothing was written");
        Assert.That(FatFormatter.Format(disk, new FatFormatOptions { Label = "a label too long" }).Error, Is.EqualTo(FileError.Invalid));
        Assert.That(FatFormatter.Format(disk, new FatFormatOptions { Label = "a:b" }).Error, Is.EqualTo(FileError.Invalid));
    }

    // The host's tools know sectors of 512 bytes on image files only; what is made for others is checked and used here.
    [TestCase(512)]
    [TestCase(1024)]
    [TestCase(4096)]
    public void Volume_OfLargeSectors_IsSoundAndUsable(int blockBytes)
    {
        byte[] image = new byte[40 * MiB];
        foreach (int bits in new[] { 12, 16, 32 })
        {
            FileStatus status = FatFormatter.Format(new RamDisk("ram0", image, blockBytes), new FatFormatOptions { Bits = bits, ClusterSectors = bits == 12 ? 0 : 1 });
            if (!status.IsSuccess)
            {
                Assert.That(status.Message, Does.Contain($"cannot be a FAT{bits} volume"));
                continue;
            }

            FatDisk disk = new(image, new RamDisk("ram0", image, blockBytes));
            disk.MakeDirectory("/directory");
            disk.Put("/directory/a file with a name", Trees.Pattern(100_000, 1));
            disk.CloseAndCheck();
            Assert.That(FatChecker.Check(new RamDisk("ram0", image, blockBytes), out FatCheckReport? report).IsSuccess);
            Assert.That(report!.Problems, Is.Empty);
            Assert.That(report.Files, Is.EqualTo(2));
        }
    }

    // Boot code, and times of the label.
    private static void Blank(byte[] sector)
    {
        if (sector[510] == 0x55 && sector[0] == 0xEB)
        {
            int from = sector[1] + 2;
            sector.AsSpan(from, 510 - from).Clear();
        }
        else if (sector.AsSpan().StartsWith("LABEL      "u8))
        {
            sector.AsSpan(13, 13).Clear();
        }
    }

    /// <summary>A disk that keeps what was written to it and is not zero.</summary>
    private sealed class SparseDisk(long bytes) : IBlockDevice
    {
        private readonly Dictionary<ulong, byte[]> _blocks = [];

        internal ulong LastWritten { get; private set; }

        public string Name => "ram0";

        public int BlockBytes => 512;

        public ulong BlockCount => (ulong)(bytes / BlockBytes);

        public bool IsReadOnly => false;

        public ValueTask<BlockStatus> ReadAsync(ulong block, Memory<byte> buffer) => ValueTask.FromResult(Read(block, buffer));

        public ValueTask<BlockStatus> WriteAsync(ulong block, ReadOnlyMemory<byte> buffer) => ValueTask.FromResult(Write(block, buffer));

        public ValueTask<BlockStatus> FlushAsync() => ValueTask.FromResult(BlockStatus.Success);

        public BlockStatus Read(ulong block, Memory<byte> buffer)
        {
            for (int index = 0; index < buffer.Length / BlockBytes; index++)
            {
                Memory<byte> part = buffer.Slice(index * BlockBytes, BlockBytes);
                part.Span.Clear();
                _blocks.GetValueOrDefault(block + (ulong)index)?.CopyTo(part);
            }

            return BlockStatus.Success;
        }

        public BlockStatus Write(ulong block, ReadOnlyMemory<byte> buffer)
        {
            for (int index = 0; index < buffer.Length / BlockBytes; index++)
            {
                ReadOnlyMemory<byte> part = buffer.Slice(index * BlockBytes, BlockBytes);
                _blocks.Remove(block + (ulong)index);
                if (part.Span.ContainsAnyExcept((byte)0))
                {
                    _blocks[block + (ulong)index] = part.ToArray();
                    LastWritten = Math.Max(LastWritten, block + (ulong)index);
                }
            }

            return BlockStatus.Success;
        }

        public BlockStatus Flush() => BlockStatus.Success;
    }
}
