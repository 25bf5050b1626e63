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
        KernelContext.Log.Write(LogLevel.Info, $"recovery: {requests} requests over 5 resets ({kind}), none lost");
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

    // What goes wrong is done from outside, or by what the disk is made of. Percent are seconds here.
    [Test]
    public void Faults_FromOutside_LoseNothingAcknowledged()
    {
        NvmeController controller = NvmeDisks.FirstController;
        VerifiedLoad load = new(KernelContext.DestructiveDisk, Workers);
        Run(load, static () => { }, static () => true);
        KernelContext.Log.Write(LogLevel.Info, $"recovery: {load}, {controller.Resets} resets, {controller.Aborts} aborts, {controller.MissedInterrupts} completions without an interrupt");
        Assert.That(controller.FailureMessage, Is.Null);
        Assert.That(KernelContext.DestructiveDisk.Flush().IsSuccess, Is.True, "it works again");
    }

    [Test]
    public void WriteCache_SwitchedUnderLoad_LosesNothing()
    {
        NvmeController controller = NvmeDisks.FirstController;
        VerifiedLoad load = new(KernelContext.DestructiveDisk, Workers);
        uint switches = 0;
        Run(load, () => Assert.That(controller.Commands.SetFeature(FeatureIdentifier.VolatileWriteCache, ++switches & 1).IsSuccess, Is.True), () => switches > 2);
        KernelContext.Log.Write(LogLevel.Info, $"recovery: {load}, the write cache switched {switches} times");
        Assert.That(switches, Is.GreaterThan(2));
    }

    [Test]
    public void Removal_FromOutside_EndsRequests()
    {
        IBlockDevice disk = KernelContext.DestructiveDisk;
        Task<BlockError>[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ReadUntilItFailsAsync(disk, (ulong)worker)))];
        KernelContext.Log.Write(LogLevel.Info, VerifiedLoad.Begins);
        Assert.That(Task.WaitAll(workers, TestThreads.Patience), Is.True, "somebody waits for ever");
        Assert.That(workers.All(worker => worker.Result == BlockError.DeviceGone), Is.True);
        KernelContext.Log.Write(LogLevel.Info, "recovery: every request has ended");
    }

    [Test]
    public void Removal_InTheMiddleOfRequests_EndsThemPromptly()
    {
        NvmeController controller = NvmeDisks.FirstController;
        NvmeNamespace disk = NvmeDisks.First;
        PciFunction function = KernelContext.Pci.First(function => function.Class == PciClass.Nvme);
        Task<BlockError>[] workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ReadUntilItFailsAsync(disk, (ulong)worker)))];
        System.Threading.Thread.Sleep(100);

        // As if somebody pulled the card: its registers answer nobody any more.
        Stopwatch watch = Stopwatch.StartNew();
        function.SetMemorySpace(isOn: false);
        Assert.That(Task.WaitAll(workers, TestThreads.Patience), Is.True, "somebody waits for ever");
        KernelContext.Log.Write(LogLevel.Info, $"recovery: requests ended {watch.ElapsedMilliseconds} ms after the removal");
        Assert.That(workers.All(worker => worker.Result == BlockError.DeviceGone), Is.True);
        Assert.That(controller.FailureMessage, Does.Contain("gone"));
        Assert.That(disk.Read(0, new byte[disk.BlockBytes]).Error, Is.EqualTo(BlockError.DeviceGone));
    }

    // For a time, and until enough has happened in it: a host may not run the machine for a while.
    private static void Run(VerifiedLoad load, Action now, Func<bool> isEnough)
    {
        const int Full = 100;
        TimeSpan time = TimeSpan.FromSeconds(KernelContext.Scale(Full));
        Task work = load.Start();
        KernelContext.Log.Write(LogLevel.Info, VerifiedLoad.Begins);
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < time || (!isEnough() && watch.Elapsed < TestThreads.Patience);)
        {
            System.Threading.Thread.Sleep(100);
            now();
        }

        load.Stop();
        Assert.That(work.Wait(TestThreads.Patience), Is.True, "somebody waits for ever");
        load.Check();
    }

    private static async Task<BlockError> ReadUntilItFailsAsync(IBlockDevice disk, ulong block)
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
