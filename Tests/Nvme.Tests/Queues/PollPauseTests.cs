using CosmosNvme.Abstractions;
using NUnit.Framework;

namespace CosmosNvme.Nvme.Tests;

/// <summary>How long who polls pauses between two looks.</summary>
internal sealed class PollPauseTests
{
    private const ulong Ends = PollPause.EndsPerEstimate;

    [Test]
    public void Pause_NothingHasEnded_IsNone()
    {
        PollPause pause = new(new SteppingClock());
        pause.Once(Ends - 1, 1);
        Assert.That(pause.Steps, Is.Zero);
    }

    // Nanoseconds for each request that ends, requests on their way, nanoseconds of a pause.
    [TestCase(10_000, 1, 1_000)]
    [TestCase(2_000, 32, 6_400)]
    [TestCase(1_000, 128, 12_800)]
    [TestCase(1_000, 0, 100)]
    [TestCase(1_000_000, 1, PollPause.Longest)]
    [TestCase(1_000_000_000, 1023, PollPause.Longest)]
    public void Pause_RequestsTakeSoLong_IsATenthOfThatWithinBounds(long nanosecondsPerEnd, int outstanding, long expected)
    {
        SteppingClock clock = new();
        PollPause pause = new(clock);
        pause.Once(Ends, outstanding);
        long began = clock.Now;
        clock.Now = began + (nanosecondsPerEnd * (long)Ends) - SteppingClock.Step;
        pause.Once(2 * Ends, outstanding);
        Assert.That(pause.Steps, Is.EqualTo(expected).Within(10).Percent);
    }

    [Test]
    public void Pause_DeviceBecomesFaster_IsShorterAfterTheNextEstimate()
    {
        SteppingClock clock = new();
        PollPause pause = new(clock);
        pause.Once(Ends, 1);
        clock.Now += 100_000 * (long)Ends;
        pause.Once(2 * Ends, 1);
        int slow = pause.Steps;
        clock.Now += 10_000 * (long)Ends;
        pause.Once((3 * Ends) - 1, 1);
        Assert.That(pause.Steps, Is.EqualTo(slow));
        pause.Once(3 * Ends, 1);
        Assert.That(pause.Steps, Is.LessThan(slow / 5));
    }

    [Test]
    public void Pause_ClockThatStandsStill_IsShort()
    {
        PollPause pause = new(new SteppingClock { StepsOn = false });
        pause.Once(Ends, 1);
        pause.Once(2 * Ends, 1);
        Assert.That(pause.Steps, Is.Zero);
    }

    // Goes on with each look at it, by a nanosecond for each of the steps that are measured between two looks.
    private sealed class SteppingClock : IClock
    {
        internal const long Step = StepTime.MeasuredSteps;

        internal bool StepsOn { get; init; } = true;

        internal long Now { get; set; } = 1_000_000_000;

        public long Nanoseconds => Now += StepsOn ? Step : 0;

        public void Delay(long nanoseconds) => Now += nanoseconds;
    }
}
