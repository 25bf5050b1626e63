using System.Globalization;
using System.Linq;
using System.Threading;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>A wire that a device pulls at for ever is shut off before it stops the CPU, and comes back when that device is gone.</summary>
[Category("lab")]
internal sealed class StuckWireTests
{
    private EduDevice _device = null!;
    private InterruptLine _line = null!;
    private CountingWork _work = null!;

    [SetUp]
    public void ConnectPin()
    {
        _device = new EduDevice();
        PinRoute route = new PinRouting(KernelContext.Pci, new PhysicalMemory()).Find(_device.Function, KernelContext.Interrupts.PinInputs)[0];
        _line = KernelContext.Interrupts.TryAllocatePin("edu", route.Input)!;
        _work = new CountingWork(_device);
    }

    [TearDown]
    public void Silence()
    {
        _device?.Dispose();
        _line?.Dispose();
    }

    [Test]
    public void Wire_ThatItsDeviceServes_IsNeverShutOff()
    {
        const int Interrupts = 3000;
        _work.Serves = true;
        _line.Attach(_work);
        _device.Function.SetPinInterrupt(isOn: true);
        for (int count = 1; count <= Interrupts; count++)
        {
            _device.Raise();
            Assert.That(SpinWait.SpinUntil(() => _work.Runs >= count, TestThreads.Patience), Is.True, $"interrupt {count}");
        }

        Assert.That(_line.IsShutOff, Is.False);
    }

    [Test]
    public void Wire_ThatNobodyServes_IsShutOffAndSaysSo()
    {
        _line.Attach(_work);
        GetStuck();
        long count = _line.Count;
        Thread.Sleep(50);
        Assert.That(_line.Count, Is.EqualTo(count), "it still interrupts");
        Assert.That(KernelContext.Log.Read().Select(entry => entry.Text), Has.Some.Contains($"{_line.Id}: shut off after 1000 interrupts in a row"));
    }

    [Test]
    public void Wire_WhoseCulpritGoes_ServesTheOthersAgain()
    {
        using InterruptLine other = KernelContext.Interrupts.TryAllocatePin("other", int.Parse(_line.Id.Split(' ')[^1], CultureInfo.InvariantCulture))!;
        other.Attach(_work);
        _line.Attach(new CountingWork(_device));
        GetStuck();
        Assert.That(other.IsShutOff, Is.True);
        _device.Acknowledge();
        _line.Detach();
        Assert.That(other.IsShutOff, Is.False);
        _work.Serves = true;
        int runs = _work.Runs;
        _device.Raise();
        Assert.That(SpinWait.SpinUntil(() => _work.Runs > runs, TestThreads.Patience), Is.True);
    }

    private void GetStuck()
    {
        _device.Function.SetPinInterrupt(isOn: true);
        _device.Raise();
        Assert.That(SpinWait.SpinUntil(() => _line.IsShutOff, TestThreads.Patience), Is.True, "the wire goes on and on");
    }

    private sealed class CountingWork(EduDevice device) : InterruptWork
    {
        private int _runs;

        internal bool Serves { get; set; }

        internal int Runs => Volatile.Read(ref _runs);

        public override bool Run()
        {
            if (Serves)
            {
                device.Acknowledge();
            }

            Interlocked.Increment(ref _runs);
            return Serves;
        }
    }
}
