using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace CosmosNvme.Lab;

/// <summary>CD images on which GRUB boots one kernel for the lab, on BIOS and UEFI machines alike; cached under artifacts/grub.</summary>
public static class GrubImage
{
    /// <summary>
    /// What GRUB writes to the serial port just before it starts the kernel. Whatever a firmware or GRUB wrote before it is
    /// not the machine's console, and the lab removes it.
    /// </summary>
    public const string ConsoleMarker = "[grub: kernel loaded]";

    /// <summary>The screen that a kernel gets unless a machine says otherwise: text, which asks GRUB for nothing.</summary>
    internal const string TextMode = "text";

    private static readonly Lock s_making = new();

    /// <summary>Returns the image for a kernel, made anew if the kernel changed since.</summary>
    /// <param name="kernel">The kernel's ELF file.</param>
    /// <param name="videoMode">The screen that the kernel gets, in GRUB's words: <c>text</c>, <c>1024x768x32</c>.</param>
    /// <returns>Path of the CD image.</returns>
    /// <exception cref="LabException">The kernel is missing, or a tool failed.</exception>
    public static string Ensure(string kernel, string videoMode = TextMode)
    {
        FileInfo file = new(kernel);
        if (!file.Exists)
        {
            throw new LabException($"There is no kernel image at {kernel}. Build it: dotnet build Kernel/Image -c Release");
        }

        lock (s_making)
        {
            return Ensure(file, videoMode);
        }
    }

    // The mode is set behind multiboot2, which sets it to what the kernel's header asks for.
    private static string Configuration(string videoMode) => $"""
        set timeout=0
        serial --unit=0 --speed=115200
        terminal_output serial
        insmod all_video
        if multiboot2 /boot/kernel.elf; then
            set gfxpayload={videoMode}
            echo -n "{ConsoleMarker}"
            boot
        fi
        echo "GRUB cannot load the kernel."

        """;

    private static string Ensure(FileInfo file, string videoMode)
    {
        string configuration = Configuration(videoMode);
        string folder = Path.Combine(RepositoryPaths.Artifacts, "grub");
        string image = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.FullName} {videoMode}")))[..16] + ".iso");
        string stampFile = image + ".stamp";
        string stamp = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{configuration}");
        if (File.Exists(image) && File.Exists(stampFile) && File.ReadAllText(stampFile) == stamp)
        {
            return image;
        }

        string made = $"{image}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        RescueImage.Make(made, configuration, [new("kernel.elf", file.FullName)]);
        File.WriteAllText(made + ".stamp", stamp);
        File.Move(made, image, overwrite: true);
        File.Move(made + ".stamp", stampFile, overwrite: true);
        return image;
    }
}
