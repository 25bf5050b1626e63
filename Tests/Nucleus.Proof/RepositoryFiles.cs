using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace CosmosNvme.Nucleus.Proof;

/// <summary>Finds the repository and builds what the tests look at.</summary>
internal static class RepositoryFiles
{
    private static readonly TimeSpan s_buildTime = TimeSpan.FromMinutes(10);
    private static readonly Lazy<string> s_badSample = new(BuildBadSample);

    /// <summary>The folder with CosmosNvme.sln or, before there is one, global.json.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>
    /// Path of the shell kernel's image: COSMOS_KERNEL_IMAGE if set, else the build's default place. Builds the default one if it is not there or older than its sources.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no image and none can be built; the message says what to type.</exception>
    internal static string KernelImage()
    {
        string? chosen = Environment.GetEnvironmentVariable("COSMOS_KERNEL_IMAGE");
        if (!string.IsNullOrEmpty(chosen))
        {
            return File.Exists(chosen) ? chosen : throw new InvalidOperationException($"COSMOS_KERNEL_IMAGE names {chosen}, which does not exist. Unset it, or give it the path of a kernel image.");
        }

        return ImageOf(Path.Combine("Kernel", "Image"));
    }

    /// <summary>Path of the image of the kernel that holds tests; built if it is not there or older than its sources.</summary>
    /// <exception cref="InvalidOperationException">There is no image and none can be built; the message says what to type.</exception>
    internal static string TestKernelImage() => ImageOf(Path.Combine("Tests", "Kernel.Tests"));

    /// <summary>Path of the image that breaks the rules; built at the first use.</summary>
    /// <exception cref="InvalidOperationException">It does not build; the message has the compiler's words.</exception>
    internal static string BadSampleImage()
    {
        return s_badSample.Value;
    }

    private static string ImageOf(string folder)
    {
        string name = Path.GetFileName(folder);
        string path = Path.Combine(Root, "artifacts", "kernel", name, $"CosmosNvme.{name}.elf");
        string project = Path.Combine(folder, $"{name}.csproj");
        string[] sources = ["Kernel", "Pci", "Drivers", "Storage", folder];
        if (!File.Exists(path) || sources.Max(NewestSource) > File.GetLastWriteTimeUtc(path))
        {
            Build(project);
        }

        return File.Exists(path) ? path : throw new InvalidOperationException($"The build left no {path}. Type: dotnet build {project} -c Release");
    }

    private static DateTime NewestSource(string folder)
    {
        string[] kinds = [".cs", ".S", ".inc", ".csproj", ".props", ".targets"];
        string binaries = $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}";
        string objects = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        return Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(path => kinds.Contains(Path.GetExtension(path)))
            .Where(path => !path.Contains(binaries, StringComparison.Ordinal) && !path.Contains(objects, StringComparison.Ordinal))
            .Max(File.GetLastWriteTimeUtc);
    }

    private static string BuildBadSample()
    {
        Build(Path.Combine("Tests", "Nucleus.Proof", "BadSample", "BadSample.csproj"));
        return Path.Combine(Root, "artifacts", "proof", "BadSample");
    }

    private static void Build(string project)
    {
        string[] arguments = ["build", project, "-c", "Release", "-v", "q", "-nologo", "-nodeReuse:false"];
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host is a build of its own kind: what it sets for itself must not reach another build.
        foreach (string name in start.Environment.Keys.Where(IsBuildVariable).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start. Is the .NET SDK on the PATH?");
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_buildTime))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"Building {project} took more than {s_buildTime.TotalMinutes} minutes. Type: dotnet {string.Join(' ', arguments)}");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Building {project} failed. Type: dotnet {string.Join(' ', arguments)}\n{output.Result}{errors.Result}");
        }
    }

    private static bool IsBuildVariable(string name)
    {
        return name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_HOST_PATH";
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has a global.json. Run the tests from a build inside the repository.");
    }
}
