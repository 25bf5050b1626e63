using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Reads, writes and flushes with the data verified.</summary>
[TestFixture(0)]
[TestFixture(1)]
[TestFixture(2)]
public sealed class TransferTests(int vectors)
{
    private Rig _rig = null!;
    private NvmeController _controller = null!;

    private NvmeNamespace Disk => _controller.Namespaces[0];

    [TearDown]
    public void Stop()
    {
        _controller?.ShutDown();
        Assert.That(_rig.Device.Violations, Is.Empty);
        Assert.That(_rig.Device.Dma.Outstanding, Is.Zero, "memory that was not given back");
    }

    [TestCase(512, 0, 512)]
    [TestCase(512, 0, 4096)]
    [TestCase(512, 4, 4096)]
    [TestCase(512, 4092, 512)]
    [TestCase(512, 0, 8192)]
    [TestCase(512, 2048, 524288)]
    [TestCase(4096, 0, 4096)]
    [TestCase(4096, 4, 65536)]
    [TestCase(1024, 4, 3072)]
    [TestCase(2048, 0, 2048)]
    [TestCase(8192, 0, 8192)]
    [TestCase(8192, 4, 24576)]
    [TestCase(65536, 2048, 131072)]
    public void ReadAndWrite_AnyOffset_MoveTheRightBytes(int blockBytes, int offset, int length)
    {
        Attach(blockBytes);
        _rig.Device.Dma.BufferOffset = offset;
        byte[] written = Rig.Pattern(length, seed: offset + length);
        Assert.That(Disk.Write(3, written), Is.EqualTo(BlockStatus.Success));
        Assert.That(_rig.Disk.Data.AsSpan(3 * blockBytes, length).SequenceEqual(written), Is.True);
        Assert.That(_rig.Disk.Data.AsSpan(0, 3 * blockBytes).ContainsAnyExcept((byte)0), Is.False);

        byte[] read = new byte[length];
        Assert.That(Disk.Read(3, read), Is.EqualTo(BlockStatus.Success));
        Assert.That(read.AsSpan().SequenceEqual(written), Is.True);
        Assert.That(_rig.Device.Transfers, Has.Count.EqualTo(2), "one command each, straight to the buffer");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4095)]
    public async Task ReadAndWrite_BufferOffADword_GoThroughACopy(int offset)
    {
        Attach();
        _rig.Device.Dma.BufferOffset = offset;
        byte[] memory = Rig.Pattern(2048 + 16, seed: offset);
        byte[] written = memory.AsSpan(7, 2048).ToArray();
        Assert.That(Disk.Write(8, memory.AsMemory(7, 2048)), Is.EqualTo(BlockStatus.Success));

        memory.AsSpan().Fill(0xee);
        Assert.That(await Disk.ReadAsync(8, memory.AsMemory(7, 2048)), Is.EqualTo(BlockStatus.Success));
        Assert.That(memory.AsSpan(7, 2048).SequenceEqual(written), Is.True);
        Assert.That(memory[6] == 0xee && memory[7 + 2048] == 0xee, Is.True, "nothing beside the buffer changed");
        Assert.That(Disk.BouncedTransfers, Is.EqualTo(2));
    }

    [TestCase(7, 1)]
    [TestCase(3, 16)]
    [TestCase(1, 64)]
    public async Task Transfer_LongerThanMdts_IsSplit(int exponent, int commands)
    {
        Attach(exponent: exponent);
        byte[] data = Rig.Pattern(512 * 1024, seed: exponent);
        Assert.That(await Disk.WriteAsync(1, data), Is.EqualTo(BlockStatus.Success));
        Assert.That(_rig.Device.Transfers, Has.Count.EqualTo(commands));
        byte[] read = new byte[data.Length];
        Assert.That(Disk.Read(1, read), Is.EqualTo(BlockStatus.Success));
        Assert.That(read.AsSpan().SequenceEqual(data), Is.True);
    }

    [Test]
    public void Transfer_ListOfSeveralPages_IsChained()
    {
        Attach(exponent: 0, options: new NvmeOptions { QueueDepth = 4, MaximumTransferBytes = 8 << 20 }, blocks: 16384);
        _rig.Device.Dma.BufferOffset = 516;
        byte[] data = Rig.Pattern(5 << 20, seed: 5);
        Assert.That(Disk.Write(0, data), Is.EqualTo(BlockStatus.Success));
        Assert.That(_rig.Device.Transfers, Has.Count.EqualTo(1));
        Assert.That(_rig.Disk.Data.AsSpan(0, data.Length).SequenceEqual(data), Is.True);
    }

    [Test]
    public async Task Transfer_Empty_DoesNothing()
    {
        Attach();
        Assert.That(Disk.Read(Disk.BlockCount, Memory<byte>.Empty), Is.EqualTo(BlockStatus.Success));
        Assert.That(await Disk.WriteAsync(0, ReadOnlyMemory<byte>.Empty), Is.EqualTo(BlockStatus.Success));
        Assert.That(_rig.Device.Transfers, Is.Empty);
    }

    [TestCase(4095ul, 2, BlockError.OutOfRange)]
    [TestCase(4096ul, 1, BlockError.OutOfRange)]
    [TestCase(ulong.MaxValue, 1, BlockError.OutOfRange)]
    [TestCase(4095ul, 1, BlockError.None)]
    public void Transfer_EndOfTheDisk_IsChecked(ulong block, int blocks, BlockError error)
    {
        Attach();
        Assert.That(Disk.Read(block, new byte[blocks * 512]).Error, Is.EqualTo(error));
    }

    [Test]
    public void Transfer_LengthNoMultipleOfTheBlock_Throws()
    {
        Attach();
        Assert.That(() => Disk.Read(0, new byte[511]), Throws.ArgumentException);
        Assert.That(async () => await Disk.WriteAsync(0, new byte[513]), Throws.ArgumentException);
    }

    [Test]
    public void Write_ReadOnly_IsRefusedBeforeTheController()
    {
        Attach(options: new NvmeOptions { IsReadOnly = true, QueueDepth = 4 });
        Assert.That(Disk.IsReadOnly, Is.True);
        Assert.That(Disk.Write(0, new byte[512]).Error, Is.EqualTo(BlockError.ReadOnly));
        Assert.That(_rig.Device.Transfers, Is.Empty);
    }

    [TestCase("nvme0n1", false)]
    [TestCase("nvme0n2", true)]
    [TestCase("nvme1n1", true)]
    [TestCase("nvme0n10", true)]
    public void Write_ReadOnlyBesideNamedDisks_IsForTheNamedOnly(string writable, bool isReadOnly)
    {
        Attach(options: new NvmeOptions { IsReadOnly = true, WritableNamespaces = [writable], QueueDepth = 4 });
        Assert.That(Disk.IsReadOnly, Is.EqualTo(isReadOnly));
        Assert.That(Disk.Write(0, new byte[512]).Error, Is.EqualTo(isReadOnly ? BlockError.ReadOnly : BlockError.None));
        Assert.That(_rig.Device.Transfers.Count, Is.EqualTo(isReadOnly ? 0 : 1));
    }

    [TestCase(true, 2)]
    [TestCase(false, 0)]
    public async Task Flush_OnlyWithAWriteCache_ReachesTheController(bool hasCache, int flushes)
    {
        Attach(prepare: rig => rig.Device.HasWriteCache = hasCache);
        Assert.That(Disk.Flush(), Is.EqualTo(BlockStatus.Success));
        Assert.That(await Disk.FlushAsync(), Is.EqualTo(BlockStatus.Success));
        Assert.That(_rig.Disk.Flushes, Is.EqualTo(flushes));
    }

    [TestCase(0x281, BlockError.Medium)]
    [TestCase(0x020, BlockError.ReadOnly)]
    [TestCase(0x004, BlockError.Refused)]
    public async Task Transfer_ErrorStatus_ReachesTheCaller(int status, BlockError error)
    {
        Attach();
        _rig.Device.OnCompletion = (command, completion) => completion.Status = command.IsAdmin ? completion.Status : (ushort)status;
        BlockStatus expected = new(error, (ushort)status);
        Assert.That(Disk.Read(0, new byte[512]), Is.EqualTo(expected));
        Assert.That(await Disk.WriteAsync(0, new byte[512]), Is.EqualTo(expected));
        Assert.That(_controller.FailureMessage, Is.Null, "the controller works on");
    }

    [Test]
    public void Transfer_SecondPartFails_StopsWithWhatIsOnItsWay()
    {
        Attach(exponent: 1, options: new NvmeOptions { QueueDepth = 16, PartsAtOnce = 3 });
        int seen = 0;
        _rig.Device.OnCompletion = (command, completion) => completion.Status = !command.IsAdmin && ++seen == 2 ? (ushort)0x4281 : completion.Status;
        Assert.That(Disk.Read(0, new byte[8 * 8192]).Error, Is.EqualTo(BlockError.Medium));
        Assert.That(_rig.Device.Transfers, Has.Count.EqualTo(3));
    }

    [Test]
    public void Transfer_ManyThreads_KeepTheirDataApart()
    {
        Attach(options: new NvmeOptions { QueueDepth = 4, QueuePairs = 2 });
        const int Threads = 6;
        const int Rounds = 150;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
        {
            Random random = new(thread);
            byte[] read = new byte[16 * 512];
            for (int round = 0; round < Rounds; round++)
            {
                int blocks = random.Next(1, 17);
                ulong block = (ulong)((thread * 512) + random.Next(0, 512 - blocks));
                byte[] data = Rig.Pattern(blocks * 512, (thread * Rounds) + round);
                Assert.That(Disk.Write(block, data), Is.EqualTo(BlockStatus.Success));
                Assert.That(Disk.Read(block, read.AsMemory(0, data.Length)), Is.EqualTo(BlockStatus.Success));
                Assert.That(read.AsSpan(0, data.Length).SequenceEqual(data), Is.True);
            }
        });
    }

    [Test]
    public async Task Transfer_ManyTasks_KeepTheirDataApart()
    {
        Attach(options: new NvmeOptions { QueueDepth = 5, QueuePairs = 2 });
        await Task.WhenAll(Enumerable.Range(0, 32).Select(task => Task.Run(async () =>
        {
            byte[] data = Rig.Pattern(8 * 512, task);
            byte[] read = new byte[data.Length];
            for (int round = 0; round < 30; round++)
            {
                Assert.That(await Disk.WriteAsync((ulong)(task * 8), data), Is.EqualTo(BlockStatus.Success));
                Assert.That(await Disk.ReadAsync((ulong)(task * 8), read), Is.EqualTo(BlockStatus.Success));
                Assert.That(read.AsSpan().SequenceEqual(data), Is.True);
            }
        })));
    }

    private void Attach(int blockBytes = 512, int exponent = 7, NvmeOptions? options = null, int blocks = 4096, Action<Rig>? prepare = null)
    {
        _rig = new Rig(vectors, blocks, blockBytes);
        _rig.Device.MaximumTransferExponent = (byte)exponent;
        _rig.Options = options ?? _rig.Options;
        prepare?.Invoke(_rig);
        _controller = _rig.Attach();
    }
}
