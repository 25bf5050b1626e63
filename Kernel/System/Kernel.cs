using System;
using System.Collections.Generic;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Storage;

namespace CosmosNvme;

/// <summary>
/// A kernel. Derive from it, override <see cref="Run"/>, and start it from Main with <see cref="Start{T}"/>:
/// <see cref="BeforeRun"/> runs once, <see cref="Run"/> again and again until <see cref="Stop"/>, <see cref="AfterRun"/> once; then
/// disks are put to rest and the machine powers off. The three are called on the main thread and may block, allocate and start threads. An exception
/// that leaves any of them, or any other thread, is unhandled: the machine stops with a panic.
/// </summary>
public abstract class Kernel
{
    private KernelPlatform? _platform;
    private KernelCommandLine? _commandLine;
    private KernelDevices? _devices;
    private volatile bool _rebooting;
    private volatile bool _stopping;
    private volatile bool _failed;

    /// <summary>The console.</summary>
    protected ITerminal Terminal => Platform.Terminal;

    /// <summary>The kernel log.</summary>
    protected IKernelLog Log => Platform.Log;

    /// <summary>The machine: memory, threads, clock, boot timeline.</summary>
    protected IMachine Machine => Platform.Machine;

    /// <summary>Power-off and reset at once, without <see cref="AfterRun"/>.</summary>
    protected IPower Power => Platform.Power;

    /// <summary>Files from the virtual machine's host.</summary>
    protected IFirmwareConfiguration Firmware => Platform.Firmware;

    /// <summary>The PCI functions that the machine had at start; none on a platform without PCI.</summary>
    protected PciDevices Pci => Devices.Pci;

    /// <summary>Firmware's ACPI tables with their headers; none on a platform without.</summary>
    protected IReadOnlyList<byte[]> FirmwareTables => Platform.FirmwareTables;

    /// <summary>Firmware's memory map; empty on a platform without.</summary>
    protected IReadOnlyList<MemoryRange> MemoryMap => Platform.MemoryMap;

    /// <summary>Gives out interrupts; null on a platform without them.</summary>
    protected IInterruptController? Interrupts => Platform.Interrupts;

    /// <summary>The NVMe controllers in service; none on a platform without PCI.</summary>
    protected IReadOnlyList<NvmeController> NvmeControllers => Devices.Nvme;

    /// <summary>The block devices with their partitions, and the files on them.</summary>
    protected StorageStack Storage => Devices.Storage;

    /// <summary>The CPUs with their counters as of now; allocates the list.</summary>
    protected IReadOnlyList<CpuInformation> Cpus
    {
        get
        {
            CpuInformation[] cpus = new CpuInformation[Machine.CpuCount];
            for (int index = 0; index < cpus.Length; index++)
            {
                cpus[index] = Machine.GetCpu(index);
            }

            return cpus;
        }
    }

    /// <summary>The kernel command line.</summary>
    protected KernelCommandLine CommandLine =>
        _commandLine ?? throw new InvalidOperationException(NotStarted);

    private KernelDevices Devices => _devices ?? throw new InvalidOperationException(NotStarted);

    private KernelPlatform Platform => _platform ?? throw new InvalidOperationException(NotStarted);

    private static string NotStarted =>
        "This property is set by Kernel.Start: use it from BeforeRun, Run or AfterRun, not from the constructor.";

    /// <summary>Creates the kernel and runs it; does not return on the machine. Call it as the only statement of Main.</summary>
    /// <typeparam name="T">The kernel's class.</typeparam>
    public static void Start<T>()
        where T : Kernel, new() => Start(new T());

    /// <summary>Runs the kernel on the machine that this program was booted on; does not return there.</summary>
    /// <param name="kernel">The kernel; started only once.</param>
    public static void Start(Kernel kernel)
    {
        if (!Hal.Machine.IsBare)
        {
            Console.Error.WriteLine("This program is a kernel: it boots a machine, it does not run under Linux. Boot it with './cosmos run'.");
            Environment.ExitCode = 2;
            return;
        }

        Start(kernel, KernelPlatform.OfThisMachine());
    }

    /// <summary>Runs the kernel on the given platform; returns only if the platform's power-off does, as a test double's may.</summary>
    /// <param name="kernel">The kernel; started only once.</param>
    /// <param name="platform">What it runs on.</param>
    public static void Start(Kernel kernel, KernelPlatform platform)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(platform);
        if (kernel._platform is not null)
        {
            throw new InvalidOperationException("This kernel was started before; make a new one.");
        }

        platform.Machine.Mark(BootStage.Main);
        kernel._platform = platform;
        kernel._commandLine = new KernelCommandLine(platform.Machine.CommandLine);
        foreach (string complaint in KernelOptions.Check(kernel._commandLine))
        {
            platform.Log.Write(LogLevel.Warning, complaint);
        }

        kernel._devices = new KernelDevices(platform, kernel._commandLine);
        kernel.BeforeRun();
        while (!kernel._stopping)
        {
            kernel.Run();
        }

        kernel.AfterRun();
        kernel._devices.ShutDown();
        if (kernel._rebooting)
        {
            platform.Power.Reboot();
        }

        platform.Power.PowerOff(!kernel._failed);
    }

    /// <summary>Prepares; called once, before the first <see cref="Run"/>.</summary>
    protected virtual void BeforeRun()
    {
    }

    /// <summary>Does one round of the kernel's work; called again and again until <see cref="Stop"/>.</summary>
    protected abstract void Run();

    /// <summary>Cleans up; called once, after the last <see cref="Run"/>.</summary>
    protected virtual void AfterRun()
    {
    }

    /// <summary>Makes the current round the last one. Callable from any thread.</summary>
    /// <param name="succeeded">False: the host is told that something failed.</param>
    protected void Stop(bool succeeded = true)
    {
        if (!succeeded)
        {
            _failed = true;
        }

        _stopping = true;
    }

    /// <summary>Makes the current round the last one; the machine then resets instead of powering off. Callable from any thread.</summary>
    protected void StopAndReboot()
    {
        _rebooting = true;
        _stopping = true;
    }
}
