using System;
using System.IO;

namespace CosmosNvme.Lab;

/// <summary>The copy of a kernel that GRUB accepts.</summary>
/// <remarks>
/// GRUB refuses a static glibc program because of its .rela.plt section, and crashes on it under OVMF. It loads by segments, so the
/// copy simply has no section table.
/// </remarks>
internal static class KernelForGrub
{
    internal static void Copy(string kernel, string copy)
    {
        byte[] elf = File.ReadAllBytes(kernel);
        bool is64 = elf.Length > 64 && elf[4] == 2;
        if (is64)
        {
            elf.AsSpan(0x28, 8).Clear();
            elf.AsSpan(0x3A, 6).Clear();
        }

        File.WriteAllBytes(copy, elf);
    }
}
