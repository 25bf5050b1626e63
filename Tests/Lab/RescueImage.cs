using System.Collections.Generic;
using System.IO;
using CosmosNvme.ImageTool;

namespace CosmosNvme.Lab;

/// <summary>Makes hybrid images with GRUB on them, which BIOS and UEFI boot from a CD and from a disk.</summary>
internal static class RescueImage
{
    /// <summary>The volume's name in the ISO 9660 file system.</summary>
    private const string VolumeName = "COSMOSNVME";

    /// <summary>Makes an image.</summary>
    /// <param name="path">The file to write; replaced only when all went well.</param>
    /// <param name="configuration">GRUB's configuration.</param>
    /// <param name="kernels">What lies in /boot: names there, and the kernels' ELF files.</param>
    /// <exception cref="LabException">A tool failed.</exception>
    internal static void Make(string path, string configuration, IReadOnlyCollection<KeyValuePair<string, string>> kernels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DirectoryInfo tree = Directory.CreateTempSubdirectory("cosmos-grub-");
        try
        {
            string boot = Path.Combine(tree.FullName, "cd", "boot");
            Directory.CreateDirectory(Path.Combine(boot, "grub"));
            File.WriteAllText(Path.Combine(boot, "grub", "grub.cfg"), configuration);
            foreach ((string name, string kernel) in kernels)
            {
                File.WriteAllBytes(Path.Combine(boot, name), GrubCopy.WithoutSectionHeaders(File.ReadAllBytes(kernel), kernel));
            }

            string made = Path.Combine(tree.FullName, "image");
            ToolRunner.RunOrThrow("grub-mkrescue", "--locales=", "--fonts=", "--themes=", "-o", made, Path.Combine(tree.FullName, "cd"), "--", "-volid", VolumeName);
            string beside = path + ".new";
            File.Move(made, beside, overwrite: true);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            tree.Delete(recursive: true);
        }
    }
}
