using System;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Requests with several buffers, and requests that are cancelled.</summary>
internal sealed class VectoredTests
{
    // Offsets into a page-aligned piece of memory, and lengths; how many commands are copied.
    [TestCase(new[] { 0, 4096, 8192, 4096 }, 0)]
    [TestCase(new[] { 512, 3584, 4096, 4096 }, 0)]
    [TestCase(new[] { 0, 512, 4096, 512 }, 0)]
    [TestCase(new[] { 0, 100, 8192, 412 }, 1)]
    [TestCase(new[] { 2, 512 }, 1)]
    [TestCase(new[] { 0, 1024, 5000, 0, 6000, 512 }, 0)]
    [TestCase(new[] { 0, 700, 8192, 324 }, 1)]
    public async Task ReadAndWrite_SeveralBuffers_MoveTheRightBytes(int[] pieces, int copied)
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        NvmeNamespace disk = controller.Namespaces[0];
        using DmaMemory memory = rig.Device.Dma.Allocate(65536, 4096);
        Rig.Pattern(65536, seed: 3).CopyTo(memory.Span);
        Memory<byte>[] targets = new Memory<byte>[pieces.Length / 2];
        ReadOnlyMemory<byte>[] sources = new ReadOnlyMemory<byte>[targets.Length];
        byte[] expected = [];
        for (int index = 0; index < targets.Length; index++)
        {
            targets[index] = memory.Memory.Slice(pieces[2 * index], pieces[(2 * index) + 1]);
            sources[index] = targets[index];
            expected = [.. expected, .. targets[index].Span];
        }

        Assert.That(await disk.WriteAsync(4, sources, CancellationToken.None), Is.EqualTo(BlockStatus.Success));
        Assert.That(rig.Disk.Data.AsSpan(4 * 512, expected.Length).SequenceEqual(expected), Is.True);
        Assert.That(disk.BouncedTransfers, Is.EqualTo(copied));

        memory.Span.Clear();
        Assert.That(disk.Read(4, targets), Is.EqualTo(BlockStatus.Success));
        byte[] read = [];
        Array.ForEach(targets, target => read = [.. read, .. target.Span]);
        Assert.That(read, Is.EqualTo(expected));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    [Test]
    public async Task Cancellation_WhileInLine_EndsTheWaitOnly()
    {
        Rig rig = new(vectors: 1) { Options = new NvmeOptions { QueueDepth = 2 } };
        NvmeController controller = rig.Attach();
        rig.Device.Faults.OnCommand(command => command.IsIo).IsHeld();
        using CancellationTokenSource source = new();
        Task<BlockStatus> first = controller.Namespaces[0].ReadAsync(0, new byte[512], source.Token).AsTask();
        Task<BlockStatus> second = controller.Namespaces[0].ReadAsync(1, new byte[512], source.Token).AsTask();
        Task<BlockStatus> third = controller.Namespaces[0].ReadAsync(2, new byte[512]).AsTask();
        Assert.That(() => rig.Device.HeldCount, Is.EqualTo(1).After(20_000, 5));
        await source.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(first.IsCompleted, Is.False, "the controller has it");
        Task<BlockStatus[]> rest = Task.WhenAll(first, third);
        while (!rest.IsCompleted)
        {
            rig.Device.ReleaseHeld();
            await Task.Delay(1);
        }

        Assert.That(await rest, Is.All.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Dma.Outstanding, Is.Zero);
    }

    [Test]
    public void Buffer_ThatNoDeviceReaches_IsCopied()
    {
        Rig rig = new();
        NvmeController controller = rig.Attach();
        byte[] buffer = new byte[1024];
        rig.Device.Dma.IsUnreachable = memory => memory.Equals(buffer.AsMemory());
        rig.Disk.Data.AsSpan(512, 1024).Fill(7);
        Assert.That(controller.Namespaces[0].Read(1, buffer), Is.EqualTo(BlockStatus.Success));
        Assert.That(buffer, Is.All.EqualTo(7));
        Assert.That(controller.Namespaces[0].BouncedTransfers, Is.EqualTo(1));
    }
}
