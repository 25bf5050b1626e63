using System;
using System.IO;
using System.Text;

namespace CosmosNvme.Lab;

/// <summary>The files through which one running machine and the host talk, in a temporary folder that goes with the machine.</summary>
/// <param name="Folder">The temporary folder; short, because socket paths are limited to 107 bytes.</param>
public sealed record MachineFiles(string Folder)
{
    /// <summary>Socket on which the kernel log arrives.</summary>
    public string LogSocket => Path.Combine(Folder, "log");

    /// <summary>Socket on which QEMU's control protocol runs.</summary>
    public string ControlSocket => Path.Combine(Folder, "qmp");

    /// <summary>Socket on which the test channel runs.</summary>
    public string TestSocket => Path.Combine(Folder, "tests");

    /// <summary>QEMU's own notes: CPU resets, triple faults and the judge's events.</summary>
    public string QemuNotes => Path.Combine(Folder, "qemu.log");

    /// <summary>The commands for the shell, byte for byte.</summary>
    public string ExecFile => Path.Combine(Folder, "exec");

    /// <summary>The kernel command line for boots in which GRUB gives the kernel its own.</summary>
    public string CommandLineFile => Path.Combine(Folder, "cmdline");

    /// <summary>Where QEMU leaves what a machine's screen shows.</summary>
    public string ScreenFile => Path.Combine(Folder, "screen");

    /// <summary>The CD image for boots through GRUB; null in a direct boot.</summary>
    public string? GrubImage { get; init; }

    /// <summary>Makes the folder and the files that QEMU reads.</summary>
    /// <param name="profile">The machine to be.</param>
    /// <exception cref="ArgumentException">The exec text is larger than <see cref="MachineProfile.MaximumExecBytes"/>.</exception>
    public static MachineFiles Create(MachineProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        byte[]? exec = profile.Exec is null ? null : Encoding.UTF8.GetBytes(profile.Exec);
        if (exec?.Length > MachineProfile.MaximumExecBytes)
        {
            throw new ArgumentException($"The commands are {exec.Length} bytes long; at most {MachineProfile.MaximumExecBytes} reach the shell.", nameof(profile));
        }

        MachineFiles files = new(Directory.CreateTempSubdirectory("cosmos-").FullName)
        {
            GrubImage = (profile.Boot, profile.Medium) switch
            {
                (BootPath.Direct, _) => null,
                (_, BootMedium.LabDisc) => Lab.GrubImage.Ensure(profile.Image, profile.VideoMode ?? Lab.GrubImage.TextMode),
                _ => ProductIso.Ensure(),
            },
        };
        if (exec is not null)
        {
            File.WriteAllBytes(files.ExecFile, exec);
        }

        File.WriteAllText(files.CommandLineFile, profile.KernelCommandLine);
        return files;
    }

    /// <summary>Deletes the folder.</summary>
    public void Delete()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
