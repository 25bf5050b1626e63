using System;
using System.IO;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>A Linux made of Debian's packages by Tests/LinuxGuest/prepare.</summary>
/// <param name="Name">Its folder in artifacts/linux.</param>
/// <param name="Programs">What is in it, as prepare takes it.</param>
internal sealed record LinuxFiles(string Name, params string[] Programs)
{
    /// <summary>Linux with fio.</summary>
    internal static LinuxFiles WithFio { get; } = new("fio", "fio=usr/bin/fio");

    /// <summary>As little as boots.</summary>
    internal static LinuxFiles Bare { get; } = new("bare");

    /// <summary>Its kernel.</summary>
    internal string Kernel => Path.Combine(Folder, "vmlinuz");

    /// <summary>Its initramfs.</summary>
    internal string InitialDisk => Path.Combine(Folder, "initrd");

    private string Folder => Path.Combine(RepositoryPaths.Artifacts, "linux", Name);

    /// <summary>Makes it if it is not there; then it fetches packages, which takes a while.</summary>
    /// <exception cref="LabException">That failed.</exception>
    internal void Prepare()
    {
        if (!File.Exists(InitialDisk))
        {
            Console.Error.WriteLine("Fetching Debian's Linux ...");
        }

        (int exitCode, _, string errors) = ToolRunner.Run(Path.Combine(RepositoryPaths.Root, "Tests", "LinuxGuest", "prepare"), [Folder, .. Programs]);
        if (exitCode != 0)
        {
            throw new LabException($"Linux cannot be fetched (apt-get update?): {errors}");
        }
    }
}
