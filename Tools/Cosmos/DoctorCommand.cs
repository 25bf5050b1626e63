using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary><c>./cosmos doctor</c>: what is installed, what is missing, what to type.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        Command command = new("doctor", "Show what is installed, what is missing, and what to type.\n\nExit status: 0 nothing is missing, 1 something is.");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    private static int Run(TextWriter output)
    {
        Package[] missing = [.. Packages.All.Where(package => !package.IsInstalled)];
        Line(output, ".NET SDK", ToolRunner.RunOrThrow("dotnet", "--version").Trim(), "builds and tests everything");
        foreach (Package package in Packages.All)
        {
            Line(output, package.Name, missing.Contains(package) ? "MISSING" : "installed", package.Purpose);
        }

        Line(output, "KVM", HostAcceleration.KvmObstacle is null ? "usable" : "not used", HostAcceleration.KvmObstacle ?? "accelerates ./cosmos run");
        Line(output, "kernel image", File.Exists(RepositoryPaths.KernelImage) ? "built" : "not built", "./cosmos run builds it");
        Line(output, "demonstration disk", File.Exists(DemonstrationDisk.Location) ? "made" : "not made", "./cosmos run makes it");
        output.WriteLine();
        if (missing.Length == 0)
        {
            output.WriteLine("Nothing is missing. ./cosmos run boots the kernel.");
            return ExitStatus.Success;
        }

        output.WriteLine($"Type:\n  {(Environment.IsPrivilegedProcess ? "" : "sudo ")}{Packages.InstallCommand(missing)}");
        return ExitStatus.Failure;
    }

    private static void Line(TextWriter output, string name, string state, string remark) => output.WriteLine($"{name,-20} {state,-12} {remark}");
}
