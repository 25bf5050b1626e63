using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class TimeArgumentTests
{
    private const ulong Now = 5_000_000_007;
    private const ulong Second = Clock.NanosecondsPerSecond;

    [SetUp]
    public void SetDate() => Clock.RealTimeOffset = 1_700_000_000 * Second;

    [TearDown]
    public void ForgetDate() => Clock.RealTimeOffset = 0;

    [TestCase(0UL, 0UL, Now)]
    [TestCase(0UL, 1UL, Now + 1)]
    [TestCase(2UL, 999_999_999UL, Now + (3 * Second) - 1)]
    public void ToDeadline_Relative_CountsFromNow(ulong seconds, ulong nanoseconds, ulong expected) =>
        Assert.That(Deadline(seconds, nanoseconds, absolute: false, realTime: false), Is.EqualTo((0L, expected)));

    [Test]
    public void ToDeadline_Absolute_IsItself() =>
        Assert.That(Deadline(7, 8, absolute: true, realTime: false), Is.EqualTo((0L, (7 * Second) + 8)));

    [TestCase(1_700_000_009UL, 9 * Second)]
    [TestCase(1_700_000_000UL, 0UL)]
    [TestCase(1_600_000_000UL, 0UL)]
    public void ToDeadline_DateAndTime_CountsFromTheReset(ulong seconds, ulong expected) =>
        Assert.That(Deadline(seconds, 0, absolute: true, realTime: true), Is.EqualTo((0L, expected)));

    [TestCase(ulong.MaxValue, 0UL)]
    [TestCase(1UL << 63, 0UL)]
    [TestCase(0UL, Second)]
    [TestCase(0UL, ulong.MaxValue)]
    public void ToDeadline_NoTime_IsInvalid(ulong seconds, ulong nanoseconds) =>
        Assert.That(Deadline(seconds, nanoseconds, absolute: false, realTime: false).Error, Is.EqualTo(-Errno.InvalidArgument));

    [TestCase((ulong)long.MaxValue, false)]
    [TestCase((ulong)long.MaxValue, true)]
    [TestCase(10_000_000_000UL, false)]
    public void ToDeadline_Ages_IsAlmostForever(ulong seconds, bool absolute)
    {
        (long error, ulong deadline) = Deadline(seconds, 999_999_999, absolute, realTime: false);
        Assert.That((error, deadline), Is.EqualTo((0L, Waiting.Forever - 1)));
    }

    [Test]
    public void ToDeadline_AHundredYears_DoesNotOverflow() =>
        Assert.That(Deadline(3_155_760_000, 0, absolute: false, realTime: false), Is.EqualTo((0L, Now + (3_155_760_000 * Second))));

    private static (long Error, ulong Deadline) Deadline(ulong seconds, ulong nanoseconds, bool absolute, bool realTime)
    {
        ulong deadline = 0;
        long error = TimeArgument.ToDeadline(seconds, nanoseconds, absolute, realTime, Now, &deadline);
        return (error, deadline);
    }
}
