using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CosmosNvme.Lab;

/// <summary>
/// A PC as the emulator Bochs imitates it: a second opinion on CPU and chipset, stricter than QEMU's, without NVMe. It boots a kernel from a
/// CD by BIOS and GRUB, with a text screen: GRUB of Debian 12 crashes when it sets a graphics mode on this BIOS. Nobody sees the screen;
/// the serial port and port E9 are recorded.
/// </summary>
/// <param name="CpuModel">Bochs's name of the CPU model.</param>
/// <param name="Cpus">Number of CPUs, 1 to 8.</param>
/// <param name="KernelArguments">The kernel command line, quoted as in GRUB's menu.</param>
public sealed record BochsMachine(string CpuModel, int Cpus, string KernelArguments)
{
    // What Bochs takes for a second. Fast enough for the kernel's waits by the clock, slow enough for its loops.
    private const int InstructionsPerSecond = 200_000_000;
    private const int MemoryMebibytes = 512;

    /// <summary>The kernel image.</summary>
    public string Image { get; init; } = RepositoryPaths.KernelImage;

    /// <summary>Boots the machine and waits until it switches itself off, or for so long.</summary>
    /// <param name="limit">Time after which it is stopped.</param>
    /// <param name="last">Words of the kernel's log behind which the machine is stopped; null: none.</param>
    /// <exception cref="LabException">Bochs is not there, or did not start.</exception>
    public async Task<BochsResult> RunAsync(TimeSpan limit, string? last = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cosmos-bochs-");
        try
        {
            string menu = $"set timeout=0\nserial --unit=0 --speed=115200\nterminal_output serial\nmultiboot2 /boot/kernel.elf {KernelArguments}\nset gfxpayload=text\necho -n \"{GrubImage.ConsoleMarker}\"\nboot\n";
            RescueImage.Make(Path.Combine(folder.FullName, "cd.iso"), menu, [new("kernel.elf", Image)]);
            File.WriteAllLines(Path.Combine(folder.FullName, "bochsrc"), Configuration(folder.FullName));

            // Debian's Bochs comes with its debugger, which waits for a command to begin.
            File.WriteAllText(Path.Combine(folder.FullName, "commands"), "continue\nquit\n");
            return await RunAsync(folder.FullName, limit, last);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<BochsResult> RunAsync(string folder, TimeSpan limit, string? last)
    {
        ProcessStartInfo start = new("bochs", ["-q", "-f", "bochsrc", "-rc", "commands"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = StartProcess(start);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(limit);
        StringBuilder output = new();
        bool timedOut = false;
        try
        {
            char[] piece = new char[4096];
            int count;
            while ((count = await process.StandardOutput.ReadAsync(piece.AsMemory(), patience.Token)) > 0)
            {
                output.Append(piece, 0, count);
                if (last is not null && output.ToString().Contains(last, StringComparison.Ordinal))
                {
                    process.Kill(entireProcessTree: true);
                    break;
                }
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        string notes = Read(folder, "bochs.log") + await errors;
        return new BochsResult(Console(Read(folder, "serial")), output.ToString(), notes, notes.Contains("ACPI control: soft power off", StringComparison.Ordinal), timedOut);
    }

    private static Process StartProcess(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LabException($"Cannot start Bochs: {e.Message}. './cosmos doctor' says what is missing.", e);
        }
    }

    private static string Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static string Console(string serial)
    {
        int marker = serial.IndexOf(GrubImage.ConsoleMarker, StringComparison.Ordinal);
        return marker < 0 ? serial : serial[(marker + GrubImage.ConsoleMarker.Length)..];
    }

    private IEnumerable<string> Configuration(string folder) =>
    [
        "config_interface: textconfig",
        "display_library: rfb, options=\"timeout=0\"",
        string.Create(CultureInfo.InvariantCulture, $"cpu: model={CpuModel}, count={Cpus}, ips={InstructionsPerSecond}, reset_on_triple_fault=0"),
        $"memory: guest={MemoryMebibytes}, host={MemoryMebibytes}",
        "romimage: file=/usr/share/bochs/BIOS-bochs-latest",
        $"vgaromimage: file={(File.Exists("/usr/share/bochs/VGABIOS-lgpl-latest") ? "/usr/share/bochs/VGABIOS-lgpl-latest" : "/usr/share/vgabios/vgabios.bin")}",
        "boot: cdrom",
        "ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14",
        $"ata0-master: type=cdrom, path={Path.Combine(folder, "cd.iso")}, status=inserted",
        "pci: enabled=1, chipset=i440fx",
        $"com1: enabled=1, mode=file, dev={Path.Combine(folder, "serial")}",
        "port_e9_hack: enabled=1",
        "panic: action=fatal",
        "error: action=report",
        "info: action=report",
        $"log: {Path.Combine(folder, "bochs.log")}",
        "speaker: enabled=0",
        "sound: waveoutdrv=dummy",
        "clock: sync=none, time0=local",
    ];
}
