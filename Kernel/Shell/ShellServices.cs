using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Storage;

namespace CosmosNvme.Shell;

/// <summary>What the shell's commands work on besides the machine itself. A kernel gives what it has; commands say what is missing.</summary>
public sealed class ShellServices
{
    /// <summary>Firmware's ACPI tables with their headers; none on a machine without.</summary>
    public IReadOnlyList<byte[]> FirmwareTables { get; init; } = [];

    /// <summary>Firmware's memory map; empty on a machine without.</summary>
    public IReadOnlyList<MemoryRange> MemoryMap { get; init; } = [];

    /// <summary>The PCI functions; null in a kernel without PCI.</summary>
    public PciDevices? Pci { get; init; }

    /// <summary>Gives out interrupts; null in a kernel without them.</summary>
    public IInterruptController? Interrupts { get; init; }

    /// <summary>The NVMe controllers in service; null in a kernel without the driver.</summary>
    public IReadOnlyList<NvmeController>? Nvme { get; init; }

    /// <summary>Block devices and files; null in a kernel without storage.</summary>
    public StorageStack? Storage { get; init; }
}
