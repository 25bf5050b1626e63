using System;
using System.Collections.Generic;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>
/// The stack walker of panics: unwind tables, call frame programs, DWARF expressions, and a stack. Its tables are the kernel's own, but it runs
/// when memory may be anything.
/// </summary>
internal sealed unsafe class UnwindTarget : FuzzTarget
{
    private const ulong Base = 0x1000000;
    private const ulong Code = 0x2000000;
    private const int CodeBytes = 0x1000;
    private const int HeaderBytes = 64 + (3 * 56);
    private const int StackBytes = 256;
    private const ulong Stack = 0x70000000;
    private const int MostFrames = 200;
    private const int MostDataBytes = 4096;

    private static readonly GuardedMemory s_image = new(HeaderBytes + MostDataBytes);
    private static readonly GuardedMemory s_stack = new(StackBytes);

    /// <inheritdoc/>
    internal override string Name => "unwind";

    /// <inheritdoc/>
    internal override string Summary => "unwind tables, call frame programs and stacks, as panics read them";

    /// <inheritdoc/>
    internal override int MaximumLength => StackBytes + MostDataBytes;

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        [0x0C, 7, 8], [0x90, 1], [0x0E, 16], [0x86, 2], [0x0A], [0x0B], [0x0F, 2, 0x77, 8], [0x10, 3, 2, 0x77, 8], [0x16, 6, 1, 0x30], [0x41], [0x02], [0x04],
        [0x1B, 0x03, 0x3B], "zRPLS"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 2, 0, 0, 0, 0], [0, 0, 0, 0x70, 0, 0, 0, 0], [0x06], [0x22], [0x23, 8], [0x9F],
    ];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        // Return addresses into the code, and frame pointers into the stack.
        ByteWriter stack = new();
        for (int index = 0; index < StackBytes / 16; index++)
        {
            stack.Quad(Code + 0x10 + ((ulong)index * 8)).Quad(Stack + ((ulong)index * 16) + 16);
        }

        byte[] plain = Data([0x0C, 7, 8, 0x90, 1], [0x41, 0x0E, 16, 0x86, 2, 0x43, 0x0D, 6]);
        byte[] expressions = Data([0x0F, 3, 0x77, 8, 0x06, 0x90, 1], [0x0A, 0x10, 3, 4, 0x77, 8, 0x23, 8, 0x16, 6, 2, 0x30, 0x1C, 0x0B, 0x02, 9, 0x05, 12, 2, 0x14, 13, 1, 0x09, 14, 3]);
        yield return [.. stack.Build(), .. plain];
        yield return [.. stack.Build(), .. expressions];
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        Span<byte> stack = stackalloc byte[StackBytes];
        stack.Clear();
        reader.Piece(StackBytes).CopyTo(stack);
        PanicMemory.UseCopy(s_stack.Place(stack), Stack, StackBytes);
        ReadOnlySpan<byte> data = reader.Piece(MostDataBytes);
        byte[] image = [.. Headers(data.Length), .. data];
        ImageHeaders.Initialize(s_image.Place(image), Base);
        Digest digest = new();
        for (ulong offset = 0; offset < CodeBytes; offset += 0x3F0)
        {
            Walk(Code + offset, ref digest);
        }

        return digest.Value;
    }

    private static void Walk(ulong address, ref Digest digest)
    {
        UnwindRegisters registers;
        UnwindRegisters.Clear(&registers);
        registers.Rip = address;
        registers.Rsp = Stack;
        registers.Rbp = Stack + 16;
        UnwindPlace place;
        place.IsValid = 0;
        int frames = 0;
        while (frames < MostFrames && Unwinder.Step(&registers, &place))
        {
            frames++;
            digest.Add(registers.Rip);
        }

        Rule.Demand(frames == MostFrames || registers.End != UnwindEnd.None, "a trace says why it ends", $"{frames} frames from {address:x}");
        digest.Add((ulong)registers.End);
    }

    // An ELF header and three program headers: the data, the table in it, and code, of which only the addresses matter.
    private static byte[] Headers(int dataLength) => new ByteWriter()
        .Dword(0x464C457F).To(32).Quad(64).To(56).Word(3).To(64)
        .Dword(1).Dword(4).Quad(0).Quad(Base).Quad(Base).Quad((ulong)(HeaderBytes + dataLength)).Quad((ulong)(HeaderBytes + dataLength)).Quad(4096)
        .Dword(0x6474E550).Dword(4).Quad(HeaderBytes).Quad(Base + HeaderBytes).Quad(Base + HeaderBytes).Quad((ulong)dataLength).Quad((ulong)dataLength).Quad(4)
        .Dword(1).Dword(5).Quad(0).Quad(Code).Quad(Code).Quad(CodeBytes).Quad(CodeBytes).Quad(4096).Build();

    private static byte[] Data(byte[] common, byte[] program)
    {
        // .eh_frame_hdr of one entry, then a CIE, then an FDE for all of the code.
        const int FrameStart = 20;
        byte[] shared = Padded(new ByteWriter().Dword(0).Add(1).Text("zR").Add(0, 1, 0x78, 16, 1, 0x1B).Add(common));
        int entryStart = FrameStart + 4 + shared.Length;
        int locationPlace = entryStart + 8;
        byte[] entry = Padded(new ByteWriter().Dword((uint)(entryStart + 4)).Dword((uint)(Code - (Base + HeaderBytes + (ulong)locationPlace))).Dword(CodeBytes).Add(0).Add(program));
        BitConverter.TryWriteBytes(entry, entryStart + 4 - FrameStart);
        return new ByteWriter().Add(1, 0x1B, 3, 0x3B).Dword(FrameStart - 4).Dword(1).Dword((uint)(Code - (Base + HeaderBytes))).Dword((uint)entryStart)
            .Dword((uint)shared.Length).Add(shared).Dword((uint)entry.Length).Add(entry).Dword(0).Build();
    }

    private static byte[] Padded(ByteWriter writer) => writer.To((writer.Length + 3) & ~3).Build();
}
