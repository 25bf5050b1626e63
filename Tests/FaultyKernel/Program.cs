using CosmosNvme;
using CosmosNvme.FaultyKernel;
using CosmosNvme.Hal;
using CosmosNvme.Pci;

// No NVMe host: the driver stays away from the controller, which belongs to the faults.
PhysicalMemory memory = new();
KernelPlatform platform = new(new ConsoleTerminal(), new Machine(), new KernelLog(), new Power(), new FirmwareConfiguration())
{
    Configuration = ConfigurationSpace.Open(memory, FirmwareTables.ReadEcamRanges(), new PortIo()),
};
Kernel.Start(new MisbehavingKernel(memory), platform);
