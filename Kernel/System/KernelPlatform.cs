using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Pci;

namespace CosmosNvme;

/// <summary>What a kernel runs on. A booted kernel gets the real machine; host tests hand in doubles.</summary>
/// <param name="Terminal">The console.</param>
/// <param name="Machine">CPUs, memory, threads, clock.</param>
/// <param name="Log">The kernel log.</param>
/// <param name="Power">Power-off and reset.</param>
/// <param name="Firmware">Files from the virtual machine's host.</param>
public sealed record KernelPlatform(
    ITerminal Terminal,
    IMachine Machine,
    IKernelLog Log,
    IPower Power,
    IFirmwareConfiguration Firmware)
{
    /// <summary>PCI configuration space; null on a platform without PCI.</summary>
    public ConfigurationSpace? Configuration { get; init; }

    /// <summary>Composes the platform of the machine that this program was booted on.</summary>
    internal static KernelPlatform OfThisMachine() =>
        new(new ConsoleTerminal(), new Machine(), new KernelLog(), new Power(), new FirmwareConfiguration())
        {
            Configuration = ConfigurationSpace.Open(new PhysicalMemory(), FirmwareTables.ReadEcamRanges(), new PortIo()),
        };
}
