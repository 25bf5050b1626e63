using System;
using System.IO;

namespace CosmosNvme.Lab;

/// <summary>The places in the repository that the tools agree on. All paths are absolute.</summary>
public static class RepositoryPaths
{
    private const string Marker = "global.json";

    /// <summary>The repository's root: the nearest folder above the running program that holds global.json.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Everything that builds, runs and tests leave behind; not under version control.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The project of the shell kernel.</summary>
    public static string KernelProject => Path.Combine(Root, "Kernel", "Image", "Image.csproj");

    /// <summary>The linked shell kernel.</summary>
    public static string KernelImage => Path.Combine(Artifacts, "kernel", "Image", "CosmosNvme.Image.elf");

    /// <summary>The project of the kernel that holds tests.</summary>
    public static string KernelTestsProject => Path.Combine(Root, "Tests", "Kernel.Tests", "Kernel.Tests.csproj");

    /// <summary>The linked kernel that holds tests.</summary>
    public static string KernelTestsImage => Path.Combine(Artifacts, "kernel", "Kernel.Tests", "CosmosNvme.Kernel.Tests.elf");

    /// <summary>Where tests leave the console and log of machines that failed.</summary>
    public static string LabResults => Path.Combine(Artifacts, "lab");

    /// <summary>The bootstrap script, the one entry to everything.</summary>
    public static string CosmosScript => Path.Combine(Root, "cosmos");

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Marker)) && File.Exists(Path.Combine(directory.FullName, "Directory.Build.props")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds {Marker}: run the tools from inside the repository.");
    }
}
