using System;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A test that kills or hangs its machine is one failure, and the next test runs.</summary>
[Category("Machine")]
internal sealed class IsolationTests
{
    private const string Outcomes = "CosmosNvme.KernelTests.Runner.OutcomeTests.";
    private const string Deaths = "CosmosNvme.KernelTests.Runner.DeathTests.";

    private static readonly TimeSpan s_hangLimit = TimeSpan.FromSeconds(15);

    private KernelTestRunner _runner = null!;

    [OneTimeSetUp]
    public void MakeRunner() => _runner = new KernelTestRunner(new MachineProfile { Image = TestImage.Image, Cpus = 2 }, TestScale.BootLimit);

    [OneTimeTearDown]
    public async Task StopMachine() => await _runner.DisposeAsync();

    [TestCase("FailFast", "The machine died", "The kernel panicked", "DeathTests.FailFast")]
    [TestCase("UnhandledException", "The machine died", "The kernel panicked", "InvalidOperationException")]
    [TestCase("StackOverflow", "The machine died", "The kernel panicked", "stack overflow")]
    [TestCase("NucleusPageFault", "The machine died", "The kernel panicked", "page fault")]
    [TestCase("TripleFault", "The machine died", "triple fault", "")]
    [TestCase("NoiseOnTheTestChannel", "something else than a frame on the channel: p", "was stopped", "")]
    public async Task Run_TestThatKillsItsMachine_FailsAloneWithTheReason(string test, string cause, string reason, string log)
    {
        KernelTestResult death = await RunAsync(Deaths + test, TestScale.TestLimit);
        int boots = _runner.Boots;
        KernelTestResult next = await RunAsync(Outcomes + "Passes", TestScale.TestLimit);
        Assert.Multiple(() =>
        {
            Assert.That(death.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(death.MachineDied, Is.True);
            Assert.That(death.Message, Does.Contain(cause).And.Contain(reason).And.Contain(log).IgnoreCase);
            Assert.That(next.Outcome, Is.EqualTo(TestOutcome.Passed), next.Message);
            Assert.That(_runner.Boots, Is.EqualTo(boots + 1));
        });
    }

    [TestCase("Hang", Category = "Long")]
    [TestCase("HangInALoop", Category = "Long")]
    public async Task Run_TestThatHangs_FailsAloneAfterItsTime(string test)
    {
        await RunAsync(Outcomes + "Passes", TestScale.TestLimit);
        KernelTestResult hang = await RunAsync(Deaths + test, s_hangLimit);
        KernelTestResult next = await RunAsync(Outcomes + "Passes", TestScale.TestLimit);
        Assert.Multiple(() =>
        {
            Assert.That(hang.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(hang.Message, Does.Contain("no answer within 15 s"));
            Assert.That(next.Outcome, Is.EqualTo(TestOutcome.Passed), next.Message);
        });
    }

    [Test]
    public async Task Run_TestsThatLive_ShareAMachine()
    {
        await RunAsync(Outcomes + "Passes", TestScale.TestLimit);
        int boots = _runner.Boots;
        await RunAsync(Outcomes + "Fails_ByAnException", TestScale.TestLimit);
        await RunAsync(Outcomes + "Passes", TestScale.TestLimit);
        Assert.That(_runner.Boots, Is.EqualTo(boots));
    }

    [TestCase("Passes", TestOutcome.Passed, "")]
    [TestCase("Fails_ByTwoAssertions", TestOutcome.Failed, "the second")]
    [TestCase("Fails_ByAnException", TestOutcome.Failed, "InvalidOperationException : thrown on purpose")]
    [TestCase("Skips", TestOutcome.Skipped, "because it says so")]
    [TestCase("Warns", TestOutcome.Warned, "of something")]
    [TestCase("ComesToNoResult", TestOutcome.Inconclusive, "for want of data")]
    [TestCase("Destroys", TestOutcome.Failed, "names none to overwrite")]
    [TestCase("Passes_WithConsoleTextThatLooksLikeFrames", TestOutcome.Passed, "")]
    [TestCase("IsNotThere", TestOutcome.Failed, "The kernel has no test called")]
    public async Task Run_EveryOutcome_IsReportedWithItsMessage(string test, TestOutcome outcome, string message)
    {
        KernelTestResult result = await RunAsync(Outcomes + test, TestScale.TestLimit);
        Assert.That(result.Outcome, Is.EqualTo(outcome), result.Message);
        Assert.That(result.Message, Does.Contain(message));
    }

    [Test]
    public async Task Run_Failure_HasItsStackTraceInTheKernel() =>
        Assert.That((await RunAsync(Outcomes + "Fails_ByAnException", TestScale.TestLimit)).StackTrace, Does.Contain("OutcomeTests.ThrowDeep"));

    [Test]
    public async Task Run_Output_IsReported() =>
        Assert.That((await RunAsync(Outcomes + "Passes", TestScale.TestLimit)).Output, Is.EqualTo("written by the test\n"));

    [Test]
    public async Task Run_MuchOutput_LosesItsMiddleOnly()
    {
        KernelTestResult result = await RunAsync(Outcomes + "Passes_WithMuchOutput", TestScale.TestLimit);
        Assert.That(result.Output, Does.StartWith("line 0\n").And.Contain("\n[...]\n").And.EndWith("line 19999\n"));
        Assert.That(result.Output, Has.Length.LessThanOrEqualTo(TestVerdict.MaximumText));
    }

    private Task<KernelTestResult> RunAsync(string fullName, TimeSpan limit) =>
        SharedMachine.RunAsync(() => _runner.RunAsync(fullName, limit));
}
