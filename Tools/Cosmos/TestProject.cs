using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>A project of host tests.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="ProjectFile">Its project file.</param>
internal sealed record TestProject(string Name, string ProjectFile)
{
    private static readonly string[] s_bootMachines = ["Cosmos.Tests", "Boot.Tests"];

    /// <summary>Whether its tests boot machines.</summary>
    internal bool BootsMachines => s_bootMachines.Contains(Name);

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
            .Where(file => File.ReadAllText(file).Contains("NUnit3TestAdapter", StringComparison.Ordinal))
            .Select(file => new TestProject(Path.GetFileNameWithoutExtension(file), file))
            .OrderBy(project => Array.IndexOf(s_bootMachines, project.Name))
            .ThenBy(project => project.Name, StringComparer.Ordinal),
    ];
}
