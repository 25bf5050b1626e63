using System.Linq;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>What enumeration found on the machine itself.</summary>
[ReadOnlyTest]
internal sealed class PciTests
{
    [Test]
    public void Enumeration_OfThisMachine_GivesNoWarning() => Assert.That(KernelContext.Pci.Warnings, Is.Empty);

    [Test]
    public void Enumeration_OfThisMachine_FindsFunctionsThatAreThere()
    {
        Assert.That(KernelContext.Pci, Is.Not.Empty);
        Assert.That(KernelContext.Pci, Has.All.Matches<PciFunction>(function => function.IsPresent));
    }

    [Test]
    public void NvmeFunction_EachInService_HasItsRegistersInMemory()
    {
        PciFunction[] functions = NvmeFunctions();
        Assert.That(functions, Has.Length.GreaterThanOrEqualTo(NvmeDisks.Controllers.Count));
        Assert.Multiple(() =>
        {
            foreach (PciFunction function in functions)
            {
                PciBar? registers = function.FindBar(0);
                Assert.That(registers, Is.Not.Null, function.ToString());
                Assert.That(registers!.IsMemory && registers.IsAssigned && registers.Length >= 8192, Is.True, $"{function}: {registers}");
            }
        });
    }

    [Test]
    public void NvmeFunction_EachInService_MastersTheBusAndKnowsMessages()
    {
        foreach (PciFunction function in NvmeFunctions())
        {
            Assert.That(function.Command.HasFlag(PciCommand.BusMaster | PciCommand.MemorySpace), Is.True, $"{function}: {function.Command}");
            Assert.That(function.Capabilities.Any(capability => capability is MsiXCapability or MsiCapability), Is.True, function.ToString());
        }
    }

    [Test]
    public void NvmeController_EachInService_HasTheVendorOfAFunction()
    {
        ushort[] vendors = [.. NvmeFunctions().Select(function => function.VendorId)];
        Assert.That(NvmeDisks.Controllers, Has.All.Matches<NvmeController>(controller => vendors.Contains(controller.Identify.VendorId)));
    }

    private static PciFunction[] NvmeFunctions() => [.. KernelContext.Pci.Where(function => function.Class == PciClass.Nvme)];
}
