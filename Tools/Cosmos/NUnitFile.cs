using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>Reads from NUnit's own result file what VSTest's does not say: categories.</summary>
internal static class NUnitFile
{
    private const string MachineCategory = "Machine";

    /// <summary>The full names of the tests that have, or whose fixture has, the category of tests that run inside the kernel.</summary>
    /// <param name="document">The file.</param>
    internal static IReadOnlySet<string> ReadMachineTests(XDocument document) => document.Descendants("test-case")
        .Where(test => test.AncestorsAndSelf().Any(HasMachineCategory))
        .Select(test => (string)test.Attribute("fullname")!)
        .ToHashSet(StringComparer.Ordinal);

    private static bool HasMachineCategory(XElement element) => element.Elements("properties").Elements("property")
        .Any(property => (string?)property.Attribute("name") == "Category" && (string?)property.Attribute("value") == MachineCategory);
}
