using System.Linq;
using System.Threading.Tasks;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The machines of this run. NUnit goes through the fixtures by name, so all of them are up at once, and idle in turn.</summary>
internal static class TestMachines
{
    /// <summary>The machines.</summary>
    internal static readonly TestMachine[] All = [.. TestScale.Cpus.Select(cpus => new TestMachine(cpus))];

    /// <summary>Takes all machines away.</summary>
    internal static async Task DisposeAsync()
    {
        foreach (TestMachine machine in All)
        {
            await machine.DisposeAsync();
        }
    }
}
