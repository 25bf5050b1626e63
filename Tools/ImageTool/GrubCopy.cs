using System;

namespace CosmosNvme.ImageTool;

/// <summary>
/// Makes the copy of an image that GRUB loads. GRUB reads the section headers and refuses a file with relocation sections, which
/// every static glibc program has (.rela.plt, applied by the program itself). Program headers are all that loading needs.
/// </summary>
internal static class GrubCopy
{
    /// <summary>The image without a section header table (e_shoff, e_shentsize, e_shnum and e_shstrndx are zero).</summary>
    /// <exception cref="ImageFormatException">The content is not an image.</exception>
    internal static byte[] WithoutSectionHeaders(byte[] content, string name)
    {
        ElfFile.Parse(content, name);
        byte[] copy = (byte[])content.Clone();
        copy.AsSpan(ElfFile.SectionHeaderOffsetField, 8).Clear();
        copy.AsSpan(ElfFile.SectionHeaderSizeField, 6).Clear();
        return copy;
    }
}
