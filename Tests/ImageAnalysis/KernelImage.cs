using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CosmosNvme.ImageAnalysis;

/// <summary>A linked image with its symbols: what lies where, and what it is called. Immutable, so safe from any thread.</summary>
public sealed class KernelImage
{
    private readonly ImageSection[] _sections;
    private readonly CodeFunction[] _functions;
    private readonly ElfSymbol[] _data;
    private readonly Dictionary<string, CodeFunction> _byName = [];

    private KernelImage(string path, ImageSection[] sections, CodeFunction[] functions, ElfSymbol[] data)
    {
        Path = path;
        _sections = sections;
        _functions = functions;
        _data = data;
        foreach (CodeFunction function in functions)
        {
            foreach (string name in function.Names)
            {
                _byName.TryAdd(name, function);
            }
        }
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>The mapped sections by address.</summary>
    public IReadOnlyList<ImageSection> Sections => _sections;

    /// <summary>The functions by address. They do not overlap.</summary>
    public IReadOnlyList<CodeFunction> Functions => _functions;

    /// <summary>
    /// Reads the image at <paramref name="path"/>. Symbols come from the file itself or, if it is stripped, from the .dbg file beside it.
    /// </summary>
    /// <exception cref="InvalidDataException">A file is damaged, the symbols are missing, or they belong to another build.</exception>
    /// <exception cref="FileNotFoundException">There is no image at that path.</exception>
    public static KernelImage Load(string path)
    {
        ElfFile file = ElfFile.Read(path);
        IReadOnlyDictionary<int, ImageSection> sections = file.MappedSections();
        IReadOnlyList<ElfSymbol> symbols = file.Symbols();
        if (symbols.Count == 0)
        {
            ElfFile symbolFile = ReadSymbolFile(path, file.BuildId());
            sections = WithIndexesOf(symbolFile, sections);
            symbols = symbolFile.Symbols();
        }

        ILookup<bool, ElfSymbol> isCode = symbols
            .Where(symbol => sections.ContainsKey(symbol.SectionIndex) && symbol.Type is ElfSymbol.NoType or ElfSymbol.Object or ElfSymbol.Function or ElfSymbol.IndirectFunction)
            .ToLookup(symbol => sections[symbol.SectionIndex].IsExecutable);
        ElfSymbol[] data = isCode[false].OrderBy(symbol => symbol.Value).ThenByDescending(symbol => symbol.Size).ToArray();
        ImageSection[] ordered = sections.Values.OrderBy(section => section.Start).ToArray();
        return new KernelImage(path, ordered, FunctionTable.Build(isCode[true], sections), data);
    }

    /// <summary>The section that holds <paramref name="address"/>, or null.</summary>
    public ImageSection? SectionAt(ulong address)
    {
        return _sections.FirstOrDefault(section => section.Contains(address));
    }

    /// <summary>The function that holds <paramref name="address"/>, or null.</summary>
    public CodeFunction? FunctionAt(ulong address)
    {
        int low = 0;
        int high = _functions.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            CodeFunction function = _functions[middle];
            if (function.Contains(address))
            {
                return function;
            }

            if (function.Start > address)
            {
                high = middle - 1;
            }
            else
            {
                low = middle + 1;
            }
        }

        return null;
    }

    /// <summary>The function with that exact symbol, or null.</summary>
    public CodeFunction? FunctionNamed(string name)
    {
        return _byName.GetValueOrDefault(name);
    }

    /// <summary>The address of the data with that exact symbol, or null.</summary>
    public ulong? DataNamed(string name)
    {
        int index = Array.FindIndex(_data, symbol => symbol.Name == name);
        return index < 0 ? null : _data[index].Value;
    }

    /// <summary>
    /// The data symbol that covers <paramref name="address"/>, or null outside of the data sections. A symbol without a size reaches up to the next
    /// one; a place before all symbols is taken as one 8-byte word.
    /// </summary>
    public DataRange? DataAt(ulong address)
    {
        ImageSection? section = SectionAt(address);
        if (section is null || section.IsExecutable)
        {
            return null;
        }

        int next = FirstDataSymbolAfter(address);
        ulong limit = next < _data.Length ? Math.Min(_data[next].Value, section.End) : section.End;
        for (int index = next - 1; index >= 0 && _data[index].Value >= section.Start; index--)
        {
            ElfSymbol symbol = _data[index];
            ulong end = symbol.Size > 0 ? symbol.Value + symbol.Size : limit;
            if (address < end)
            {
                return new DataRange(symbol.Name, symbol.Value, end, section);
            }
        }

        return new DataRange(section.Name, address, Math.Min(address + sizeof(ulong), limit), section);
    }

    /// <summary>Reads a 32-bit word that the file holds; false if it does not.</summary>
    public bool TryReadInt32(ulong address, out int value)
    {
        ReadOnlySpan<byte> bytes = BytesAt(address, sizeof(int));
        value = bytes.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;
        return bytes.Length == sizeof(int);
    }

    /// <summary>Reads a 64-bit word that the file holds; false if it does not.</summary>
    public bool TryReadUInt64(ulong address, out ulong value)
    {
        ReadOnlySpan<byte> bytes = BytesAt(address, sizeof(ulong));
        value = bytes.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return bytes.Length == sizeof(ulong);
    }

    private ReadOnlySpan<byte> BytesAt(ulong address, ulong length)
    {
        ImageSection? section = SectionAt(address);
        return section is null ? ReadOnlySpan<byte>.Empty : section.Read(address, length).Span;
    }

    private int FirstDataSymbolAfter(ulong address)
    {
        int low = 0;
        int high = _data.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_data[middle].Value <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static ElfFile ReadSymbolFile(string path, string buildId)
    {
        string[] candidates = [System.IO.Path.ChangeExtension(path, ".dbg"), path + ".dbg"];
        string? symbolPath = candidates.FirstOrDefault(File.Exists);
        if (symbolPath is null)
        {
            throw new InvalidDataException($"{path} has no symbols, and there is no {candidates[0]}. Build the image anew.");
        }

        ElfFile symbols = ElfFile.Read(symbolPath);
        if (symbols.BuildId() != buildId)
        {
            throw new InvalidDataException($"{symbolPath} belongs to another build than {path}. Delete both and build the image anew.");
        }

        return symbols;
    }

    /// <summary>Section numbers differ between an image and its split symbols; addresses do not.</summary>
    private static Dictionary<int, ImageSection> WithIndexesOf(ElfFile symbolFile, IReadOnlyDictionary<int, ImageSection> sections)
    {
        Dictionary<int, ImageSection> result = [];
        foreach ((int index, ImageSection section) in symbolFile.MappedSections())
        {
            ImageSection? match = sections.Values.FirstOrDefault(candidate => candidate.Start == section.Start && candidate.Name == section.Name);
            result.Add(index, match ?? throw new InvalidDataException($"{symbolFile.Path} has a section {section.Name} that its image lacks. Build the image anew."));
        }

        return result;
    }
}
