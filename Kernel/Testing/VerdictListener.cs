using System;
using System.Text;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.Testing;

/// <summary>Makes verdicts of what NUnit says. NUnit runs one test at a time here, so what is written belongs to the test that runs.</summary>
internal sealed class VerdictListener(Action<ITest, TestVerdict> finished) : ITestListener
{
    private readonly StringBuilder _written = new();

    /// <inheritdoc/>
    public void TestStarted(ITest test)
    {
        if (!test.IsSuite)
        {
            lock (_written)
            {
                _written.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public void TestFinished(ITestResult result)
    {
        if (result.Test.IsSuite)
        {
            return;
        }

        string written;
        lock (_written)
        {
            written = _written.ToString();
            _written.Clear();
        }

        finished(result.Test, new TestVerdict(
            0,
            OutcomeOf(result.ResultState),
            result.Message ?? "",
            result.StackTrace ?? "",
            written + result.Output,
            TimeSpan.FromSeconds(result.Duration)));
    }

    /// <inheritdoc/>
    public void TestOutput(TestOutput output)
    {
        lock (_written)
        {
            _written.Append(output.Text);
        }
    }

    /// <inheritdoc/>
    public void SendMessage(TestMessage message)
    {
    }

    private static TestOutcome OutcomeOf(ResultState state) => state.Status switch
    {
        TestStatus.Passed => TestOutcome.Passed,
        TestStatus.Warning => TestOutcome.Warned,
        TestStatus.Skipped => TestOutcome.Skipped,
        TestStatus.Inconclusive => TestOutcome.Inconclusive,
        _ => TestOutcome.Failed,
    };
}
