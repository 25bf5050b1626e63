using System.Linq;
using System.Threading.Tasks;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>The machines of this run. At most one of them is up at a time.</summary>
internal static class TestMachines
{
    /// <summary>The machines.</summary>
    internal static readonly TestMachine[] All = [.. TestScale.Cpus.Select(cpus => new TestMachine(cpus))];

    /// <summary>Powers all machines off but one.</summary>
    internal static async Task PowerOffAllButAsync(TestMachine machine)
    {
        foreach (TestMachine other in All.Where(other => other != machine))
        {
            await other.PowerOffAsync();
        }
    }

    /// <summary>Powers all machines off.</summary>
    internal static async Task PowerOffAsync()
    {
        foreach (TestMachine machine in All)
        {
            await machine.PowerOffAsync();
        }
    }

    /// <summary>Takes all machines away.</summary>
    internal static async Task DisposeAsync()
    {
        foreach (TestMachine machine in All)
        {
            await machine.DisposeAsync();
        }
    }
}
