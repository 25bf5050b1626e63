using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Nucleus;

namespace CosmosNvme.Fuzz;

/// <summary>What a boot loader hands over: multiboot2 tags, PVH start information, the memory map and the command line.</summary>
internal sealed unsafe class BootTarget : FuzzTarget
{
    private const byte Pvh = 0;
    private const byte Multiboot2 = 1;
    private const int LargestMultiboot2 = 1 << 20;

    // PVH's pointers are made to point in here: text of 4 KiB, and a map of 4096 entries at the most.
    private const int WindowBytes = 256 * 1024;
    private const uint PointerMask = 0xFFFF;

    private static readonly GuardedMemory s_block = new(LargestMultiboot2, isLow: true);
    private static readonly GuardedMemory s_window = new(WindowBytes, isLow: true);
    private static readonly byte[] s_padding = new byte[LargestMultiboot2];

    /// <inheritdoc/>
    internal override string Name => "boot";

    /// <inheritdoc/>
    internal override string Summary => "multiboot2 and PVH boot information, memory map, nucleus options";

    /// <inheritdoc/>
    internal override int MaximumLength => 16 * 1024;

    // The copy that is padded to the claimed length is the fuzzer's own.
    /// <inheritdoc/>
    internal override long AllocationLimit(int inputLength) => LargestMultiboot2 + (256 * 1024) + (8L * inputLength);

    /// <inheritdoc/>
    internal override IReadOnlyList<byte[]> Words { get; } =
    [
        [1, 0, 0, 0], [6, 0, 0, 0], [14, 0, 0, 0], [15, 0, 0, 0], [0, 0, 0, 0, 8, 0, 0, 0], [24, 0, 0, 0], "loglevel="u8.ToArray(), "cpus="u8.ToArray(),
        "exit-port=0x"u8.ToArray(), "\""u8.ToArray(), [0, 0x10, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0x40, 0, 0], [0x78, 0xC5, 0x6E, 0x33],
    ];

    /// <inheritdoc/>
    internal override IEnumerable<byte[]> Seeds()
    {
        byte[] map = new ByteWriter().Dword(24).Dword(0).Quad(0).Quad(0x9FC00).Quad(1).Quad(0x9FC00).Quad(0x400).Quad(2)
            .Quad(0x100000).Quad(0x7F00000).Quad(1).Quad(0x7FE0000).Quad(0x20000).Quad(3).Build();
        ByteWriter tags = new ByteWriter().Dword(0).Dword(0);
        AddTag(tags, 1, "loglevel=debug cpus=2 exec=\"a; b\"\0"u8);
        AddTag(tags, 6, map);
        AddTag(tags, 14, new byte[20]);
        AddTag(tags, 15, new byte[36]);
        AddTag(tags, 0, []);
        byte[] block = tags.Build();
        BinaryPrimitives.WriteInt32LittleEndian(block, block.Length);
        yield return [Multiboot2, .. block];

        byte[] information = new ByteWriter().Dword(0x336EC578).Dword(1).To(24).Quad(0x100).Quad(0xF59C0).Quad(8).Dword(4).Dword(0).Build();
        yield return [Pvh, .. information, .. new ByteWriter().Quad(0).Add(map.AsSpan(8)).To(0x100).Text("exit-port=0xf4 cpus=300").Build()];
    }

    /// <inheritdoc/>
    internal override ulong Run(ReadOnlySpan<byte> input)
    {
        MemoryMap.Count = 0;
        MemoryMap.Dropped = 0;
        BootInfo.CommandLineLength = 0;
        *BootInfo.CommandLine() = 0;
        byte protocol = input.IsEmpty ? Pvh : (byte)(input[0] & 1);
        ReadOnlySpan<byte> content = input.IsEmpty ? input : input[1..];
        bool known = BootInfo.Parse(protocol, protocol == Multiboot2 ? PlaceMultiboot2(content) : PlacePvh(content));
        Digest digest = new();
        digest.Add(known);
        ReadOnlySpan<byte> line = new(BootInfo.CommandLine(), BootInfo.CommandLineLength);
        digest.Add(line);
        Rule.Demand(line.Length < BootInfo.CommandLineCapacity && BootInfo.CommandLine()[line.Length] == 0, "the command line ends with a zero", $"{line.Length}");
        Rule.Demand(line.IndexOfAnyInRange((byte)0, (byte)31) < 0, "the command line is one line", $"{Encoding.Latin1.GetString(line)}");
        CheckMap(ref digest);
        Nucleus.KernelOptions.Parse();
        digest.Add((ulong)Nucleus.KernelOptions.MaximumCpus);
        digest.Add((ulong)Nucleus.KernelOptions.ExitPort);
        digest.Add((ulong)Log.PrintedLevel);
        Rule.Demand(Nucleus.KernelOptions.MaximumCpus <= int.MaxValue && Enum.IsDefined(Log.PrintedLevel), "options have values that there are", $"{Nucleus.KernelOptions.MaximumCpus} {Log.PrintedLevel}");
        return digest.Value;
    }

    private static void CheckMap(ref Digest digest)
    {
        ulong covered = 0;
        for (int index = 0; index < MemoryMap.Count; index++)
        {
            ulong start = MemoryMap.Start(index);
            ulong end = MemoryMap.End(index);
            digest.Add(start);
            digest.Add(end);
            Rule.Demand(end <= MemoryMap.PhysicalLimit && start <= end, "ranges lie in physical memory", $"{start:x}-{end:x}");
            if (MemoryMap.Type(index) != MemoryMap.Usable || start == end)
            {
                continue;
            }

            Rule.Demand(start % 4096 == 0 && end % 4096 == 0 && start >= covered, "usable ranges are whole pages, in order and apart", $"{start:x}-{end:x} behind {covered:x}");
            covered = end;
            for (int other = 0; other < MemoryMap.Count; other++)
            {
                bool apart = MemoryMap.Type(other) == MemoryMap.Usable || MemoryMap.Start(other) >= end || MemoryMap.End(other) <= start;
                Rule.Demand(apart, "nothing usable is reserved", $"{start:x}-{end:x} and {MemoryMap.Start(other):x}-{MemoryMap.End(other):x} of type {MemoryMap.Type(other)}");
            }
        }
    }

    // A block ends where it says that it ends; what the loader claims, it provides.
    private static ulong PlaceMultiboot2(ReadOnlySpan<byte> content)
    {
        Span<byte> total = stackalloc byte[sizeof(uint)];
        total.Clear();
        content[..Math.Min(total.Length, content.Length)].CopyTo(total);
        int length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(total), 8, LargestMultiboot2);
        byte[] block = new byte[length];
        content[..Math.Min(length, content.Length)].CopyTo(block);
        return (ulong)s_block.Place(block);
    }

    private static ulong PlacePvh(ReadOnlySpan<byte> content)
    {
        const int InformationBytes = 56;
        Span<byte> information = stackalloc byte[InformationBytes];
        information.Clear();
        content[..Math.Min(InformationBytes, content.Length)].CopyTo(information);
        byte* window = s_window.Place(s_padding.AsSpan(0, WindowBytes));
        content[Math.Min(InformationBytes, content.Length)..].CopyTo(new Span<byte>(window, WindowBytes));
        foreach (int pointer in new[] { 24, 40 })
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(information[pointer..]);

            // What does not fit 32 bits stays: it must be refused.
            if (value is not 0 and <= uint.MaxValue)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(information[pointer..], (ulong)window + (value & PointerMask));
            }
        }

        return (ulong)s_block.Place(information);
    }

    private static void AddTag(ByteWriter writer, uint type, ReadOnlySpan<byte> content) =>
        writer.Dword(type).Dword((uint)(8 + content.Length)).Add(content).To((writer.Length + 7) & ~7);
}
