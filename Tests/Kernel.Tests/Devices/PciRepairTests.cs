using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>What firmware left undone, on the real bus: QEMU's "edu" loses its address, and enumeration gives it one at which it answers.</summary>
internal sealed class PciRepairTests
{
    private const int FirstBar = 0x10;
    private const uint IdentificationRegister = 0;
    private const uint Identification = 0x0100_00ed;

    // Enumeration switches the memory space of every device off for a moment to learn how large its BARs are: nobody uses a disk meanwhile.
    [Test]
    [NonParallelizable]
    public void Bar_WithoutAnAddress_GetsOneAtWhichItsDeviceAnswers()
    {
        using EduDevice edu = new();
        PciFunction before = edu.Function;
        uint address = before.Read32(FirstBar);
        try
        {
            before.SetMemorySpace(isOn: false);
            before.Write32(FirstBar, 0);

            PhysicalMemory memory = new();
            ConfigurationSpace space = ConfigurationSpace.Open(memory, FirmwareTables.ReadEcamRanges(), new PortIo());
            PciDevices devices = PciDevices.ScanAndRepair(space, null, FirmwareTables.ReadMemoryMap(), KernelContext.Machine.Processor.PhysicalAddressBits);

            Assert.That(string.Join('\n', devices.Repairs), Does.StartWith(before.Address.ToString()).And.Not.Contain("\n"));
            PciFunction after = devices.Find(before.Address)!;
            Assert.That(after.FindBar(0)!.IsAssigned, Is.True);
            after.SetMemorySpace(isOn: true);
            RegisterWindow registers = after.TryMapBar(0, memory)!;
            Assert.That(registers.Read32(IdentificationRegister), Is.EqualTo(Identification));
        }
        finally
        {
            before.SetMemorySpace(isOn: false);
            before.Write32(FirstBar, address);
            before.SetMemorySpace(isOn: true);
        }
    }
}
