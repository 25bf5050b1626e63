using System;

namespace CosmosNvme.Cosmos;

/// <summary>One test's result.</summary>
/// <param name="Fixture">The class that holds the test, without namespace.</param>
/// <param name="Name">The test with its arguments.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="OnMachine">Whether what is tested ran inside the kernel (category Machine).</param>
/// <param name="Message">What failed, with the stack trace, or why the test was not run; empty if it passed.</param>
internal sealed record TestResult(string Fixture, string Name, TestOutcome Outcome, TimeSpan Duration, bool OnMachine, string Message);
