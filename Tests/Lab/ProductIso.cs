using System.IO;
using System.Threading;

namespace CosmosNvme.Lab;

/// <summary>The ISO that people boot machines from: the shell kernel, the kernel tests, and the menu of iso/grub.cfg.</summary>
public static class ProductIso
{
    private static readonly Lock s_making = new();

    /// <summary>Where it is made.</summary>
    public static string Location => Path.Combine(RepositoryPaths.Artifacts, "cosmosnvme.iso");

    /// <summary>The menu.</summary>
    public static string MenuFile => Path.Combine(RepositoryPaths.Root, "iso", "grub.cfg");

    /// <summary>Makes the ISO from kernels that are built.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="LabException">A kernel is missing, or a tool failed.</exception>
    public static void Make(string path)
    {
        foreach (string kernel in (string[])[RepositoryPaths.KernelImage, RepositoryPaths.KernelTestsImage])
        {
            if (!File.Exists(kernel))
            {
                throw new LabException($"There is no kernel image at {kernel}. './cosmos iso' builds it.");
            }
        }

        RescueImage.Make(path, File.ReadAllText(MenuFile), [new("shell.elf", RepositoryPaths.KernelImage), new("tests.elf", RepositoryPaths.KernelTestsImage)]);
    }

    /// <summary>The ISO of the kernels as they are now, made if it is older than one of them.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="LabException">A kernel is missing, or a tool failed.</exception>
    public static string Ensure()
    {
        lock (s_making)
        {
            if (!File.Exists(Location) || IsOlderThan(RepositoryPaths.KernelImage) || IsOlderThan(RepositoryPaths.KernelTestsImage) || IsOlderThan(MenuFile))
            {
                Make(Location);
            }

            return Location;
        }
    }

    private static bool IsOlderThan(string source) => File.GetLastWriteTimeUtc(Location) < File.GetLastWriteTimeUtc(source);
}
