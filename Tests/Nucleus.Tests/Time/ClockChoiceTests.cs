using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed class ClockChoiceTests
{
    [TestCase(ClockSource.None, true, true, true, ExpectedResult = ClockSource.Tsc)]
    [TestCase(ClockSource.None, false, true, true, ExpectedResult = ClockSource.Hpet)]
    [TestCase(ClockSource.None, false, false, true, ExpectedResult = ClockSource.PmTimer)]
    [TestCase(ClockSource.None, false, false, false, ExpectedResult = ClockSource.Tsc)]
    [TestCase(ClockSource.Tsc, false, true, true, ExpectedResult = ClockSource.Tsc)]
    [TestCase(ClockSource.Hpet, true, true, true, ExpectedResult = ClockSource.Hpet)]
    [TestCase(ClockSource.PmTimer, true, true, true, ExpectedResult = ClockSource.PmTimer)]
    [TestCase(ClockSource.Hpet, true, false, true, ExpectedResult = ClockSource.Tsc)]
    [TestCase(ClockSource.PmTimer, false, true, false, ExpectedResult = ClockSource.Hpet)]
    public object Choose(object wanted, bool isTscGood, bool hasHpet, bool hasPmTimer) =>
        ClockChoice.Choose((ClockSource)wanted, isTscGood, hasHpet, hasPmTimer);

    [Test]
    public void IsSteady_PlainCpuWithoutTheBit_IsNot()
    {
        Assert.That(ClockChoice.IsSteady(CpuFeatures.Required()), Is.False);
        Assert.That(ClockChoice.IsSteady(CpuFeatures.Bit(CpuFeature.InvariantTsc)), Is.True);
        Assert.That(ClockChoice.IsSteady(CpuFeatures.Bit(CpuFeature.Hypervisor)), Is.True);
    }
}
