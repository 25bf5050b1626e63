using System.IO;
using System.Threading.Tasks;
using CosmosNvme.Lab.Testing;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace CosmosNvme.Lab.Tests;

/// <summary>What machines leave in artifacts/lab for a test that failed.</summary>
[Category("Boot")]
internal sealed class SavedMachinesTests
{
    private Machine _ofTheFixture = null!;

    private static ITest Current => TestExecutionContext.CurrentContext.CurrentTest;

    [OneTimeSetUp]
    public void StartMachine() => _ofTheFixture = Machine.Start(FaultyKernel.Profile("nothing"));

    [OneTimeTearDown]
    public async Task StopMachine() => await _ofTheFixture.DisposeAsync();

    [Test]
    public async Task Save_MachinesOfTestAndFixture_LeaveEverythingTheySaid()
    {
        await using Machine machine = Machine.Start(FaultyKernel.Profile("unknown-command", Supervision.Reporting));
        await machine.WaitForExitAsync();
        await _ofTheFixture.WaitForExitAsync();
        string folder = TestMachines.Save(Current)!;
        Assert.That(Path.GetFileName(folder), Is.EqualTo($"Lab.Tests.{nameof(SavedMachinesTests)}.{nameof(Save_MachinesOfTestAndFixture_LeaveEverythingTheySaid)}"));
        Assert.That(Read(folder, "1", "console.txt"), Is.EqualTo("done: unknown-command\n"));
        Assert.That(Read(folder, "1", "judge.txt"), Does.Contain("UNEXPECTED pci_nvme_err_invalid_admin_opc"));
        Assert.That(Read(folder, "1", "qemu.txt"), Does.Contain("powered off").And.Contain(" -kernel ").And.Contain("pci_nvme_err_invalid_admin_opc"));
        Assert.That(Read(folder, "1", "log.txt"), Does.Contain("pci: "));
        Assert.That(Read(folder, "2", "console.txt"), Is.EqualTo("done: nothing\n"));
    }

    [Test]
    public async Task Save_MachineThatStillRuns_LeavesWhatItSaidSoFar()
    {
        await using Machine machine = Machine.Start(FaultyKernel.Profile("nothing") with { QemuArguments = ["-S"] });
        string folder = TestMachines.Save(Current)!;
        Assert.That(Read(folder, "1", "qemu.txt"), Does.Contain("ran on"));
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine(path));
}
