using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace CosmosNvme.ImageAnalysis;

/// <summary>
/// Reads what the analysis needs of a 64-bit little-endian ELF file: section headers, contents, symbols, build id.
/// The well-known ELF packages are not in every registry; these are three tables.
/// </summary>
internal sealed class ElfFile
{
    private const uint SectionTypeSymbols = 2;
    private const uint SectionTypeNote = 7;
    private const uint SectionTypeNoBits = 8;
    private const ulong FlagWrite = 1;
    private const ulong FlagAllocate = 2;
    private const ulong FlagExecute = 4;
    private const ulong FlagThreadLocal = 0x400;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;

    private readonly byte[] _bytes;
    private readonly List<Header> _headers = [];

    private ElfFile(string path, byte[] bytes)
    {
        Path = path;
        _bytes = bytes;
    }

    internal string Path { get; }

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidDataException">It is not an x86-64 ELF file, or it is cut off.</exception>
    internal static ElfFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (bytes.Length < SectionHeaderSize || !bytes.AsSpan().StartsWith(magic) || BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(18)) != 62)
        {
            throw new InvalidDataException($"{path} is not an x86-64 ELF file.");
        }

        ElfFile file = new(path, bytes);
        try
        {
            file.ReadHeaders();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException($"{path} is cut off: its section headers point behind its end.", exception);
        }

        return file;
    }

    /// <summary>Sections that are mapped at run time, in file order; thread-local templates are left out, they are data at no fixed address.</summary>
    internal IReadOnlyDictionary<int, ImageSection> MappedSections()
    {
        Dictionary<int, ImageSection> sections = [];
        for (int index = 0; index < _headers.Count; index++)
        {
            Header header = _headers[index];
            if ((header.Flags & FlagAllocate) == 0 || (header.Flags & FlagThreadLocal) != 0 || header.Size == 0)
            {
                continue;
            }

            ReadOnlyMemory<byte> contents = header.Type == SectionTypeNoBits ? ReadOnlyMemory<byte>.Empty : Slice(header);
            bool isConstantAfterStart = header.Name is ".got" or ".data.rel.ro" or ".init_array" or ".fini_array";
            bool isWritable = (header.Flags & FlagWrite) != 0 && !isConstantAfterStart;
            sections.Add(index, new ImageSection(header.Name, header.Address, header.Size, (header.Flags & FlagExecute) != 0, isWritable, contents));
        }

        return sections;
    }

    /// <summary>The symbols with a name and a section; none if the file is stripped.</summary>
    internal IReadOnlyList<ElfSymbol> Symbols()
    {
        List<ElfSymbol> symbols = [];
        foreach (Header header in _headers)
        {
            if (header.Type != SectionTypeSymbols)
            {
                continue;
            }

            ReadOnlySpan<byte> table = Slice(header).Span;
            ReadOnlySpan<byte> names = Slice(_headers[(int)header.Link]).Span;
            for (int offset = 0; offset + SymbolSize <= table.Length; offset += SymbolSize)
            {
                ReadOnlySpan<byte> entry = table.Slice(offset, SymbolSize);
                int section = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
                string name = Text(names, BinaryPrimitives.ReadUInt32LittleEndian(entry));
                if (name.Length > 0 && section > 0 && section < _headers.Count)
                {
                    ulong value = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
                    ulong size = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
                    symbols.Add(new ElfSymbol(name, value, size, (byte)(entry[4] & 0xf), section));
                }
            }
        }

        return symbols;
    }

    /// <summary>The linker's build id in hexadecimal, or an empty text if the file has none. Split debug files carry that of their image.</summary>
    internal string BuildId()
    {
        foreach (Header header in _headers)
        {
            if (header.Type == SectionTypeNote && header.Name is ".note.gnu.build-id")
            {
                return Convert.ToHexString(Slice(header).Span);
            }
        }

        return string.Empty;
    }

    private void ReadHeaders()
    {
        ReadOnlySpan<byte> file = _bytes;
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[40..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        int nameSection = BinaryPrimitives.ReadUInt16LittleEndian(file[62..]);
        if (count == 0)
        {
            throw new InvalidDataException($"{Path} has no section headers. Give the image itself, not the copy made for the boot loader.");
        }

        Header names = ReadHeader(file.Slice(table + (nameSection * SectionHeaderSize), SectionHeaderSize), ReadOnlySpan<byte>.Empty);
        ReadOnlySpan<byte> nameTable = Slice(names).Span;
        for (int index = 0; index < count; index++)
        {
            _headers.Add(ReadHeader(file.Slice(table + (index * SectionHeaderSize), SectionHeaderSize), nameTable));
        }
    }

    private static Header ReadHeader(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> names)
    {
        string name = names.IsEmpty ? string.Empty : Text(names, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        return new Header(
            name,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]));
    }

    private ReadOnlyMemory<byte> Slice(Header header)
    {
        return _bytes.AsMemory((int)header.Offset, (int)header.Size);
    }

    private static string Text(ReadOnlySpan<byte> names, uint offset)
    {
        ReadOnlySpan<byte> rest = names[(int)offset..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private readonly record struct Header(string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link);
}
