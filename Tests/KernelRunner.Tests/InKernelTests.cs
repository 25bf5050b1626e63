using System.Threading.Tasks;
using CosmosNvme.Testing.Protocol;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The tests of Tests/Kernel.Tests, each run inside a booted kernel.</summary>
[InKernelTests]
internal sealed class InKernelTests(TestMachine machine)
{
    /// <summary>Runs a test in the kernel and takes over its result.</summary>
    public async Task Run(string fullName)
    {
        KernelTestResult result = await machine.RunAsync(fullName);
        TestContext.Out.Write(result.Output);
        switch (result.Outcome)
        {
            case TestOutcome.Passed:
                break;
            case TestOutcome.Warned:
                Assert.Warn(result.Message);
                break;
            case TestOutcome.Skipped:
                throw new InKernelOutcomeException(ResultState.Ignored, result);
            case TestOutcome.Inconclusive:
                throw new InKernelOutcomeException(ResultState.Inconclusive, result);
            default:
                throw new InKernelOutcomeException(ResultState.Failure, result);
        }
    }
}
