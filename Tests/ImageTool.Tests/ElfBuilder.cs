using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace CosmosNvme.ImageTool.Tests;

/// <summary>Writes small ELF files: the given program headers and, if there are symbols, a text section and a symbol table.</summary>
internal sealed class ElfBuilder
{
    internal const ulong Text = 0x1001000;
    internal const ulong TextSize = 0x1000;

    private const int ContentOffset = 0x400;
    private const int SectionSize = 64;
    private const int SectionCount = 5;

    internal List<ProgramHeader> ProgramHeaders { get; } =
    [
        new(ProgramHeader.Load, 5, 0, 0x1000000, 0x1000000, 0x400, 0x400, 4096),
        new(ProgramHeader.Load, 6, 0, 0x1002000, 0x1002000, 0x10, 0x1234, 4096),
        new(ProgramHeader.GnuProperty, 4, 0x300, 0x1000300, 0x1000300, 0x20, 0x20, 8),
        new(0x6474E551, 6, 0, 0, 0, 0, 0, 16),
    ];

    internal List<ElfSymbol> Symbols { get; } = [new("main", (1 << 4) | ElfSymbol.Function, 1, Text, 0x20)];

    internal string SectionName { get; set; } = ".text";

    internal ulong EntryPoint { get; set; } = Text;

    /// <summary>Bytes of the file at offset 0x300, where the note headers of the samples point.</summary>
    internal byte[] Notes { get; set; } = [];

    internal byte[] Build()
    {
        byte[] names = Encoding.ASCII.GetBytes($"\0{SectionName}\0.symtab\0.strtab\0");
        MemoryStream strings = new();
        strings.WriteByte(0);
        MemoryStream table = new();
        table.Write(new byte[24]);
        foreach (ElfSymbol symbol in Symbols)
        {
            byte[] entry = new byte[24];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)strings.Length);
            entry[4] = symbol.Info;
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), symbol.SectionIndex);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), symbol.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), symbol.Size);
            table.Write(entry);
            strings.Write(Encoding.UTF8.GetBytes(symbol.Name));
            strings.WriteByte(0);
        }

        int tableOffset = ContentOffset + names.Length;
        int stringsOffset = tableOffset + (int)table.Length;
        int sectionsOffset = stringsOffset + (int)strings.Length;
        byte[] file = new byte[sectionsOffset + (SectionCount * SectionSize)];
        WriteHeader(file, (ulong)sectionsOffset);
        for (int index = 0; index < ProgramHeaders.Count; index++)
        {
            ProgramHeaders[index].Write(file.AsSpan(ElfFile.HeaderSize + (index * ProgramHeader.Size)));
        }

        Notes.CopyTo(file, 0x300);
        names.CopyTo(file, ContentOffset);
        table.ToArray().CopyTo(file, tableOffset);
        strings.ToArray().CopyTo(file, stringsOffset);

        Span<byte> sections = file.AsSpan(sectionsOffset);
        int symbolTableName = SectionName.Length + 2;
        int stringTableName = symbolTableName + ".symtab".Length + 1;
        WriteSection(sections[SectionSize..], 1, 1, SectionHeader.Executable | 2, Text, 0, TextSize, 0);
        WriteSection(sections[(2 * SectionSize)..], symbolTableName, SectionHeader.SymbolTable, 0, 0, (ulong)tableOffset, (ulong)table.Length, 3);
        WriteSection(sections[(3 * SectionSize)..], stringTableName, 3, 0, 0, (ulong)stringsOffset, (ulong)strings.Length, 0);
        WriteSection(sections[(4 * SectionSize)..], 0, 3, 0, 0, ContentOffset, (ulong)names.Length, 0);
        return file;
    }

    private void WriteHeader(Span<byte> file, ulong sectionsOffset)
    {
        "\u007FELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], 62);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], EntryPoint);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], ElfFile.HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(file[40..], sectionsOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], ElfFile.HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], ProgramHeader.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], (ushort)ProgramHeaders.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(file[58..], SectionSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[60..], SectionCount);
        BinaryPrimitives.WriteUInt16LittleEndian(file[62..], SectionCount - 1);
    }

    private static void WriteSection(Span<byte> target, int name, uint type, ulong flags, ulong address, ulong offset, ulong size, uint link)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)name);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], link);
    }
}
