using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using CosmosNvme.ImageTool;

namespace CosmosNvme.Lab;

/// <summary>CD images on which GRUB boots a kernel, on BIOS and UEFI machines alike; cached under artifacts/grub.</summary>
public static class GrubImage
{
    /// <summary>
    /// What GRUB writes to the serial port just before it starts the kernel. Whatever a firmware or GRUB wrote before it is
    /// not the machine's console, and the lab removes it.
    /// </summary>
    public const string ConsoleMarker = "[grub: kernel loaded]";

    private const string Configuration = $"""
        set timeout=0
        serial --unit=0 --speed=115200
        terminal_output serial
        insmod all_video
        if multiboot2 /boot/kernel.elf; then
            echo -n "{ConsoleMarker}"
            boot
        fi
        echo "GRUB cannot load the kernel."

        """;

    private static readonly Lock s_making = new();

    /// <summary>Returns the image for a kernel, made anew if the kernel changed since.</summary>
    /// <param name="kernel">The kernel's ELF file.</param>
    /// <returns>Path of the CD image.</returns>
    /// <exception cref="LabException">The kernel is missing, or a tool failed.</exception>
    public static string Ensure(string kernel)
    {
        FileInfo file = new(kernel);
        if (!file.Exists)
        {
            throw new LabException($"There is no kernel image at {kernel}. Build it: dotnet build Kernel/Image -c Release");
        }

        lock (s_making)
        {
            return Ensure(file);
        }
    }

    private static string Ensure(FileInfo file)
    {
        string folder = Path.Combine(RepositoryPaths.Artifacts, "grub");
        string image = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.FullName)))[..16] + ".iso");
        string stampFile = image + ".stamp";
        string stamp = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{Configuration}");
        if (File.Exists(image) && File.Exists(stampFile) && File.ReadAllText(stampFile) == stamp)
        {
            return image;
        }

        Directory.CreateDirectory(folder);
        DirectoryInfo tree = Directory.CreateTempSubdirectory("cosmos-grub-");
        try
        {
            Directory.CreateDirectory(Path.Combine(tree.FullName, "cd", "boot", "grub"));
            File.WriteAllBytes(Path.Combine(tree.FullName, "cd", "boot", "kernel.elf"), GrubCopy.WithoutSectionHeaders(File.ReadAllBytes(file.FullName), file.FullName));
            File.WriteAllText(Path.Combine(tree.FullName, "cd", "boot", "grub", "grub.cfg"), Configuration);
            string made = image + "." + Path.GetFileName(tree.FullName);
            ToolRunner.RunOrThrow("grub-mkrescue", "-o", made, Path.Combine(tree.FullName, "cd"));
            File.WriteAllText(made + ".stamp", stamp);
            File.Move(made, image, overwrite: true);
            File.Move(made + ".stamp", stampFile, overwrite: true);
        }
        finally
        {
            tree.Delete(recursive: true);
        }

        return image;
    }
}
