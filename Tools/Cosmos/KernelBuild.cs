using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CosmosNvme.Lab;

namespace CosmosNvme.Cosmos;

/// <summary>Builds the shell kernel when something it is made of changed.</summary>
internal static class KernelBuild
{
    // Nothing in these folders is part of a kernel image.
    private static readonly string[] s_elsewhere = ["Tests", "Samples", "docs", "artifacts", "Cosmos", "bin", "obj"];

    private static string Stamp => Path.Combine(RepositoryPaths.Artifacts, "kernel", "built.stamp");

    /// <summary>Builds the kernel if it is stale; quiet unless that fails.</summary>
    /// <returns>Whether there is an up-to-date kernel now.</returns>
    internal static bool Run()
    {
        if (File.Exists(RepositoryPaths.KernelImage) && File.Exists(Stamp) && !IsNewer(RepositoryPaths.Root, File.GetLastWriteTimeUtc(Stamp)))
        {
            return true;
        }

        DateTime started = DateTime.UtcNow;
        if (!DotnetBuild.Run("the kernel", RepositoryPaths.KernelProject))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Stamp)!);
        File.WriteAllText(Stamp, "");
        File.SetLastWriteTimeUtc(Stamp, started);
        return true;
    }

    /// <summary>Whether a source file, or a folder that lost one, is newer than a time.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="time">The time, UTC.</param>
    internal static bool IsNewer(string folder, DateTime time)
    {
        IEnumerable<FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos();
        foreach (FileSystemInfo entry in entries.Where(entry => !entry.Name.StartsWith('.') && !s_elsewhere.Contains(entry.Name)))
        {
            bool folderIsNewer = entry is DirectoryInfo child && (child.Parent!.FullName != RepositoryPaths.Root && child.LastWriteTimeUtc > time || IsNewer(child.FullName, time));
            if (folderIsNewer || (entry is FileInfo && entry.LastWriteTimeUtc > time))
            {
                return true;
            }
        }

        return false;
    }
}
