using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.ImageAnalysis;

/// <summary>
/// Makes functions of the symbols in executable sections: one for each address, labels inside a function left out, missing sizes filled in.
/// Data between functions must be declared as an object to be left out.
/// </summary>
internal static class FunctionTable
{
    internal static CodeFunction[] Build(IEnumerable<ElfSymbol> symbols, IReadOnlyDictionary<int, ImageSection> sections)
    {
        List<Entry> entries = [];
        ulong coveredTo = 0;
        IEnumerable<IGrouping<ulong, ElfSymbol>> places = symbols.Where(symbol => !IsSectionBound(symbol)).GroupBy(symbol => symbol.Value).OrderBy(place => place.Key);
        foreach (IGrouping<ulong, ElfSymbol> place in places)
        {
            ulong size = place.Max(symbol => symbol.Size);
            bool isLabelInside = place.Key < coveredTo && !place.Any(symbol => symbol.IsCode && symbol.Size > 0);
            if (isLabelInside)
            {
                continue;
            }

            coveredTo = Math.Max(coveredTo, place.Key + size);
            string[] names = place.Where(symbol => symbol.Type != ElfSymbol.Object).Select(symbol => symbol.Name).Distinct().ToArray();
            entries.Add(new Entry(place.Key, size, sections[place.First().SectionIndex], names));
        }

        List<CodeFunction> functions = [];
        for (int index = 0; index < entries.Count; index++)
        {
            Entry entry = entries[index];
            ulong limit = index + 1 < entries.Count ? Math.Min(entries[index + 1].Start, entry.Section.End) : entry.Section.End;
            ulong size = entry.Size > 0 ? Math.Min(entry.Size, limit - entry.Start) : limit - entry.Start;
            bool isData = entry.Names.Length == 0;
            if (!isData)
            {
                functions.Add(new CodeFunction(entry.Start, size, entry.Section, entry.Names, entry.Size > 0));
            }
        }

        return functions.ToArray();
    }

    /// <summary>The linker's marks at both ends of a section are no functions.</summary>
    private static bool IsSectionBound(ElfSymbol symbol)
    {
        return symbol.Name.StartsWith("__start_", StringComparison.Ordinal) || symbol.Name.StartsWith("__stop_", StringComparison.Ordinal);
    }

    private readonly record struct Entry(ulong Start, ulong Size, ImageSection Section, string[] Names);
}
