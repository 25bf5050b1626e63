using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.Cosmos;

/// <summary>A patch that breaks the product on purpose, and the tests that must notice.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="File">The patch: headers, a line <c>---</c>, and a diff that <c>git apply</c> takes.</param>
/// <param name="Title">What the patch breaks, in a few words.</param>
/// <param name="Suite">The test project that must notice.</param>
/// <param name="Filter">Which of its tests: a filter expression for <c>dotnet test</c>.</param>
/// <param name="Kernel">The kernel project that the suite boots, from the root; null: it boots none, or the suite builds it.</param>
internal sealed record Mutant(string Name, string File, string Title, string Suite, string Filter, string? Kernel)
{
    private const string EndOfHeaders = "---";

    /// <summary>Reads all mutants of a repository, by name.</summary>
    /// <param name="root">The repository's root.</param>
    /// <exception cref="FormatException">A file lacks a header.</exception>
    internal static IReadOnlyList<Mutant> FindAll(string root) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(root, "Tests", "Mutants"), "*.patch")
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static Mutant Read(string file)
    {
        Dictionary<string, string> headers = [];
        foreach (string line in System.IO.File.ReadLines(file).TakeWhile(line => line != EndOfHeaders))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new FormatException($"{file}: '{line}' is no header. A mutant starts with 'Title: ...', 'Suite: ...', 'Filter: ...', perhaps 'Kernel: ...', and a line '{EndOfHeaders}'.");
            }

            headers[line[..colon]] = line[(colon + 2)..];
        }

        return new Mutant(Path.GetFileNameWithoutExtension(file), file, Header(file, headers, "Title"), Header(file, headers, "Suite"), Header(file, headers, "Filter"), headers.GetValueOrDefault("Kernel"));
    }

    private static string Header(string file, Dictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out string? value) ? value : throw new FormatException($"{file} has no header '{name}: ...' before the line '{EndOfHeaders}'.");
}
