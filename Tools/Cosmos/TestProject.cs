using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>A project of host tests.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="ProjectFile">Its project file.</param>
/// <param name="BootsMachines">Whether its tests boot machines, and so fill the cores by themselves.</param>
internal sealed record TestProject(string Name, string ProjectFile, bool BootsMachines)
{
    // What a project refers to whose failing tests leave a machine's traces behind.
    private const string MachineReference = "Lab.Testing.csproj";

    /// <summary>The built assembly; null if it was not built.</summary>
    internal string? Assembly
    {
        get
        {
            DirectoryInfo output = new(Path.Combine(Path.GetDirectoryName(ProjectFile)!, "bin", "Release"));
            return output.Exists ? output.EnumerateFiles($"CosmosNvme.{Name}.dll", SearchOption.AllDirectories).OrderByDescending(file => file.LastWriteTimeUtc).FirstOrDefault()?.FullName : null;
        }
    }

    /// <summary>Finds all test projects, in the order in which to run them.</summary>
    /// <param name="root">The repository's root.</param>
    internal static IReadOnlyList<TestProject> FindAll(string root) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "Tests"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => (File: file, Text: File.ReadAllText(file)))
            .Where(project => project.Text.Contains("NUnit3TestAdapter", StringComparison.Ordinal))
            .Select(project => new TestProject(Path.GetFileNameWithoutExtension(project.File), project.File, project.Text.Contains(MachineReference, StringComparison.Ordinal)))
            .OrderBy(project => project.Name, StringComparer.Ordinal),
    ];
}
