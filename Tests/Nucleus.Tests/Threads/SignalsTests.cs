using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class SignalsTests
{
    private const ulong FutexCall = 202;
    private const ulong Return = 0x40_0000;

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

    [Test]
    public void RestartUninterruptedCall_WaitEndedForASignalAlreadyTaken_CallsAgain()
    {
        Thread thread = CallThatReturns(Waiting.Restart);
        Signals.RestartUninterruptedCall(&thread);
        Assert.That((thread.Registers.Rax, thread.Registers.Rip), Is.EqualTo((FutexCall, Return - 2)));
    }

    [TestCase(0)]
    [TestCase(-4)]
    [TestCase(-110)]
    public void RestartUninterruptedCall_AnyOtherResult_Stays(long result)
    {
        Thread thread = CallThatReturns(result);
        Signals.RestartUninterruptedCall(&thread);
        Assert.That((thread.Registers.Rax, thread.Registers.Rip), Is.EqualTo((unchecked((ulong)result), Return)));
    }

    [Test]
    public void RestartUninterruptedCall_ThreadIsInNoCall_RegistersStay()
    {
        Thread thread = CallThatReturns(Waiting.Restart);
        thread.SystemCall = Thread.NoSystemCall;
        Signals.RestartUninterruptedCall(&thread);
        Assert.That((thread.Registers.Rax, thread.Registers.Rip), Is.EqualTo((unchecked((ulong)Waiting.Restart), Return)));
    }

    private static Thread CallThatReturns(long result)
    {
        Thread thread = default;
        thread.SystemCall = FutexCall;
        thread.Registers.Rax = unchecked((ulong)result);
        thread.Registers.Rip = Return;
        return thread;
    }
}
