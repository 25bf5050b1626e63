using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Hal;
using CosmosNvme.Nvme;
using CosmosNvme.Nvme.Pci;
using CosmosNvme.Pci;
using CosmosNvme.Posix;
using CosmosNvme.Storage;
using CosmosNvme.Usb;

namespace CosmosNvme;

/// <summary>The devices of a kernel: finds them before it runs, and puts them to rest after.</summary>
internal sealed class KernelDevices : IHotPlugClient
{
    private readonly IKernelLog _log;
    private PosixFileCalls? _fileCalls;
    private readonly NvmePciHost? _host;
    private readonly NvmeOptions? _options;
    private readonly HotPlug? _hotPlug;
    private readonly NvmeDevices _nvme = new();

    /// <summary>Scans PCI, brings the NVMe controllers into service and their namespaces and partitions into the storage stack.</summary>
    internal KernelDevices(KernelPlatform platform, KernelCommandLine commandLine)
    {
        _log = platform.Log;
        Pci = platform.Configuration is ConfigurationSpace space
            ? PciDevices.ScanAndRepair(space, platform.NvmeHost?.Clock, platform.MemoryMap, platform.Machine.Processor.PhysicalAddressBits)
            : PciDevices.None;
        foreach (string warning in Pci.Warnings.Concat(Pci.Repairs))
        {
            _log.Write(LogLevel.Warning, $"pci: {warning}");
        }

        if (platform.NvmeHost is { } devices)
        {
            Iommus.SwitchOff(Table(platform, "DMAR"), Table(platform, "IVRS"), devices.Memory, devices.Clock, _log);
        }

        foreach (PciFunction function in Pci)
        {
            _log.Write(LogLevel.Info, $"pci: {function}");

            // A function without a driver must not pull at a wire that others share: nobody would make it let go.
            if (function.InterruptPin != 0 && function.Bridge is null)
            {
                function.SetPinInterrupt(isOn: false);
            }
        }

        if (platform.NvmeHost is NvmePciHost host)
        {
            _host = WithInterrupts(host, commandLine);
            _options = OptionsOf(host, commandLine);
            foreach (NvmePciDevice device in NvmePciDriver.AttachAll(Pci, _host, _options))
            {
                Attach(device);
            }

            _hotPlug = HotPlug.Start(Pci, this, host.Clock, _log, platform.MemoryMap, platform.Machine.Processor.PhysicalAddressBits);
        }

        SystemTexts.Add(Storage.Files.Information, platform.Machine);
        platform.StartFileCalls?.Invoke(memory => _fileCalls = new PosixFileCalls(Storage.Files, memory, FileCallEntry.FirstDescriptor, FileCallEntry.Descriptors));
        if (platform.UsbHost is UsbHost usb && usb.Keyboard.IsWanted && commandLine["keyboard"] != "ps2")
        {
            UsbKeyboards.Start(Pci, usb);
        }
    }

    /// <summary>The PCI functions.</summary>
    internal PciDevices Pci { get; }

    /// <summary>The NVMe controllers in service.</summary>
    internal IReadOnlyList<NvmeController> Nvme => _nvme;

    /// <summary>Block devices and files.</summary>
    internal StorageStack Storage { get; } = new();

    /// <summary>Makes durable what was written, and takes every controller out of service in good order, before power goes.</summary>
    internal void ShutDown()
    {
        _hotPlug?.Stop();
        _fileCalls?.WriteBack();
        FileStatus files = Storage.Files.Close();
        if (!files.IsSuccess)
        {
            _log.Write(LogLevel.Error, $"not everything that was written to files is on its disk: {files.Message}");
        }

        foreach (NvmePciDevice device in _nvme.All)
        {
            if (!device.ShutDown())
            {
                _log.Write(LogLevel.Warning, $"{device.Controller.Name} did not confirm its shutdown");
            }
        }
    }

    /// <inheritdoc/>
    public void OnPlugged(IReadOnlyList<PciFunction> functions)
    {
        foreach (PciFunction function in functions.Where(NvmePciDriver.Matches))
        {
            if (NvmePciDriver.TryAttach(_nvme.FreeNumber(), function, Pci, _host!, _options!) is NvmePciDevice device)
            {
                Attach(device);
            }
        }
    }

    /// <inheritdoc/>
    public void OnUnplugged(IReadOnlyList<PciFunction> functions, bool isPresent)
    {
        foreach (NvmePciDevice device in _nvme.All.Where(device => functions.Contains(device.Function)))
        {
            // A disk that is still there has time to put away what was written; one that is not fails what is on its way.
            if (!isPresent)
            {
                device.Controller.ReportRemoval();
            }

            Detach(device.Controller.Namespaces, isPresent ? "was taken out of service" : "was pulled out");
            device.ShutDown();
            _nvme.Remove(device);
        }
    }

    private void Attach(NvmePciDevice device)
    {
        _nvme.Add(device);
        device.Controller.NamespacesChanged += Exchange;
        device.Controller.Failed += controller => Detach(controller.Namespaces, "has failed");
        foreach (NvmeNamespace disk in device.Controller.Namespaces)
        {
            Attach(disk);
        }

        if (device.Controller.FailureMessage is not null)
        {
            Detach(device.Controller.Namespaces, "has failed");
        }
    }

    private void Detach(IReadOnlyList<NvmeNamespace> disks, string reason)
    {
        foreach (NvmeNamespace disk in disks.Where(disk => Storage.Devices.Find(disk.Name) == disk))
        {
            foreach ((Mount mount, FileStatus closed) in Storage.Abandon(disk))
            {
                string loss = closed.IsSuccess ? string.Empty : ", and what was not written to it yet is lost";
                _log.Write(closed.IsSuccess ? LogLevel.Warning : LogLevel.Error, $"{disk.Name} {reason}: {mount.Path} is no longer mounted{loss}");
            }

            _log.Write(LogLevel.Warning, $"{disk.Name} {reason}");
        }
    }

    private static byte[] Table(KernelPlatform platform, string signature) =>
        platform.FirmwareTables.FirstOrDefault(table => table.AsSpan().StartsWith(Encoding.ASCII.GetBytes(signature))) ?? [];

    private void Exchange(IReadOnlyList<NvmeNamespace> gone, IReadOnlyList<NvmeNamespace> come)
    {
        Detach(gone, "is gone or has changed");
        foreach (NvmeNamespace disk in come)
        {
            if (Storage.Devices.Find(disk.Name) is null)
            {
                Attach(disk);
            }
        }
    }

    private void Attach(NvmeNamespace disk)
    {
        PartitionTable table = Storage.Attach(disk);
        if (table.Problem is string problem)
        {
            _log.Write(LogLevel.Warning, $"{disk.Name}: {problem}");
        }

        if (table.Remark is string remark)
        {
            _log.Write(LogLevel.Warning, $"{disk.Name}: {remark}");
        }
    }

    private static NvmePciHost WithInterrupts(NvmePciHost host, KernelCommandLine commandLine) => host with
    {
        ForcedInterrupts = commandLine["nvme.interrupts"] switch
        {
            "msix" => InterruptMode.MsiX,
            "msi" => InterruptMode.Msi,
            "intx" => InterruptMode.Pin,
            "poll" => InterruptMode.None,
            _ => null,
        },
    };

    // Only storage=rw, or a disk's name there, lets anything be written; a kernel that nobody told does not. A queue for each CPU, unless
    // told otherwise.
    private static NvmeOptions OptionsOf(NvmePciHost host, KernelCommandLine commandLine)
    {
        NvmeOptions options = new()
        {
            IsReadOnly = commandLine["storage"] != "rw",
            WritableNamespaces = KernelOptions.DisksOf(commandLine["storage"]),
            UsesShadowDoorbells = commandLine["nvme.dbbuf"] != "off",
            CpuCount = host.CpuCount,
            QueuePairs = host.CpuCount,
            UsesSgls = commandLine["nvme.sgl"] != "off",
            PollQueuePairs = NumberOf(commandLine["nvme.poll_queues"]) ?? 0,
            IoTimeoutNanoseconds = SecondsOf(commandLine["nvme.io_timeout"]) ?? new NvmeOptions().IoTimeoutNanoseconds,
            AdminTimeoutNanoseconds = SecondsOf(commandLine["nvme.admin_timeout"]) ?? new NvmeOptions().AdminTimeoutNanoseconds,
            DirectQueuePairs = NumberOf(commandLine["nvme.direct_queues"]) ?? host.CpuCount,
        };
        if (int.TryParse(commandLine["nvme.queues"], NumberStyles.None, CultureInfo.InvariantCulture, out int queues) && queues >= 1)
        {
            options = options with { QueuePairs = queues };
        }

        return int.TryParse(commandLine["nvme.depth"], NumberStyles.None, CultureInfo.InvariantCulture, out int depth) && depth is >= 2 and <= 65536
            ? options with { QueueDepth = depth }
            : options;
    }

    private static long? SecondsOf(string? value) => NumberOf(value) is int seconds and > 0 ? seconds * 1_000_000_000L : null;

    private static int? NumberOf(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, ushort.MaxValue) : null;
}
