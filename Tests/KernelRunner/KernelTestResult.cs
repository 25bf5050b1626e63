using System;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner;

/// <summary>What became of a test that a machine was asked to run.</summary>
/// <param name="FullName">The test.</param>
/// <param name="Outcome">How it ended; <see cref="TestOutcome.Failed"/> if its machine died.</param>
/// <param name="Message">What failed, and how the machine died if it did.</param>
/// <param name="StackTrace">Where, inside the kernel; empty if that is not known.</param>
/// <param name="Output">What the test wrote.</param>
/// <param name="Duration">How long it took.</param>
public sealed record KernelTestResult(string FullName, TestOutcome Outcome, string Message, string StackTrace, string Output, TimeSpan Duration)
{
    /// <summary>What the machine had said up to then, or left behind; null if the test passed.</summary>
    public MachineResult? Machine { get; init; }

    /// <summary>Whether this test was its machine's end.</summary>
    public bool MachineDied { get; init; }
}
