using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace CosmosNvme.ImageTool;

/// <summary>A static x86-64 executable in memory: headers, sections and symbols, every offset checked before use.</summary>
internal sealed class ElfFile
{
    internal const int HeaderSize = 64;
    internal const int SectionHeaderOffsetField = 40;
    internal const int SectionHeaderSizeField = 58;

    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const ushort ExecutableFile = 2;
    private const ushort MachineX64 = 62;

    private readonly string _name;

    private ElfFile(byte[] content, string name, ulong programHeaderOffset, IReadOnlyList<ProgramHeader> programHeaders)
    {
        Content = content;
        _name = name;
        ProgramHeaderOffset = programHeaderOffset;
        ProgramHeaders = programHeaders;
    }

    internal byte[] Content { get; }

    internal ulong ProgramHeaderOffset { get; }

    internal IReadOnlyList<ProgramHeader> ProgramHeaders { get; }

    internal ulong EntryPoint => BinaryPrimitives.ReadUInt64LittleEndian(Content.AsSpan(24));

    /// <summary>Checks the headers of <paramref name="content"/>; <paramref name="name"/> is for error messages.</summary>
    /// <exception cref="ImageFormatException">The content is not a 64-bit x86 executable, or a header points outside the file.</exception>
    internal static ElfFile Parse(byte[] content, string name)
    {
        if (content.Length < HeaderSize || !content.AsSpan(0, 4).SequenceEqual("\u007FELF"u8))
        {
            throw new ImageFormatException($"{name}: not an ELF file (no ELF header at offset 0).");
        }

        ReadOnlySpan<byte> header = content;
        if (header[4] != 2 || header[5] != 1 || BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) != MachineX64)
        {
            throw new ImageFormatException($"{name}: the ELF header at offset 0 is not of a 64-bit little-endian x86 file.");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[16..]) != ExecutableFile)
        {
            throw new ImageFormatException(
                $"{name}: the ELF type is not EXEC. Link the image with PositionIndependentExecutable=false and StaticExecutable=true.");
        }

        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        if (entrySize != ProgramHeader.Size || offset > (ulong)content.Length
            || (ulong)(count * ProgramHeader.Size) > (ulong)content.Length - offset)
        {
            throw new ImageFormatException($"{name}: the program headers (offset 0x{offset:x}, {count} of {entrySize} bytes) lie outside the file.");
        }

        List<ProgramHeader> programHeaders = [];
        for (int index = 0; index < count; index++)
        {
            programHeaders.Add(ProgramHeader.Read(header[((int)offset + (index * ProgramHeader.Size))..]));
        }

        return new ElfFile(content, name, offset, programHeaders);
    }

    /// <summary>The bytes that a range of the file holds.</summary>
    internal ReadOnlySpan<byte> Slice(ulong offset, ulong size, string what)
    {
        if (offset > (ulong)Content.Length || size > (ulong)Content.Length - offset)
        {
            throw new ImageFormatException($"{_name}: {what} (offset 0x{offset:x}, 0x{size:x} bytes) lies outside the file.");
        }

        return Content.AsSpan((int)offset, (int)size);
    }

    /// <summary>All section headers with their names; empty for a file without section headers.</summary>
    internal IReadOnlyList<SectionHeader> ReadSections()
    {
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(Content.AsSpan(SectionHeaderOffsetField));
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(Content.AsSpan(SectionHeaderSizeField));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(Content.AsSpan(SectionHeaderSizeField + 2));
        int namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(Content.AsSpan(SectionHeaderSizeField + 4));
        if (offset == 0 || count == 0)
        {
            return [];
        }

        if (entrySize != SectionHeaderSize || namesIndex >= count)
        {
            throw new ImageFormatException($"{_name}: the section headers at offset 0x{offset:x} have an unknown form.");
        }

        ReadOnlySpan<byte> table = Slice(offset, (ulong)(count * SectionHeaderSize), "the section header table");
        ReadOnlySpan<byte> namesHeader = table[(namesIndex * SectionHeaderSize)..];
        ReadOnlySpan<byte> names = Slice(
            BinaryPrimitives.ReadUInt64LittleEndian(namesHeader[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(namesHeader[32..]),
            "the section name table");

        List<SectionHeader> sections = [];
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> entry = table[(index * SectionHeaderSize)..];
            sections.Add(new SectionHeader(
                ReadName(names, BinaryPrimitives.ReadUInt32LittleEndian(entry), "section", index),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[40..])));
        }

        return sections;
    }

    /// <summary>All symbols of the file's .symtab.</summary>
    /// <exception cref="ImageFormatException">The file has no .symtab, or it is damaged.</exception>
    internal IReadOnlyList<ElfSymbol> ReadSymbols(IReadOnlyList<SectionHeader> sections)
    {
        foreach (SectionHeader section in sections)
        {
            if (section.Type != SectionHeader.SymbolTable)
            {
                continue;
            }

            if (section.Link >= sections.Count)
            {
                throw new ImageFormatException($"{_name}: section {section.Name} names string table {section.Link}, which is not there.");
            }

            SectionHeader strings = sections[(int)section.Link];
            ReadOnlySpan<byte> names = Slice(strings.Offset, strings.Size, $"section {strings.Name}");
            ReadOnlySpan<byte> table = Slice(section.Offset, section.Size, $"section {section.Name}");
            List<ElfSymbol> symbols = new(table.Length / SymbolSize);
            for (int index = 0; (index + 1) * SymbolSize <= table.Length; index++)
            {
                ReadOnlySpan<byte> entry = table[(index * SymbolSize)..];
                symbols.Add(new ElfSymbol(
                    ReadName(names, BinaryPrimitives.ReadUInt32LittleEndian(entry), "symbol", index),
                    entry[4],
                    BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(entry[16..])));
            }

            return symbols;
        }

        throw new ImageFormatException(
            $"{_name}: no symbol table (.symtab). Name the file with the debugging symbols (.dbg) that the link made, with --symbols.");
    }

    private string ReadName(ReadOnlySpan<byte> names, uint offset, string what, int index)
    {
        if (offset >= names.Length)
        {
            throw new ImageFormatException($"{_name}: the name of {what} {index} (offset 0x{offset:x}) lies outside the string table.");
        }

        ReadOnlySpan<byte> rest = names[(int)offset..];
        int length = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(length < 0 ? rest : rest[..length]);
    }
}
