using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Pci.Tests;

/// <summary>Function Level Reset, and what has to be given back after it. PCI Express 6.0 §6.6.2.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FunctionResetTests
{
    private const int Express = 0x40;
    private const uint BarAddress = 0xf000_4000;

    private readonly FakeSpace _space = new();
    private readonly FakeClock _clock = new();

    [Test]
    public void Reset_FunctionThatCan_ForgetsAndIsGivenBackWhatItHad()
    {
        PciFunction function = Make(canReset: true, out FakeFunction fake);
        PciFunctionState state = new(function);
        Assert.That(state.IsLost, Is.False);
        Assert.That(function.FindCapability<PciExpressCapability>()!.TryResetFunction(_clock), Is.True);
        Assert.That(_clock.Nanoseconds, Is.AtLeast(100_000_000), "left alone for a tenth of a second");
        Assert.That(state.IsLost, Is.True);
        state.Restore();
        Assert.That(state.IsLost, Is.False);
        Assert.That(fake.Get(0x10, 4), Is.EqualTo(BarAddress));
        Assert.That(function.Command, Is.EqualTo(PciCommand.MemorySpace | PciCommand.BusMaster));
        Assert.That(fake.Writes.Last().Offset, Is.EqualTo(4), "nothing is decoded before its place is known");
    }

    [Test]
    public void Reset_FunctionThatIsSlow_IsWaitedFor()
    {
        PciFunction function = Make(canReset: true, out FakeFunction fake);
        fake.Set16(0, 0xffff);
        _clock.Passed = now => fake.Set16(0, now > 2_000_000_000 ? (ushort)0x1234 : (ushort)0xffff);
        Assert.That(function.FindCapability<PciExpressCapability>()!.TryResetFunction(_clock), Is.True);
        Assert.That(_clock.Nanoseconds, Is.InRange(2_000_000_000, 2_100_000_000));
    }

    [TestCase(false, false)]
    [TestCase(true, true)]
    public void Reset_FunctionThatCannotOrDoesNotComeBack_SaysSo(bool canReset, bool isGone)
    {
        PciFunction function = Make(canReset, out FakeFunction fake);
        if (isGone)
        {
            fake.Set16(0, 0xffff);
        }

        Assert.That(function.FindCapability<PciExpressCapability>()!.TryResetFunction(_clock), Is.False);
        Assert.That(_clock.Nanoseconds, Is.LessThan(7_000_000_000), "bounded");
    }

    private PciFunction Make(bool canReset, out FakeFunction fake)
    {
        _space.BusRanges.Clear();
        _space.BusRanges.Add(new PciBusRange(0, 0, 0));
        FakeFunction made = _space.Add("00:04.0", new FakeFunction().WithClass(1, 8, 2).WithBar(0x10, BarAddress, 0xffff_c000));
        made.WithCapability(0x10, Express, new byte[0x26]).Set16(Express + 2, 2);
        made.Set32(Express + 4, canReset ? 1u << 28 : 0).SetWritable(Express + 8, 0xffff, 2);
        made.Set16(4, (ushort)(PciCommand.MemorySpace | PciCommand.BusMaster));
        made.Written = offset =>
        {
            if (offset == Express + 8 && (made.Get(offset, 2) & (1 << 15)) != 0)
            {
                made.Set16(offset, 0).Set16(4, 0).Set32(0x10, 0);
            }
        };
        fake = made;
        return PciDevices.Scan(_space)[0];
    }
}
