using System;
using System.Collections.Generic;
using System.Linq;
using CosmosNvme.Abstractions;
using CosmosNvme.Nvme;
using CosmosNvme.Pci;
using CosmosNvme.Storage;

namespace CosmosNvme.Testing;

/// <summary>The kernel that the running tests are part of. Usable while tests run, by any thread.</summary>
public static class KernelContext
{
    private const int FullPercent = 100;

    private static TestKernel? s_kernel;

    /// <summary>CPUs, memory, threads, clock.</summary>
    public static IMachine Machine => Kernel.MachineOfTests;

    /// <summary>The kernel log.</summary>
    public static IKernelLog Log => Kernel.LogOfTests;

    /// <summary>The interrupts of devices.</summary>
    public static IInterruptController Interrupts =>
        Kernel.InterruptsOfTests ?? throw new InvalidOperationException("This machine has no interrupts for devices.");

    /// <summary>The PCI functions.</summary>
    public static PciDevices Pci => Kernel.PciOfTests;

    /// <summary>The NVMe controllers in service.</summary>
    public static IReadOnlyList<NvmeController> NvmeControllers => Kernel.NvmeOfTests;

    /// <summary>The block devices with their partitions, and the files on them.</summary>
    public static StorageStack Storage => Kernel.StorageOfTests;

    /// <summary>The kernel command line.</summary>
    public static KernelCommandLine CommandLine => Kernel.CommandLineOfTests;

    /// <summary>Indexes of the online CPUs, in order. Allocates the list.</summary>
    public static IReadOnlyList<int> OnlineCpus => [.. Enumerable.Range(0, Machine.CpuCount).Where(index => Machine.GetCpu(index).IsOnline)];

    /// <summary>The disk that tests of category <see cref="TestCategories.Destructive"/> may overwrite, whole.</summary>
    /// <exception cref="InvalidOperationException">The command line names none, or there is none of that name, or it cannot be written.</exception>
    public static IBlockDevice DestructiveDisk
    {
        get
        {
            string name = CommandLine[TestSelection.DiskKey] is { Length: > 0 } value
                ? value
                : throw new InvalidOperationException($"No disk may be overwritten: the kernel command line has no '{TestSelection.DiskKey}=NAME'.");
            IBlockDevice disk = Storage.Devices.Find(name) ?? throw new InvalidOperationException($"There is no disk '{name}' to be overwritten.");
            return disk.IsReadOnly ? throw new InvalidOperationException($"{name} is read-only: boot with 'storage=rw'.") : disk;
        }
    }

    private static TestKernel Kernel =>
        s_kernel ?? throw new InvalidOperationException("There is no kernel around this code: tests of a kernel run inside it, see KernelTests.Start.");

    /// <summary>
    /// The part of a full amount of work that this run asks for, at least 1: <c>tests.percent=N</c> on the kernel command line, else all of it.
    /// </summary>
    /// <param name="full">The amount in an ordinary run.</param>
    public static int Scale(int full)
    {
        bool given = int.TryParse(CommandLine[TestSelection.PercentKey], out int percent);
        return (int)Math.Clamp((long)full * (given ? percent : FullPercent) / FullPercent, 1, int.MaxValue);
    }

    internal static void Set(TestKernel kernel) => s_kernel = kernel;
}
