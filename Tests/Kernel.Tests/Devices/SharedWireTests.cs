using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>
/// A disk whose wire another device pulls at for ever, as one without a driver may. Needs a machine where the two share a wire, and
/// leaves the disk without interrupts: so it runs only when it is named.
/// </summary>
[DeadlyTest]
internal sealed class SharedWireTests
{
    [Test]
    public void Reads_OnAWireThatIsShutOff_GoOnByPolling()
    {
        const int Reads = 200;
        NvmeNamespace disk = NvmeDisks.First;
        InterruptLine line = KernelContext.Interrupts.Lines.Single(line => line.Name == NvmeDisks.FirstController.Name);
        using EduDevice culprit = new();
        culprit.Function.SetPinInterrupt(isOn: true);
        culprit.Raise();
        Assert.That(SpinWait.SpinUntil(() => line.IsShutOff, TestThreads.Patience), Is.True, "The machine's edu device must share the disk's wire.");
        long interrupts = line.Count;
        byte[] block = new byte[disk.BlockBytes];
        for (int read = 0; read < Reads; read++)
        {
            NvmeDisks.Expect(disk.ReadAsync((ulong)read, block).AsTask().GetAwaiter().GetResult());
            NvmeDisks.Expect(disk.Read((ulong)read, block));
        }

        Assert.That(line.Count, Is.EqualTo(interrupts));
        Assert.That(NvmeDisks.FirstController.FailureMessage, Is.Null);
    }
}
