using System;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>An NVMe controller on PCI, in service: the function, its interrupts and the controller itself.</summary>
public sealed class NvmePciDevice
{
    private readonly NvmePciSetup _setup;

    private NvmePciDevice(PciFunction function, NvmePciSetup setup, NvmeController controller)
    {
        Function = function;
        Controller = controller;
        _setup = setup;
    }

    /// <summary>The function.</summary>
    public PciFunction Function { get; }

    /// <summary>The controller.</summary>
    public NvmeController Controller { get; }

    /// <summary>Brings a function into service.</summary>
    /// <param name="number">The n of nvme<c>n</c>.</param>
    /// <param name="function">An NVMe controller, <see cref="NvmePciDriver.Matches"/>.</param>
    /// <param name="host">What the machine offers.</param>
    /// <param name="options">How the controller is to be run; quirks of its ids are added.</param>
    /// <exception cref="NvmeException">It cannot be used, and the message says why; everything was undone.</exception>
    public static NvmePciDevice Attach(int number, PciFunction function, NvmePciHost host, NvmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        NvmeQuirks quirks = options.Quirks | NvmePciQuirks.Of(function.VendorId, function.DeviceId);
        NvmePciSetup setup = new(number, function, host, options with { Quirks = quirks });
        NvmePciDevice device = new(function, setup, setup.Run());
        NvmePciLink.Report(device.Controller.Name, function, host.Log);
        return device;
    }

    /// <summary>Takes the controller out of service in good order, and the function off the bus's memory. The second call does nothing.</summary>
    /// <returns>True if the controller says that power may go.</returns>
    public bool ShutDown()
    {
        bool isPrepared = Controller.ShutDown();
        _setup.Undo();
        return isPrepared;
    }
}
