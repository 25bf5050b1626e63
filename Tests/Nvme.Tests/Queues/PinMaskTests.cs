using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme.Simulator;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>A controller with a pin, whose completions a waiting thread has just begun to take when the interrupt comes.</summary>
internal sealed class PinMaskTests
{
    private const uint HeadDoorbellOfFirstQueue = 0x100c;

    // On one CPU that thread goes on only when the interrupts leave it alone, and they do so only when it has rung the doorbell.
    [Test]
    public void Interrupt_WhileAThreadThatDrainsIsHeldUp_ComesOnceAndNotAgainAndAgain()
    {
        Rig rig = new(InterruptMode.Pin, vectors: 1) { Options = new NvmeOptions { QueueDepth = 4, SpinNanoseconds = 1_000_000_000 } };
        SimulatedInterruptLine line = rig.Device.Lines[0];
        using HeldRegisters registers = new(rig.Device.Registers);
        NvmeController controller = NvmeController.Attach(0, rig.Hardware with { Registers = registers }, rig.Options);
        // Until then the line's thread is done with the interrupts of bringing up, so it is the reader that drains.
        rig.Clock.Delay(2_000_000_000);
        line.LosesInterrupts = true;
        registers.Holds = true;
        BlockStatus status = default;
        Thread reader = new(() => status = controller.Namespaces[0].Read(0, new byte[512]));
        reader.Start();
        Assert.That(registers.WaitUntilHeld(), Is.True);
        Assert.That(line.IsAsserted, Is.True);

        line.LosesInterrupts = false;
        long before = line.Count;
        line.Raise();
        Assert.That(() => line.IsAsserted, Is.False.After(60_000, 1), "the work of the interrupt masks the controller");
        Thread.Sleep(200);
        Assert.That(line.Count - before, Is.InRange(1, 3));
        Assert.That(line.IsAsserted, Is.False, "the controller stays masked");

        registers.Release();
        Assert.That(reader.Join(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That(status, Is.EqualTo(BlockStatus.Success));
        Assert.That(() => rig.Device.Interrupts.Mask, Is.Zero.After(60_000, 1), "it may interrupt again");
        Assert.That(controller.Namespaces[0].Read(1, new byte[512]), Is.EqualTo(BlockStatus.Success));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    // A head that is only in memory may be read with the next completion: until then the wire would stay asserted, and interrupt for nothing.
    [Test]
    public void Controller_WithShadowDoorbells_IsToldEachHeadByRegister()
    {
        Rig rig = new(InterruptMode.Pin, vectors: 1) { Options = new NvmeOptions { QueueDepth = 16, UsesShadowDoorbells = true } };
        rig.Device.OffersShadowDoorbells = true;
        NvmeController controller = rig.Attach();
        Parallel.For(0, 100, block => Assert.That(controller.Namespaces[0].Read((ulong)block, new byte[512]), Is.EqualTo(BlockStatus.Success)));
        Assert.That(rig.Device.Commands.Where(command => command is { IsAdmin: true, Opcode: 0x7c }), Is.Empty, "Doorbell Buffer Config");
        Assert.That(() => rig.Device.Lines[0].IsAsserted, Is.False.After(60_000, 1));
        controller.ShutDown();
        Assert.That(rig.Device.Violations, Is.Empty);
    }

    /// <summary>Registers that keep a thread in the store to a doorbell.</summary>
    private sealed class HeldRegisters(RegisterWindow window) : RegisterWindow, IDisposable
    {
        private readonly ManualResetEventSlim _isHeld = new();
        private readonly ManualResetEventSlim _isReleased = new();

        internal bool Holds { get; set; }

        public override uint Length => window.Length;

        public override byte Read8(uint offset) => window.Read8(offset);

        public override ushort Read16(uint offset) => window.Read16(offset);

        public override uint Read32(uint offset) => window.Read32(offset);

        public override void Write8(uint offset, byte value) => window.Write8(offset, value);

        public override void Write16(uint offset, ushort value) => window.Write16(offset, value);

        public override void Write32(uint offset, uint value)
        {
            if (Holds && offset == HeadDoorbellOfFirstQueue)
            {
                _isHeld.Set();
                _isReleased.Wait();
            }

            window.Write32(offset, value);
        }

        public void Dispose()
        {
            _isHeld.Dispose();
            _isReleased.Dispose();
        }

        internal bool WaitUntilHeld() => _isHeld.Wait(TimeSpan.FromSeconds(60));

        internal void Release()
        {
            Holds = false;
            _isReleased.Set();
        }
    }
}
