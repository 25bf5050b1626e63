using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Pci;

namespace CosmosNvme.Nvme.Pci;

/// <summary>Finds the NVMe controllers among the PCI functions of a machine.</summary>
public static class NvmePciDriver
{
    /// <summary>True for an NVM Express I/O controller: class 01.08.02.</summary>
    public static bool Matches(PciFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.Class == PciClass.Nvme;
    }

    /// <summary>Brings every NVMe controller into service, numbered in the order of their addresses; what goes wrong is in the log.</summary>
    /// <param name="devices">The functions of the machine.</param>
    /// <param name="host">What the machine offers.</param>
    /// <param name="options">How the controllers are to be run.</param>
    /// <returns>Those that work.</returns>
    public static IReadOnlyList<NvmePciDevice> AttachAll(PciDevices devices, NvmePciHost host, NvmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(host);
        host = host with { Pins = host.Pins ?? new PinRouting(devices, host.Memory) };
        List<NvmePciDevice> attached = [];
        int number = 0;
        foreach (PciFunction function in devices)
        {
            if (Matches(function))
            {
                // A controller that fails keeps its number, so that the names of the others do not depend on its health.
                if (TryAttach(number, function, host, options) is NvmePciDevice device)
                {
                    attached.Add(device);
                }

                number++;
            }
            else if (HiddenNvme.Explain(function, host.Memory) is string explanation)
            {
                host.Log.Write(LogLevel.Warning, explanation);
            }
        }

        return attached;
    }

    /// <summary>Brings one controller into service; what goes wrong is in the log.</summary>
    /// <param name="number">The n of nvme<c>n</c>.</param>
    /// <param name="function">An NVMe controller.</param>
    /// <param name="devices">The functions of the machine.</param>
    /// <param name="host">What the machine offers.</param>
    /// <param name="options">How it is to be run.</param>
    /// <returns>Null if it does not work.</returns>
    public static NvmePciDevice? TryAttach(int number, PciFunction function, PciDevices devices, NvmePciHost host, NvmeOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(host);
        return TryAttach(number, function, host with { Pins = host.Pins ?? new PinRouting(devices, host.Memory) }, options);
    }

    private static NvmePciDevice? TryAttach(int number, PciFunction function, NvmePciHost host, NvmeOptions options)
    {
        try
        {
            return NvmePciDevice.Attach(number, function, host, options);
        }
        catch (NvmeException exception)
        {
            host.Log.Write(LogLevel.Error, $"nvme{number} ({function.Address}) is not in service: {exception.Message}");
            return null;
        }
    }
}
