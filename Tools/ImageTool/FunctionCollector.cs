using System;
using System.Collections.Generic;
using System.Linq;

namespace CosmosNvme.ImageTool;

/// <summary>Turns a symbol table into a sorted list of functions that do not overlap, one name for each address.</summary>
internal static class FunctionCollector
{
    private const string ManagedCodeSection = "__managedcode";
    private const string UnboxingStubSection = "__unbox";

    /// <summary>All functions in executable sections of <paramref name="file"/>, by rising address.</summary>
    internal static IReadOnlyList<ImageFunction> Collect(ElfFile file)
    {
        IReadOnlyList<SectionHeader> sections = file.ReadSections();
        List<ElfSymbol> candidates = file.ReadSymbols(sections).Where(symbol => IsCode(symbol, sections)).ToList();

        // Best name first at each address; a label without a size must not hide the function it lies in.
        List<ElfSymbol> best = candidates
            .GroupBy(symbol => symbol.Value)
            .OrderBy(group => group.Key)
            .Select(group => group.OrderBy(symbol => symbol, Comparer<ElfSymbol>.Create(ComparePreference)).First()
                with { Size = group.Max(symbol => symbol.Size) })
            .ToList();

        List<ElfSymbol> kept = [];
        ulong coveredTo = 0;
        foreach (ElfSymbol symbol in best)
        {
            if (symbol.Size == 0 && symbol.Value < coveredTo)
            {
                continue;
            }

            kept.Add(symbol);
            coveredTo = Math.Max(coveredTo, symbol.Value + symbol.Size);
        }

        List<ImageFunction> functions = new(kept.Count);
        for (int index = 0; index < kept.Count; index++)
        {
            ElfSymbol symbol = kept[index];
            SectionHeader section = sections[symbol.SectionIndex];
            ulong limit = section.Address + section.Size;
            if (index + 1 < kept.Count)
            {
                limit = Math.Min(limit, kept[index + 1].Value);
            }

            ulong end = symbol.Size == 0 ? limit : Math.Min(limit, symbol.Value + symbol.Size);
            if (end > symbol.Value)
            {
                bool managed = section.Name is ManagedCodeSection or UnboxingStubSection || ManagedName.IsManaged(symbol.Name);
                string name = managed ? ManagedName.ToReadable(symbol.Name) : NativeName.ToReadable(symbol.Name);
                functions.Add(new ImageFunction(symbol.Value, end - symbol.Value, name));
            }
        }

        return functions;
    }

    private static bool IsCode(ElfSymbol symbol, IReadOnlyList<SectionHeader> sections)
    {
        if (symbol.Name.Length == 0 || symbol.SectionIndex == 0 || symbol.SectionIndex >= sections.Count
            || (sections[symbol.SectionIndex].Flags & SectionHeader.Executable) == 0)
        {
            return false;
        }

        return symbol.Type switch
        {
            ElfSymbol.Function or ElfSymbol.IndirectFunction => true,

            // Labels of assembly code; not the bounds of sections that the linker defines.
            ElfSymbol.NoType => !symbol.Name.StartsWith("__start_", StringComparison.Ordinal)
                && !symbol.Name.StartsWith("__stop_", StringComparison.Ordinal)
                && !symbol.Name.StartsWith(".L", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static int ComparePreference(ElfSymbol left, ElfSymbol right)
    {
        int order = Rank(left).CompareTo(Rank(right));
        if (order == 0)
        {
            order = left.Name.Length.CompareTo(right.Name.Length);
        }

        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }

    private static int Rank(ElfSymbol symbol)
    {
        // "Type__Method" says more than the plain name the same method is exported under.
        bool isQualified = symbol.Name.IndexOf("__", StringComparison.Ordinal) > 0;
        int underscores = symbol.Name.Length - symbol.Name.TrimStart('_').Length;
        return (symbol.Type == ElfSymbol.NoType ? 1000 : 0)
            + (symbol.Binding == ElfSymbol.Local && !isQualified ? 100 : 0)
            + (isQualified ? 0 : 20)
            + Math.Min(underscores, 10);
    }
}
