using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Builds the shell kernel when something it is made of changed.</summary>
internal static class KernelBuild
{
    // Nothing in these folders is part of a kernel image.
    private static readonly string[] s_elsewhere = ["Tests", "Samples", "docs", "artifacts", "Cosmos", "bin", "obj"];

    // Written when a build ends; holds the ticks of when it began.
    private static string Stamp => Path.Combine(RepositoryPaths.Artifacts, "kernel", "built.stamp");

    /// <summary>Builds the kernel if it is stale; quiet unless that fails.</summary>
    /// <returns>Whether there is an up-to-date kernel now.</returns>
    internal static bool Run()
    {
        if (IsFresh())
        {
            return true;
        }

        long began = DateTime.UtcNow.Ticks;
        if (!DotnetBuild.Run("the kernel", RepositoryPaths.KernelProject))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Stamp)!);
        File.WriteAllText(Stamp, began.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Whether the sources below a folder changed.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="filesSince">A file changed later than this, UTC, counts.</param>
    /// <param name="foldersSince">A folder changed later than this, UTC, counts: it gained or lost a file. Builds make folders, so this is a build's end.</param>
    internal static bool Changed(string folder, DateTime filesSince, DateTime foldersSince)
    {
        IEnumerable<FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith('.') && !s_elsewhere.Contains(entry.Name));
        foreach (FileSystemInfo entry in entries)
        {
            bool changed = entry is DirectoryInfo
                ? entry.LastWriteTimeUtc > foldersSince || Changed(entry.FullName, filesSince, foldersSince)
                : entry.LastWriteTimeUtc > filesSince;
            if (changed)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFresh() => File.Exists(RepositoryPaths.KernelImage)
        && File.Exists(Stamp)
        && long.TryParse(File.ReadAllText(Stamp), NumberStyles.None, CultureInfo.InvariantCulture, out long began)
        && !Changed(RepositoryPaths.Root, new DateTime(began, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Stamp));
}
