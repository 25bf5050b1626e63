// The driver on a machine of your own. A kernel implements a handful of abstractions: configuration space and physical memory (here
// OneDeviceBus), DMA memory, a clock and a log (here the software controller's). Everything above them is the product's own code:
// the bus is scanned, the controller found by its class, brought into service, asked for a block, and put to rest.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Nvme.Simulator;
using CosmosNvme.Pci;

SimulatedController device = new();
SimulatedNamespace medium = new(id: 1, blocks: 2048);
device.Namespaces.Add(medium);
Encoding.ASCII.GetBytes("Hello from block 7").CopyTo(medium.Data, 7 * 512);

OneDeviceBus bus = new(device.Registers);
PciDevices devices = PciDevices.Scan(bus);
foreach (PciFunction function in devices)
{
    Console.WriteLine(function);
}

MemoryLog log = new();
IReadOnlyList<NvmePciDevice> attached = NvmePciDriver.AttachAll(
    devices,
    new NvmePciHost { Memory = bus, Dma = device.Dma, Clock = device.Clock, Cpu = new RuntimeCpuNumber(), NewEvent = static () => new RuntimeThreadEvent(), Log = log },
    new NvmeOptions { IsReadOnly = true });
foreach (string line in log.Lines)
{
    Console.WriteLine(line);
}

foreach (NvmeNamespace disk in attached.SelectMany(found => found.Controller.Namespaces))
{
    byte[] block = new byte[disk.BlockBytes];
    BlockStatus status = disk.Read(7, block);
    Console.WriteLine($"{disk.Name}: {(status.IsSuccess ? Encoding.ASCII.GetString(block).TrimEnd('\0') : status.ToString())}");
}

return attached.Count == 1 && attached.All(found => found.ShutDown()) ? 0 : 1;
