using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>Gives a test on the host the outcome, message and stack trace that its twin in the kernel had.</summary>
internal sealed class InKernelOutcomeException(ResultState state, KernelTestResult result) : ResultStateException(result.Message)
{
    public override ResultState ResultState => state;

    public override string StackTrace => result.StackTrace;
}
