using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using CosmosNvme.Usb;

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

    /// <summary>Firmware's ACPI tables with their headers; none on a platform without.</summary>
    public IReadOnlyList<byte[]> FirmwareTables { get; init; } = [];

    /// <summary>Firmware's memory map; empty on a platform without.</summary>
    public IReadOnlyList<MemoryRange> MemoryMap { get; init; } = [];

    /// <summary>Gives out interrupts; null on a platform without them.</summary>
    public IInterruptController? Interrupts { get; init; }

    /// <summary>What NVMe drivers work with; null on a platform without such devices.</summary>
    public NvmePciHost? NvmeHost { get; init; }

    /// <summary>What drivers of USB keyboards work with; null on a platform without such devices.</summary>
    public UsbHost? UsbHost { get; init; }

    /// <summary>
    /// Begins to hand the C library's calls on files, and with them those of System.IO, to who is made by its argument; null on a
    /// platform where they go elsewhere.
    /// </summary>
    public Action<Func<ICallMemory, IFileCalls>>? StartFileCalls { get; init; }

    /// <summary>Composes the platform of the machine that this program was booted on.</summary>
    internal static KernelPlatform OfThisMachine()
    {
        ScreenThread.Start();
        Machine machine = new();
        KernelLog log = new();
        PhysicalMemory memory = new();
        InterruptController interrupts = new();
        DmaAllocator dma = new();
        MachineClock clock = new();
        return new KernelPlatform(new ConsoleTerminal(), machine, log, new Power(), new FirmwareConfiguration())
        {
            Configuration = ConfigurationSpace.Open(memory, Hal.FirmwareTables.ReadEcamRanges(), new PortIo()),
            FirmwareTables = Hal.FirmwareTables.ReadTables(),
            MemoryMap = Hal.FirmwareTables.ReadMemoryMap(),
            Interrupts = interrupts,
            NvmeHost = new NvmePciHost
            {
                Memory = memory,
                Dma = dma,
                Interrupts = interrupts,
                PanicWrites = new DevicePanicWrites(),
                Clock = clock,
                Cpu = new MachineCpu(),
                NewEvent = static () => new MachineThreadEvent(),
                Log = log,
                CpuCount = machine.CpuCount,
            },
            StartFileCalls = FileCallEntry.Start,
            UsbHost = new UsbHost { Memory = memory, Dma = dma, Clock = clock, Log = log, Keyboard = new KeyboardInput() },
        };
    }
}
