using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using CosmosNvme.ImageTool;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>An image laid out in memory as a loader does, only somewhere else than it was linked for.</summary>
internal sealed unsafe class LoadedImage : IDisposable
{
    private readonly byte* _memory;

    internal LoadedImage(string path)
    {
        ElfFile file = ElfFile.Parse(File.ReadAllBytes(path), path);
        ProgramHeader[] segments = file.ProgramHeaders.Where(header => header.Type == ProgramHeader.Load).ToArray();
        Address = segments[0].VirtualAddress;
        ulong length = segments.Max(segment => segment.MemoryEnd) - Address;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)length);
        foreach (ProgramHeader segment in segments)
        {
            file.Slice(segment.Offset, segment.FileSize, "segment")
                .CopyTo(new Span<byte>(_memory + (segment.VirtualAddress - Address), (int)segment.FileSize));
        }

        ImageHeaders.Initialize(_memory, Address);
        HasNames = SymbolTable.FindInImage();
    }

    internal ulong Address { get; }

    internal bool HasNames { get; }

    public void Dispose()
    {
        ImageHeaders.Initialize(null, 0);
        SymbolTable.FindInImage();
        NativeMemory.Free(_memory);
    }
}
