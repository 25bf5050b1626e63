using CosmosNvme.Pci;

namespace CosmosNvme.Shell;

/// <summary>What the shell's commands work on besides the machine itself. A kernel gives what it has; commands say what is missing.</summary>
public sealed class ShellServices
{
    /// <summary>The PCI functions; null in a kernel without PCI.</summary>
    public PciDevices? Pci { get; init; }
}
