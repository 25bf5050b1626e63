using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos iso</c>: makes the image that people write to a USB stick.</summary>
internal static class IsoCommand
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Option<string?> output = new("--output") { Description = $"The file to write; {Path.GetRelativePath(RepositoryPaths.Root, ProductIso.Location)} if not said.", HelpName = "PATH" };
        Option<bool> noBuild = new("--no-build") { Description = "Pack the kernels as they were built last." };
        Command command = new("iso", "Build what is stale and make one ISO that boots PCs with BIOS and with UEFI, from CD and from USB stick.\n\n"
            + "Its menu: the shell (disks read-only), the kernel tests that only read, safe mode, and the shell with its whole log. "
            + "Exit status: 0 made, 2 usage, build or a tool failed.");
        command.Options.Add(output);
        command.Options.Add(noBuild);
        command.SetAction(parsed => Run(Path.GetFullPath(parsed.GetValue(output) ?? ProductIso.Location), !parsed.GetValue(noBuild)));
        return command;
    }

    private static int Run(string path, bool build)
    {
        if (Directory.Exists(path))
        {
            Console.Error.WriteLine($"{path} is a folder; name the file to write.");
            return ExitStatus.Unusable;
        }

        if (!Packages.Ensure(Packages.ForIso(build)))
        {
            return ExitStatus.Unusable;
        }

        if (build && !(KernelBuild.Run() && DotnetBuild.Run("the kernel tests", RepositoryPaths.KernelTestsProject)))
        {
            return ExitStatus.Unusable;
        }

        Console.Error.WriteLine("Making the ISO ...");
        try
        {
            ProductIso.Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The ISO cannot be written: {e.Message}");
            return ExitStatus.Unusable;
        }

        string megabytes = (new FileInfo(path).Length / BytesPerMegabyte).ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine(path);
        Console.Error.WriteLine($"{megabytes} MB. To a USB stick, as root, all on it being lost: dd if={path} of=/dev/sdX bs=4M oflag=direct status=progress");
        return ExitStatus.Success;
    }
}
