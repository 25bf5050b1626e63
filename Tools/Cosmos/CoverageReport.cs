using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Sums up the coverage files of a test run, by assembly.</summary>
internal static class CoverageReport
{
    /// <summary>Writes one line per assembly of the product: lines run by at least one test.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="folder">The folder that holds the cobertura files.</param>
    internal static void Write(TextWriter output, string folder)
    {
        Dictionary<string, Dictionary<(string File, int Line), bool>> assemblies = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.cobertura.xml", SearchOption.AllDirectories))
        {
            foreach (XElement package in XDocument.Load(file).Descendants("package"))
            {
                Add(assemblies, package);
            }
        }

        output.WriteLine();
        foreach ((string assembly, Dictionary<(string File, int Line), bool> lines) in assemblies.Where(pair => pair.Value.Count > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int hit = lines.Values.Count(run => run);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{assembly,-44} {hit,6} of {lines.Count,6} lines run {100.0 * hit / lines.Count,6:0.0} %"));
        }
    }

    private static void Add(Dictionary<string, Dictionary<(string File, int Line), bool>> assemblies, XElement package)
    {
        string name = (string)package.Attribute("name")!;
        if (!name.StartsWith("CosmosNvme.", StringComparison.OrdinalIgnoreCase) || name.Contains(".Tests", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!assemblies.TryGetValue(name, out Dictionary<(string File, int Line), bool>? lines))
        {
            assemblies.Add(name, lines = []);
        }

        foreach (XElement type in package.Descendants("class"))
        {
            string file = (string?)type.Attribute("filename") ?? "";
            foreach (XElement line in type.Elements("lines").Elements("line"))
            {
                (string File, int Line) key = (file, (int)line.Attribute("number")!);
                lines[key] = (lines.TryGetValue(key, out bool run) && run) || (long)line.Attribute("hits")! > 0;
            }
        }
    }
}
