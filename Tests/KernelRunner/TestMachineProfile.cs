using System.Globalization;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.KernelRunner;

/// <summary>The machine that tests inside a kernel find: a disk with known files, one that may be overwritten, and devices that interrupt on request.</summary>
public static class TestMachineProfile
{
    private const string DestructibleDisk = "nvme1n1";
    // Sparse; with blocks of 4 KiB large enough for FAT32.
    private const long DestructibleBytes = 320L * 1024 * 1024;

    // Slower than the kernel, so that tests that mean to fill the queues do.
    private const int DestructibleRequestsPerSecond = 4000;

    /// <summary>Makes the disks and the profile.</summary>
    /// <param name="image">The kernel.</param>
    /// <param name="cpus">Number of CPUs.</param>
    /// <param name="percent">Amount of work of the long tests; 100 is all of it.</param>
    /// <param name="folder">An empty folder for the disks; the caller's.</param>
    /// <exception cref="LabException">A tool is missing or failed.</exception>
    public static MachineProfile Create(string image, int cpus, int percent, string folder)
    {
        string known = Path.Combine(folder, "known.img");
        string destructible = Path.Combine(folder, "destructible.img");
        DemonstrationDisk.Ensure(known);
        using (FileStream file = File.Create(destructible))
        {
            file.SetLength(DestructibleBytes);
        }

        return new MachineProfile
        {
            Image = image,
            Cpus = cpus,
            Disks = [Disk(known, 512)],
            Controllers = [ControllerSpec.With(new ImageBacking(destructible) { RequestsPerSecond = DestructibleRequestsPerSecond }, 4096)],
            QemuArguments = ["-device", "edu", "-device", "nec-usb-xhci,msi=on,msix=off"],
            KernelArguments = string.Create(CultureInfo.InvariantCulture, $"tests.disk={DestructibleDisk} tests.percent={percent}"),
        };
    }

    private static DiskSpec Disk(string path, int blockBytes)
    {
        string bytes = blockBytes.ToString(CultureInfo.InvariantCulture);
        return new DiskSpec(path, [new("logical_block_size", bytes), new("physical_block_size", bytes)]);
    }
}
