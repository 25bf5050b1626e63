using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>What is done when interrupts do not come, in the time of the simulated machine.</summary>
internal sealed class BackupPollTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;

    private Rig _rig = null!;
    private NvmeController _controller = null!;

    private void Attach(InterruptMode mode)
    {
        _rig = new Rig(mode, vectors: 1) { Options = new NvmeOptions { QueueDepth = 4, SpinNanoseconds = 0 } };
        _controller = _rig.Attach();

        // Until then the line's thread is done with the interrupts of bringing up.
        _rig.Clock.Delay(2 * Second);
    }

    [TearDown]
    public void ShutDown()
    {
        _controller.ShutDown();
        Assert.That(_rig.Device.Violations, Is.Empty);
    }

    // A look comes each second, and needs to have seen the line silent at the one before; then a late interrupt is waited for.
    [Test]
    public void Interrupt_Lost_IsMadeUpForAboutOnceASecond([Values(InterruptMode.Pin, InterruptMode.Msi, InterruptMode.MsiX)] InterruptMode mode)
    {
        Attach(mode);
        _rig.Device.Lines[0].LosesInterrupts = true;
        for (int read = 1; read <= 10; read++)
        {
            Assert.That(Read(), Is.LessThan(10 * Second), "virtual time runs on while a busy host keeps a thread waiting");
            Assert.That(() => _controller.MissedInterrupts, Is.EqualTo(read).After(60_000, 1), "counted once it was drained");
        }
    }

    // Over a period of looks and somewhat more, so that the completion comes before, during and after the time that a late interrupt is given.
    [Test]
    public void Interrupt_ThatIsLateWheneverItComes_IsNotLost()
    {
        Attach(InterruptMode.MsiX);
        _rig.Device.Lines[0].Latency = 60 * Millisecond;
        FaultRule fault = _rig.Device.Faults.OnTransfer();
        for (long time = 1000; time < 2500; time += 50)
        {
            fault.CompletesAfter(time * Millisecond);
            Assert.That(Read(), Is.AtLeast(time * Millisecond));
        }

        Assert.That(_controller.MissedInterrupts, Is.Zero);
    }

    [Test]
    public void Line_ShutOff_IsPolledEachMillisecond()
    {
        Attach(InterruptMode.Pin);
        _rig.Device.Lines[0].ShutsOff = true;

        // Until then the thread has noticed.
        _rig.Clock.Delay(2 * Second);
        for (int read = 0; read < 10; read++)
        {
            Assert.That(Read(), Is.LessThan(10 * Millisecond));
        }

        Assert.That(_controller.MissedInterrupts, Is.Zero, "none is expected");
    }

    [Test]
    public void Line_Idle_MissesNothing()
    {
        Attach(InterruptMode.MsiX);
        Read();
        _rig.Clock.Delay(60 * Second);
        Assert.That(_controller.MissedInterrupts, Is.Zero);
    }

    private long Read()
    {
        long before = _rig.Clock.Nanoseconds;
        Assert.That(_controller.Namespaces[0].Read(0, new byte[512]), Is.EqualTo(BlockStatus.Success));
        return _rig.Clock.Nanoseconds - before;
    }
}
