using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using CosmosNvme.Lab;
using CosmosNvme.Testing.Protocol;

namespace CosmosNvme.KernelRunner.Tests;

/// <summary>A kind of machine on which the tests in the kernel run, and the one of that kind that runs now.</summary>
/// <param name="cpus">Number of CPUs.</param>
internal sealed class TestMachine(int cpus)
{
    private KernelTestRunner? _runner;
    private DirectoryInfo? _folder;

    /// <summary>What its tests' names say.</summary>
    internal string Name => cpus == 1 ? "1 CPU" : string.Create(CultureInfo.InvariantCulture, $"{cpus} CPUs");

    /// <summary>Number of CPUs.</summary>
    internal int Cpus => cpus;

    /// <summary>Runs a test on the machine; boots one if there is none.</summary>
    internal async Task<KernelTestResult> RunAsync(string fullName)
    {
        await TestMachines.PowerOffAllButAsync(this);
        KernelTestResult result = await SharedMachine.RunAsync(() => Runner().RunAsync(fullName, TestScale.TestLimit));
        if (result.Machine is MachineResult said)
        {
            said.Save(Path.Combine(RepositoryPaths.LabResults, string.Join('_', $"{fullName} {Name}".Split('/', '"', ' ', ';'))));
        }

        return result;
    }

    /// <summary>The tests that the kernel says it holds.</summary>
    internal Task<ImmutableArray<TestDescription>> ListAsync() => SharedMachine.RunAsync(() => Runner().ListAsync());

    /// <summary>Powers the machine off, if there is one.</summary>
    internal async Task<MachineResult?> PowerOffAsync() => _runner is null ? null : await _runner.PowerOffAsync();

    /// <summary>Takes everything away.</summary>
    internal async Task DisposeAsync()
    {
        if (_runner is not null)
        {
            await _runner.DisposeAsync();
            _folder!.Delete(recursive: true);
            _runner = null;
        }
    }

    /// <summary>The name, for NUnit's lists of arguments.</summary>
    public override string ToString() => Name;

    private KernelTestRunner Runner()
    {
        if (_runner is null)
        {
            _folder = Directory.CreateTempSubdirectory("cosmos-kernel-tests-");
            _runner = new KernelTestRunner(TestMachineProfile.Create(TestImage.Image, cpus, TestScale.Percent, _folder.FullName), TestScale.BootLimit);
        }

        return _runner;
    }
}
