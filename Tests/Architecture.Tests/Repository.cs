using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Architecture.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_ignoredFolders = ["bin", "obj", "artifacts", ".git", ".vs", ".idea"];

    /// <summary>The folder with CosmosNvme.sln, without a slash at its end.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>Every source file, relative to the root and with forward slashes; nothing that a build has written.</summary>
    internal static IEnumerable<string> Files(params string[] extensions)
    {
        return Walk(Root)
            .Where(path => extensions.Contains(Path.GetExtension(path)))
            .Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal);
    }

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (s_ignoredFolders.Contains(Path.GetFileName(child)))
            {
                continue;
            }

            foreach (string file in Walk(child))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CosmosNvme.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CosmosNvme.sln above {AppContext.BaseDirectory}: run these tests from where they were built.");
    }
}
