using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.KernelTests.Runner;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Interrupts that nobody waits for are counted, and do no harm: the CPU takes the next ones.</summary>
[Category("lab")]
internal sealed class StrayInterruptTests
{
    private const uint SpuriousVector = 0xff;
    private const uint FirstLegacyVector = 0x20;

    private EduDevice _device = null!;

    [OneTimeSetUp]
    public void FindDevice() => _device = new EduDevice();

    [OneTimeTearDown]
    public void Silence() => _device?.Dispose();

    [Test]
    public void Message_WithAVectorThatWasGivenBack_IsCountedWhereItArrives()
    {
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            InterruptLine line = Allocate(cpu);
            (PhysicalAddress address, uint vector) = (line.MessageAddress, line.MessageData);
            line.Dispose();
            ExpectUnhandled(cpu, address, vector);
        }
    }

    // The CPU also arrives at these vectors without an interrupt in service, and then must not end one. Now it must: else no lower vector would come through again.
    [TestCase(SpuriousVector)]
    [TestCase(FirstLegacyVector)]
    [TestCase(FirstLegacyVector + 7)]
    [TestCase(FirstLegacyVector + 15)]
    public void Message_WithAVectorThatNoDeviceHas_DoesNotSilenceTheCpu(uint vector)
    {
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            using InterruptLine line = Allocate(cpu);
            ExpectUnhandled(cpu, line.MessageAddress, vector);
        }
    }

    // The instruction brings the CPU to the vector as an interrupt does that is gone when the CPU asks: with nothing in service.
    [Test]
    public void Interrupt_GoneWhenTheCpuAsks_IsCountedAsSpurious()
    {
        foreach (int cpu in KernelContext.OnlineCpus)
        {
            long spurious = KernelContext.Interrupts.SpuriousOn(cpu);
            long unhandled = KernelContext.Interrupts.UnhandledOn(cpu);
            TestThreads.Run(1, _ =>
            {
                KernelContext.Machine.PinCurrentThread(cpu);
                Instructions.SpuriousLocalInterrupt();
                Instructions.SpuriousMasterInterrupt();
                Instructions.SpuriousSlaveInterrupt();
            });
            Assert.That(KernelContext.Interrupts.SpuriousOn(cpu) - spurious, Is.EqualTo(3), $"CPU {cpu}");
            Assert.That(KernelContext.Interrupts.UnhandledOn(cpu), Is.EqualTo(unhandled), $"CPU {cpu}");
            ExpectInterrupts(cpu);
        }
    }

    private void ExpectUnhandled(int cpu, PhysicalAddress address, uint vector)
    {
        long[] before = [.. KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn)];
        before[KernelContext.OnlineCpus.ToList().IndexOf(cpu)]++;
        Assert.That(_device.Messages.TryEnable(address, vector), Is.True);
        _device.Raise();
        _device.Messages.Disable();
        Assert.That(SpinWait.SpinUntil(() => KernelContext.OnlineCpus.Select(KernelContext.Interrupts.UnhandledOn).SequenceEqual(before), TestThreads.Patience), Is.True, $"vector {vector:x} on CPU {cpu}");
        ExpectInterrupts(cpu);
    }

    private void ExpectInterrupts(int cpu)
    {
        using InterruptLine line = Allocate(cpu);
        line.Attach(new NoWork());
        Assert.That(_device.Messages.TryEnable(line), Is.True);
        _device.Raise();
        Assert.That(SpinWait.SpinUntil(() => line.CountOn(cpu) == 1, TestThreads.Patience), Is.True, $"CPU {cpu} takes no interrupts any more");
        _device.Messages.Disable();
    }

    private static InterruptLine Allocate(int cpu) => KernelContext.Interrupts.AllocateMessageBlock(["edu"], cpu).Single();

    private sealed class NoWork : InterruptWork
    {
        public override bool Run() => true;
    }
}
