using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CosmosNvme.ImageTool;

/// <summary>Adds the function table to a linked image, as one more read-only segment behind all others.</summary>
internal static class ImageFinalizer
{
    private const ulong PageSize = 4096;

    /// <summary>
    /// The image with the table. An image that has a table already gets a new one, so that a second run changes nothing.
    /// </summary>
    /// <exception cref="ImageFormatException">A file is damaged, the two do not belong together, or no program header is free.</exception>
    internal static byte[] AddFunctionTable(byte[] imageContent, string imageName, byte[] symbolContent, string symbolName)
    {
        ElfFile image = ElfFile.Parse(imageContent, imageName);
        ElfFile symbols = ElfFile.Parse(symbolContent, symbolName);

        int header = FindTableSegment(image);
        ulong fileEnd = (ulong)imageContent.Length;
        if (header >= 0)
        {
            ProgramHeader old = image.ProgramHeaders[header];
            if (old.Offset + old.FileSize != fileEnd)
            {
                throw new ImageFormatException(
                    $"{imageName}: program header {header} holds a function table that does not end the file. Link the image again.");
            }

            fileEnd = old.Offset;
        }
        else
        {
            header = FindReplaceableHeader(image, imageName);
        }

        List<ProgramHeader> segments = image.ProgramHeaders
            .Where((segment, index) => segment.Type == ProgramHeader.Load && index != header)
            .ToList();
        CheckSameLink(segments, symbols, imageName, symbolName, image.EntryPoint);

        IReadOnlyList<ImageFunction> functions = FunctionCollector.Collect(symbols);
        if (functions.Count == 0)
        {
            throw new ImageFormatException($"{symbolName}: the symbol table names no function.");
        }

        byte[] table = SymbolTableEncoder.Encode(functions);
        ulong offset = AlignUp(fileEnd);
        ulong address = AlignUp(segments.Max(segment => segment.MemoryEnd));
        ProgramHeader added = new(
            ProgramHeader.Load,
            ProgramHeader.Readable,
            offset,
            address,
            address,
            (ulong)table.Length,
            (ulong)table.Length,
            PageSize);

        byte[] result = new byte[offset + (ulong)table.Length];
        imageContent.AsSpan(0, (int)fileEnd).CopyTo(result);
        table.CopyTo(result, (int)offset);
        added.Write(result.AsSpan((int)image.ProgramHeaderOffset + (header * ProgramHeader.Size)));
        return result;
    }

    private static int FindTableSegment(ElfFile image)
    {
        for (int index = 0; index < image.ProgramHeaders.Count; index++)
        {
            ProgramHeader header = image.ProgramHeaders[index];
            if (header.Type == ProgramHeader.Load
                && image.Slice(header.Offset, header.FileSize, $"segment {index}").StartsWith(SymbolTableEncoder.Magic))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>A header that nobody needs: PT_GNU_PROPERTY, which repeats a PT_NOTE, or a PT_NOTE with GNU notes only.</summary>
    /// <remarks>Not PT_GNU_STACK: without it glibc maps every thread's stack executable.</remarks>
    private static int FindReplaceableHeader(ElfFile image, string imageName)
    {
        for (int index = 0; index < image.ProgramHeaders.Count; index++)
        {
            if (image.ProgramHeaders[index].Type == ProgramHeader.GnuProperty && FollowsAllLoads(image, index))
            {
                return index;
            }
        }

        for (int index = 0; index < image.ProgramHeaders.Count; index++)
        {
            ProgramHeader header = image.ProgramHeaders[index];
            if (header.Type == ProgramHeader.Note && FollowsAllLoads(image, index)
                && HasOnlyGnuNotes(image.Slice(header.Offset, header.FileSize, $"note segment {index}"), header.Alignment))
            {
                return index;
            }
        }

        throw new ImageFormatException(
            $"{imageName}: no program header can be given up for the function table (looked for PT_GNU_PROPERTY, "
            + "or a PT_NOTE with nothing but GNU notes, behind the last PT_LOAD). Link with -Wl,-z,separate-code and --build-id.");
    }

    // The ELF specification wants loadable segments in rising order of address, and the new one has the highest.
    private static bool FollowsAllLoads(ElfFile image, int index)
        => !image.ProgramHeaders.Skip(index + 1).Any(header => header.Type == ProgramHeader.Load);

    private static bool HasOnlyGnuNotes(ReadOnlySpan<byte> notes, ulong alignment)
    {
        int unit = alignment == 8 ? 8 : 4;
        while (notes.Length >= 12)
        {
            uint nameSize = BitConverter.ToUInt32(notes);
            uint descriptionSize = BitConverter.ToUInt32(notes[4..]);
            if (nameSize != 4 || Encoding.ASCII.GetString(notes.Slice(12, Math.Min(4, notes.Length - 12))) != "GNU\0"
                || descriptionSize > (uint)(notes.Length - 16))
            {
                return false;
            }

            int size = (16 + (int)descriptionSize + unit - 1) / unit * unit;
            notes = notes[Math.Min(size, notes.Length)..];
        }

        return true;
    }

    private static void CheckSameLink(List<ProgramHeader> segments, ElfFile symbols, string imageName, string symbolName, ulong entryPoint)
    {
        List<(ulong Start, ulong End)> ours = segments.Select(segment => (segment.VirtualAddress, segment.MemoryEnd)).ToList();
        List<(ulong Start, ulong End)> theirs = symbols.ProgramHeaders
            .Where(segment => segment.Type == ProgramHeader.Load)
            .Select(segment => (segment.VirtualAddress, segment.MemoryEnd))
            .Take(ours.Count)
            .ToList();
        if (ours.Count == 0)
        {
            throw new ImageFormatException($"{imageName}: no loadable segment (PT_LOAD).");
        }

        if (symbols.EntryPoint != entryPoint || !ours.SequenceEqual(theirs))
        {
            throw new ImageFormatException(
                $"{symbolName}: these symbols are not of {imageName} (entry point or segment addresses differ). Both must come from one link; build again.");
        }
    }

    private static ulong AlignUp(ulong value) => (value + PageSize - 1) / PageSize * PageSize;
}
