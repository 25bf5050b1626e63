using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>The Debian packages that the tools stand on.</summary>
internal static class Packages
{
    private static readonly Package s_qemu = new("qemu-system-x86", "runs the machine", ["qemu-system-x86_64"]);
    private static readonly Package[] s_build =
    [
        new("gcc", "links the kernel", ["gcc"]),
        new("binutils", "assembles and strips the kernel", ["as", "ld", "objcopy"]),
        new("libc6-dev", "the C library in the kernel", ["/usr/lib/x86_64-linux-gnu/libc.a"]),
        new("libsqlite3-dev", "a database in tests of files", ["/usr/lib/x86_64-linux-gnu/libsqlite3.a"]),
        new("psf-unifont", "the font of the kernel's screen", ["/usr/share/consolefonts/Unifont-APL8x16.psf.gz"]),
    ];

    private static readonly Package s_mtools = new("mtools", "fills FAT file systems", ["mcopy", "mformat"]);
    private static readonly Package[] s_disk =
    [
        new("gdisk", "partitions the demonstration disk", ["sgdisk"]),
        new("dosfstools", "formats the demonstration disk", ["mkfs.fat"]),
        s_mtools,
    ];

    private static readonly Package[] s_grub =
    [
        new("grub-common", "makes CD images", ["grub-mkrescue"]),
        new("grub-pc-bin", "boots CD images on BIOS", ["/usr/lib/grub/i386-pc/multiboot2.mod"]),
        new("grub-efi-amd64-bin", "boots CD images on UEFI", ["/usr/lib/grub/x86_64-efi/multiboot2.mod"]),
        new("xorriso", "makes CD images", ["xorriso"]),
        s_mtools,
    ];

    private static readonly Package s_fdisk = new("fdisk", "makes partition tables that tests read", ["sfdisk"]);
    private static readonly Package s_sqlite = new("sqlite3", "looks into databases that tests wrote", ["sqlite3"]);
    private static readonly Package s_gdb = new("gdb", "looks into a machine in tests", ["gdb"]);

    // bochs-term only because the package wants one of its screens, and this is the smallest.
    private static readonly Package[] s_bochs =
    [
        new("bochs", "imitates a PC in another way", ["bochs"]),
        new("bochs-term", "a screen that bochs asks for", ["/usr/lib/x86_64-linux-gnu/bochs/plugins/libbx_rfb_gui.so"]),
        new("bochsbios", "firmware for bochs", ["/usr/share/bochs/BIOS-bochs-latest"]),
        new("vgabios", "screen firmware for bochs", ["/usr/share/bochs/VGABIOS-lgpl-latest", "/usr/share/vgabios/vgabios.bin"]),
    ];

    private static readonly Package s_font = new("fonts-dejavu-core", "writes on charts", ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"]);
    private static readonly Package s_git = new("git", "applies mutants", ["git"]);
    private static readonly Package s_ovmf = new("ovmf", "UEFI firmware for QEMU", ["/usr/share/ovmf/OVMF.fd"]);

    /// <summary>Every package that some command needs.</summary>
    internal static IReadOnlyList<Package> All { get; } = [s_qemu, .. s_build, .. s_disk, .. s_grub.Except(s_disk), s_ovmf, s_fdisk, s_sqlite, s_gdb, .. s_bochs, s_git, s_font];

    /// <summary>What one run needs.</summary>
    /// <param name="request">The run.</param>
    internal static IReadOnlyList<Package> ForRun(RunRequest request)
    {
        List<Package> needed = [s_qemu];
        if (request.Build)
        {
            needed.AddRange(s_build);
        }

        if (request.UseDemonstrationDisk && !File.Exists(DemonstrationDisk.Location))
        {
            needed.AddRange(s_disk);
        }

        if (request.Profile.Boot != BootPath.Direct)
        {
            needed.AddRange(s_grub);
        }

        if (request.Profile.Boot == BootPath.Uefi)
        {
            needed.Add(s_ovmf);
        }

        return [.. needed.Distinct()];
    }

    /// <summary>What measuring needs.</summary>
    /// <param name="build">Whether the kernel is built first.</param>
    internal static IReadOnlyList<Package> ForBench(bool build) => build ? [s_qemu, s_font, .. s_build] : [s_qemu, s_font];

    /// <summary>What making the ISO needs.</summary>
    /// <param name="build">Whether kernels are built first.</param>
    internal static IReadOnlyList<Package> ForIso(bool build) => build ? [.. s_build, .. s_grub] : s_grub;

    /// <summary>Makes sure that packages are installed: installs what is missing when root, else says what to type.</summary>
    /// <param name="needed">The packages.</param>
    /// <returns>Whether all are there now.</returns>
    internal static bool Ensure(IReadOnlyList<Package> needed)
    {
        Package[] missing = [.. needed.Where(package => !package.IsInstalled)];
        if (missing.Length == 0)
        {
            return true;
        }

        string command = InstallCommand(missing);
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine($"Missing: {string.Join(", ", missing.Select(package => package.Name))}. Type:\n  sudo {command}");
            return false;
        }

        Console.Error.WriteLine(command);
        if (!Shell(command) && !(Shell("apt-get update") && Shell(command)))
        {
            Console.Error.WriteLine("The packages could not be installed; apt-get says why above.");
            return false;
        }

        return true;
    }

    /// <summary>The command that installs packages.</summary>
    /// <param name="packages">The packages.</param>
    internal static string InstallCommand(IEnumerable<Package> packages) =>
        "apt-get install -y --no-install-recommends " + string.Join(' ', packages.Select(package => package.Name));

    private static bool Shell(string command)
    {
        // Standard output belongs to the machine's shell, so progress goes to standard error.
        ProcessStartInfo start = new("sh", ["-c", $"exec {command} </dev/null 1>&2"]);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
