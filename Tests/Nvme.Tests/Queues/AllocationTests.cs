using System;
using System.Linq;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>Requests allocate nothing. What the simulated device allocates while the driver calls it is counted apart.</summary>
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int WarmUp = 2_000;
    private const int Requests = 10_000;
    private const int Rounds = 3;

    // The smallest object has 24 bytes: a request that allocates anything would exceed this by far. The rest of the process may not be still.
    private const long NoiseBytes = 16 * Requests;

    [TestCase(true)]
    [TestCase(false)]
    public void ReadAndWrite_Synchronous_AllocateNothing(bool isPoolMemory)
    {
        Rig rig = new();
        AccountedHardware hardware = new(rig.Hardware);
        NvmeController controller = NvmeController.Attach(0, hardware.Hardware, rig.Options);
        NvmeNamespace disk = controller.Namespaces[0];
        Memory<byte> buffer = BufferOf(rig, isPoolMemory);
        Run(WarmUp);

        // What is made once, when a slow host leads a thread where it has never been, is in one round. What requests allocate is in all.
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread() - AccountedHardware.AllocatedByThisThread;
            Run(Requests);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - AccountedHardware.AllocatedByThisThread - before);
        }

        Assert.That(least, Is.Zero);

        void Run(int count)
        {
            for (int index = 0; index < count; index++)
            {
                ulong block = (ulong)(index % 100);
                BlockStatus status = index % 3 == 0 ? disk.Write(block, buffer) : disk.Read(block, buffer);
                if (!status.IsSuccess || (index % 100 == 0 && !disk.Flush().IsSuccess))
                {
                    throw new InvalidOperationException("the request failed");
                }
            }
        }
    }

    [Test]
    public async Task Read_Awaited_AllocatesNothing()
    {
        Rig rig = new(vectors: 1);
        AccountedHardware hardware = new(rig.Hardware);
        NvmeController controller = NvmeController.Attach(0, hardware.Hardware, rig.Options with { QueueDepth = 4 });
        NvmeNamespace disk = controller.Namespaces[0];
        Memory<byte>[] buffers = [.. Enumerable.Range(0, 8).Select(_ => BufferOf(rig, isPoolMemory: true))];
        await RunAll(WarmUp);
        long before = GC.GetTotalAllocatedBytes(precise: true) - hardware.Allocated;
        await RunAll(Requests);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - hardware.Allocated - before;
        controller.ShutDown();
        TestContext.Out.WriteLine($"{allocated} bytes for {Requests} requests");
        Assert.That(allocated, Is.LessThan(NoiseBytes), "eight at a time on a queue that holds three");

        // Eight readers at once, so that most of them wait in line.
        Task RunAll(int count) => Task.WhenAll(buffers.Select(buffer => Task.Run(() => Read(buffer, count / buffers.Length))));

        async Task Read(Memory<byte> buffer, int count)
        {
            for (int index = 0; index < count; index++)
            {
                if (!(await disk.ReadAsync((ulong)(index % 100), buffer)).IsSuccess)
                {
                    throw new InvalidOperationException("the request failed");
                }
            }
        }
    }

    private static Memory<byte> BufferOf(Rig rig, bool isPoolMemory) => isPoolMemory ? rig.Device.Dma.Allocate(4096, 4096).Memory : new byte[4096];
}
