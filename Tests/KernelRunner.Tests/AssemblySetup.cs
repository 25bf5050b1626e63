using System.Threading.Tasks;
using NUnit.Framework;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>Takes away what the tests leave running.</summary>
[SetUpFixture]
internal sealed class AssemblySetup
{
    [OneTimeTearDown]
    public Task StopMachines() => TestMachines.DisposeAsync();
}
