using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>A Debian package and how to see that what we use of it is there.</summary>
/// <param name="Name">The package's name in Debian 12.</param>
/// <param name="Purpose">What it is needed for, as the rest of a sentence.</param>
/// <param name="Probes">Programs on PATH, or absolute paths of files, that must exist.</param>
internal sealed record Package(string Name, string Purpose, IReadOnlyList<string> Probes)
{
    /// <summary>Whether everything we use of it is there, whoever installed it.</summary>
    internal bool IsInstalled => Probes.All(Exists);

    private static bool Exists(string probe)
    {
        if (Path.IsPathRooted(probe))
        {
            return File.Exists(probe);
        }

        string path = (Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/sbin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, probe)));
    }
}
