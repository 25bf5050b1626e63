using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Architecture.Tests;

/// <summary>
/// A repository in a temporary folder with this repository's build files and none of its code, to be filled with small projects that
/// keep or break the rules.
/// </summary>
internal sealed class ScratchRepository : IDisposable
{
    private static readonly string[] s_buildFiles =
    [
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "BannedSymbols.txt", "global.json",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cosmosnvme-architecture-");

    internal ScratchRepository()
    {
        Directory.CreateDirectory(Path.Combine(Root, "Kernel/Build"));
        IEnumerable<string> kernelBuild = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Kernel/Build"))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        foreach (string file in s_buildFiles.Concat(kernelBuild))
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(Root, file));
        }
    }

    /// <summary>The root of the repository.</summary>
    internal string Root => Path.Combine(_folder.FullName, "repository");

    /// <summary>A folder beside the repository, where none of its Directory.Build files reach.</summary>
    internal string Outside => Path.Combine(_folder.FullName, "outside");

    /// <summary>Writes a file; <paramref name="path"/> is relative to the root.</summary>
    internal void Write(string path, string text)
    {
        string full = Path.GetFullPath(Path.Combine(Root, path));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text + "\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
