using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>
/// The lines of the product that tests ran, over all test projects: a line counts as run if any of them ran it. Tests and what they
/// share are left out, and so is source that is not in the repository.
/// </summary>
internal sealed class CoverageData
{
    private readonly Dictionary<(string Assembly, string File), SortedDictionary<int, bool>> _files = [];

    /// <summary>Reads every cobertura file below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">The repository.</param>
    internal static CoverageData Read(string folder, string root)
    {
        CoverageData data = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.cobertura.xml", SearchOption.AllDirectories))
        {
            foreach (XElement package in XDocument.Load(file).Descendants("package"))
            {
                data.Add(package, root);
            }
        }

        return data;
    }

    /// <summary>The source files, with the numbers of their lines and whether these were run.</summary>
    internal IEnumerable<(string Assembly, string File, IReadOnlyDictionary<int, bool> Lines)> Files =>
        _files.Select(file => (file.Key.Assembly, file.Key.File, (IReadOnlyDictionary<int, bool>)file.Value));

    private void Add(XElement package, string root)
    {
        const string Prefix = "CosmosNvme.";
        string assembly = (string?)package.Attribute("name") ?? "";
        assembly = assembly.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? assembly[..^4] : assembly;
        assembly = assembly.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? assembly[Prefix.Length..] : assembly;
        foreach (XElement type in package.Descendants("class"))
        {
            string file = Path.GetRelativePath(root, (string?)type.Attribute("filename") ?? "").Replace('\\', '/');
            if (!IsProduct(file))
            {
                continue;
            }

            if (!_files.TryGetValue((assembly, file), out SortedDictionary<int, bool>? lines))
            {
                _files.Add((assembly, file), lines = []);
            }

            foreach (XElement line in type.Elements("lines").Elements("line"))
            {
                int number = (int)line.Attribute("number")!;
                lines[number] = (lines.TryGetValue(number, out bool run) && run) || (long)line.Attribute("hits")! > 0;
            }
        }
    }

    private static bool IsProduct(string file) =>
        !file.StartsWith("../", StringComparison.Ordinal)
        && !Path.IsPathRooted(file)
        && !file.StartsWith("Tests/", StringComparison.Ordinal)
        && !file.Contains("/obj/", StringComparison.Ordinal);
}
