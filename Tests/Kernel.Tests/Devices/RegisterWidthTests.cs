using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>Reads of registers are as wide as they say, whatever the caller looks at: QEMU's USB controllers answer 0 to reads of bytes.</summary>
[Category("lab")]
internal sealed class RegisterWidthTests
{
    private const ushort Vendor = 0x1033;
    private const ushort Device = 0x0194;
    private const uint PageSize = 0x08;

    [Test]
    public void Read32_OfWhichOneBitMatters_IsNotARead8()
    {
        PciFunction? function = KernelContext.Pci.FirstOrDefault(function => function.VendorId == Vendor && function.DeviceId == Device);
        Assert.That(function, Is.Not.Null, "The machine needs '-device nec-usb-xhci'.");
        function!.SetMemorySpace(isOn: true);
        RegisterWindow registers = function.TryMapBar(0, new PhysicalMemory())!;
        uint operational = registers.Read8(0);

        // The compiler makes a test of one byte in memory of this, if it can.
        Assert.That((registers.Read32(operational + PageSize) & 1) == 0, Is.False);
    }
}
