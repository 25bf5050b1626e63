using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class SignalsTests
{
    [Test]
    public void MayBeHandled_EverySignalButKillAndStop_IsTrue()
    {
        int[] refused = Enumerable.Range(1, SignalNumber.Maximum).Where(signal => !Signals.MayBeHandled(signal)).ToArray();
        Assert.That(refused, Is.EqualTo([9, 19]));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(65)]
    [TestCase(int.MaxValue)]
    public void MayBeHandled_NoSignal_IsFalse(int signal) => Assert.That(Signals.MayBeHandled(signal), Is.False);

    [Test]
    public void Blockable_EveryMask_LosesOnlyKillAndStop()
    {
        Assert.That(Signals.Blockable(ulong.MaxValue), Is.EqualTo(~(Signals.Bit(9) | Signals.Bit(19))));
        Assert.That(Signals.Blockable(Signals.Bit(1) | Signals.Bit(64)), Is.EqualTo(0x8000_0000_0000_0001));
    }
}
