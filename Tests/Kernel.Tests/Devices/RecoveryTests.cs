using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>What becomes of requests when the first controller is reset, or no longer there. Puts the disk out of service or writes to it, so it runs only when it is named.</summary>
[DeadlyTest]
internal sealed class RecoveryTests
{
    private const int Workers = 8;

    [TestCase(ResetKind.Controller)]
    [TestCase(ResetKind.Function)]
    public void Resets_UnderLoad_LoseNothing(ResetKind kind)
    {
        NvmeController controller = NvmeDisks.FirstController;
        IBlockDevice disk = KernelContext.DestructiveDisk;
        bool isOver = false;
        long requests = 0;
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker)))];
        for (int round = 0; round < 5; round++)
        {
            Assert.That(controller.Reset(kind), Is.Null);
        }

        isOver = true;
        Assert.That(Task.WaitAll(workers, TestThreads.Patience), Is.True, "somebody waits for ever");
        TestContext.Progress.WriteLine($"recovery: {requests} requests over 5 resets ({kind}), none lost");
        Assert.That(controller.FailureMessage, Is.Null);

        // Each worker writes, makes durable in one way or another, and reads back what only it writes.
        async Task WorkAsync(int worker)
        {
            byte[] written = new byte[disk.BlockBytes * 8];
            byte[] read = new byte[written.Length];
            for (int round = 1; !System.Threading.Volatile.Read(ref isOver); round++)
            {
                ulong block = (ulong)((worker * 1000) + (round % 100 * 8));
                Array.Fill(written, (byte)(worker + (round * 7)));
                NvmeDisks.Expect(round % 3 == 0 ? await disk.WriteThroughAsync(block, written) : await disk.WriteAsync(block, written));
                NvmeDisks.Expect(round % 5 == 0 ? await disk.FlushAsync() : BlockStatus.Success);
                NvmeDisks.Expect(await disk.ReadAsync(block, read));
                Assert.That(read.AsSpan().SequenceEqual(written), Is.True, $"worker {worker}, round {round}");
                System.Threading.Interlocked.Add(ref requests, 2);
            }
        }
    }

    [Test]
    public void Removal_InTheMiddleOfRequests_EndsThemPromptly()
    {
        NvmeController controller = NvmeDisks.FirstController;
        NvmeNamespace disk = NvmeDisks.First;
        PciFunction function = KernelContext.Pci.First(function => function.Class == PciClass.Nvme);
        Task<BlockError>[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ReadUntilItFailsAsync((ulong)worker)))];
        System.Threading.Thread.Sleep(100);

        // As if somebody pulled the card: its registers answer nobody any more.
        Stopwatch watch = Stopwatch.StartNew();
        function.SetMemorySpace(isOn: false);
        Assert.That(Task.WaitAll(workers, TestThreads.Patience), Is.True, "somebody waits for ever");
        TestContext.Progress.WriteLine($"recovery: requests ended {watch.ElapsedMilliseconds} ms after the removal");
        Assert.That(workers.All(worker => worker.Result == BlockError.DeviceGone), Is.True);
        Assert.That(controller.FailureMessage, Does.Contain("gone"));
        Assert.That(disk.Read(0, new byte[disk.BlockBytes]).Error, Is.EqualTo(BlockError.DeviceGone));

        async Task<BlockError> ReadUntilItFailsAsync(ulong block)
        {
            byte[] buffer = new byte[disk.BlockBytes];
            while (true)
            {
                BlockStatus status = await disk.ReadAsync(block, buffer);
                if (!status.IsSuccess)
                {
                    return status.Error;
                }
            }
        }
    }
}
