using CosmosNvme.Lab;
using NUnit.Framework;

namespace CosmosNvme.Boot.Tests;

/// <summary>Power goes, and the machine starts again, by the means of real machines: QEMU's exit port is out of reach.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PowerTests
{
    private const string WithoutExitPort = "exit-port=0";

    [TestCase(MachineType.Q35, BootPath.Direct)]
    [TestCase(MachineType.Pc, BootPath.Direct, Category = "Long")]
    [TestCase(MachineType.Q35, BootPath.Uefi, Category = "Long")]
    public void PowerOff_FixedHardwareOfAcpi_SwitchesTheMachineOff(MachineType machine, BootPath boot)
    {
        MachineResult result = Boots.RunOrderly(new MachineProfile { Machine = machine, Boot = boot, KernelArguments = WithoutExitPort, Exec = "echo here" });
        Assert.That(result.Console, Is.EqualTo("here\n"));
    }

    [TestCase(MachineType.Q35)]
    [TestCase(MachineType.Pc, Category = "Long")]
    public void Reboot_Machine_ResetsItself(MachineType machine)
    {
        MachineResult result = Boots.Run(new MachineProfile { Machine = machine, KernelArguments = WithoutExitPort, Exec = "reboot" });
        Assert.That(result.Reason, Is.EqualTo(ExitReason.Reset), result.ToString());
        Assert.That(result.TripleFault, Is.False, "one of the orderly ways did it");
    }
}
