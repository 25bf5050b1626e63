using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Threads that sleep on a line's signal, on the CPU that takes its interrupts, which idles meanwhile.</summary>
[Category("lab")]
internal sealed class LineSignalTests
{
    private const int Sleepers = 3;

    private EduDevice _device = null!;

    [OneTimeSetUp]
    public void FindDevice() => _device = new EduDevice();

    [OneTimeTearDown]
    public void Silence() => _device?.Dispose();

    /// <summary>The interrupt makes several threads ready at once on a CPU that can go over to one of them only.</summary>
    [Test]
    public void Interrupt_WorkAndSeveralThreadsWaitForIt_WakesAllAndTheMostUrgentFirst()
    {
        int rounds = KernelContext.Scale(100);
        int home = KernelContext.OnlineCpus[0];
        using InterruptLine line = KernelContext.Interrupts.AllocateMessageBlock(["edu"], home).Single();
        CountingWork work = new();
        line.Attach(work);
        InterruptSignal signal = line.Signal!;
        uint first = signal.Count;
        int woken = 0;
        int early = 0;
        bool isLost = false;
        Assert.That(_device.Messages.TryEnable(line), Is.True);
        TestThreads.Run(Sleepers + 1, number =>
        {
            if (number < Sleepers)
            {
                KernelContext.Machine.PinCurrentThread(home);
                for (int round = 0; round < rounds && !Volatile.Read(ref isLost); round++)
                {
                    uint seen = first + (uint)round;
                    while (signal.Count == seen)
                    {
                        signal.Wait(seen, long.MaxValue);
                    }

                    if (work.Runs <= round)
                    {
                        Interlocked.Increment(ref early);
                    }

                    Interlocked.Increment(ref woken);
                }

                return;
            }

            KernelContext.Machine.PinCurrentThread(KernelContext.OnlineCpus[^1]);
            for (int round = 0; round < rounds && !isLost; round++)
            {
                // They have slept again by then.
                Thread.Sleep(1);
                _device.Raise();
                int awake = Sleepers * (round + 1);
                if (!SpinWait.SpinUntil(() => Volatile.Read(ref woken) == awake, TestThreads.Patience))
                {
                    Volatile.Write(ref isLost, true);
                    signal.Raise();
                }
            }
        });
        _device.Messages.Disable();
        line.Detach();
        Assert.That(isLost, Is.False, "everybody must wake");
        Assert.That(line.CountOn(home), Is.EqualTo(rounds));
        Assert.That(early, Is.Zero, "the soft-interrupt thread of a CPU goes before all others");
    }

    private sealed class CountingWork : InterruptWork
    {
        private int _runs;

        internal int Runs => Volatile.Read(ref _runs);

        public override bool Run()
        {
            Interlocked.Increment(ref _runs);
            return true;
        }
    }
}
