using System;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;
using CosmosNvme.Testing;
using NUnit.Framework;

namespace CosmosNvme.KernelTests.Devices;

/// <summary>A device that interrupts on request: QEMU's "edu" (docs/specs/edu.rst there). A machine without one fails the test.</summary>
internal sealed class EduDevice : IDisposable
{
    private const ushort Vendor = 0x1234;
    private const ushort Device = 0x11e8;
    private const uint StatusRegister = 0x24;
    private const uint RaiseRegister = 0x60;
    private const uint AcknowledgeRegister = 0x64;

    private readonly RegisterWindow _registers;

    /// <summary>Takes the device into use; it is silent.</summary>
    internal EduDevice()
    {
        PciFunction? function = KernelContext.Pci.FirstOrDefault(function => function.VendorId == Vendor && function.DeviceId == Device);
        Assert.That(function, Is.Not.Null, "The machine needs '-device edu'.");
        Function = function!;
        Function.SetMemorySpace(isOn: true);
        Function.SetBusMaster(isOn: true);
        Messages = Function.FindCapability<MsiCapability>()!;
        _registers = Function.TryMapBar(0, new PhysicalMemory())!;
        Acknowledge();
    }

    /// <summary>Its PCI function.</summary>
    internal PciFunction Function { get; }

    /// <summary>Its MSI.</summary>
    internal MsiCapability Messages { get; }

    /// <summary>Makes it interrupt. It sends a message only when a cause comes up that was not there; its pin stays asserted until <see cref="Acknowledge"/>.</summary>
    internal void Raise()
    {
        Acknowledge();
        _registers.Write32(RaiseRegister, 1);
    }

    /// <summary>Makes it have no reason to interrupt.</summary>
    internal void Acknowledge() => _registers.Write32(AcknowledgeRegister, _registers.Read32(StatusRegister));

    /// <summary>Makes it silent.</summary>
    public void Dispose()
    {
        Acknowledge();
        Messages.Disable();
        Function.SetPinInterrupt(isOn: false);
        Function.SetBusMaster(isOn: false);
    }
}
