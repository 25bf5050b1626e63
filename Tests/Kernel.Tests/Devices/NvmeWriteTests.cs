using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Writing to the disk that may be overwritten, and reading it back.</summary>
[DestructiveTest]
internal sealed class NvmeWriteTests
{
    private IBlockDevice _disk = null!;

    private int BlockBytes => _disk.BlockBytes;

    [OneTimeSetUp]
    public void FindDisk() => _disk = KernelContext.DestructiveDisk;

    [TestCase(1, 0)]
    [TestCase(1, 4)]
    [TestCase(1, 1)]
    [TestCase(2, 0)]
    [TestCase(3, 2048)]
    [TestCase(3, 3)]
    [TestCase(33, 4092)]
    [TestCase(33, 4095)]
    public void Write_BlocksFromABufferAtAnOffset_AreReadBack(int blocks, int offset)
    {
        const ulong Block = 100;
        byte[] pattern = NvmeDisks.Pattern(blocks * BlockBytes, (blocks * 10_000) + offset);
        Memory<byte> buffer = NvmeDisks.Buffer(pattern.Length, offset);
        pattern.CopyTo(buffer);
        NvmeDisks.Expect(_disk.Write(Block, buffer));
        Assert.That(NvmeDisks.ReadSlowly(_disk, Block, blocks).AsSpan().SequenceEqual(pattern), Is.True);
    }

    [Test]
    public void Write_AmongOthers_LeavesTheNeighboursAlone()
    {
        const ulong Block = 300;
        byte[] before = NvmeDisks.Pattern(8 * BlockBytes, 1);
        byte[] inside = NvmeDisks.Pattern(3 * BlockBytes, 2);
        NvmeDisks.Expect(_disk.Write(Block, before));
        NvmeDisks.Expect(_disk.Write(Block + 2, inside));
        inside.CopyTo(before, 2 * BlockBytes);
        Assert.That(NvmeDisks.ReadSlowly(_disk, Block, 8).AsSpan().SequenceEqual(before), Is.True);
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    public void Write_AroundTheLargestTransfer_IsReadBack(int extraBlocks)
    {
        const ulong Block = 400;
        NvmeController controller = NvmeDisks.Controllers.First(controller => controller.Namespaces.Any(disk => disk.Name == _disk.Name));
        int blocks = (controller.MaximumTransferBytes / BlockBytes) + extraBlocks;
        byte[] pattern = NvmeDisks.Pattern(blocks * BlockBytes, 1_000_000 + extraBlocks);
        byte[] read = new byte[pattern.Length];
        NvmeDisks.Expect(_disk.Write(Block, pattern));
        NvmeDisks.Expect(_disk.Read(Block, read));
        Assert.That(read.AsSpan().SequenceEqual(pattern), Is.True);
    }

    [Test]
    public void Write_LastBlock_IsReadBackAndTheNextIsRefused()
    {
        ulong last = _disk.BlockCount - 1;
        byte[] pattern = NvmeDisks.Pattern(BlockBytes, 3);
        NvmeDisks.Expect(_disk.Write(last, pattern));
        Assert.That(NvmeDisks.ReadSlowly(_disk, last, 1), Is.EqualTo(pattern));
        Assert.That(_disk.Write(last + 1, pattern).Error, Is.EqualTo(BlockError.OutOfRange));
    }

    [Test]
    public async Task WriteAsync_ManyTasksAtOnce_EachWritesItsOwnBlocks()
    {
        const int Tasks = 32;
        const int BlocksPerTask = 8;
        const ulong First = 2000;
        int rounds = KernelContext.Scale(10);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            ulong block = First + (ulong)(task * BlocksPerTask);
            byte[] read = new byte[BlocksPerTask * BlockBytes];
            for (int round = 0; round < rounds; round++)
            {
                byte[] pattern = NvmeDisks.Pattern(read.Length, (task * 1000) + round);
                NvmeDisks.Expect(await _disk.WriteAsync(block, pattern));
                NvmeDisks.Expect(await _disk.ReadAsync(block, read));
                Assert.That(read.AsSpan().SequenceEqual(pattern), Is.True, $"task {task}, round {round}");
            }
        })));
    }

    [Test]
    public async Task Flush_AfterAWrite_Succeeds()
    {
        NvmeDisks.Expect(await _disk.WriteAsync(10, NvmeDisks.Pattern(BlockBytes, 4)));
        NvmeDisks.Expect(await _disk.FlushAsync());
        NvmeDisks.Expect(_disk.Flush());
    }
}
