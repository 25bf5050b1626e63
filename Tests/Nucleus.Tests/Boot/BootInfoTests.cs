using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class BootInfoTests
{
    private const uint Pvh = 0;
    private const uint Multiboot2 = 1;
    private const int MapAt = 0x1000;
    private const int CommandLineAt = 0x800;

    private HostMemory _memory = null!;

    private ulong Address => (ulong)_memory.Start;

    [SetUp]
    public void MakeMemory()
    {
        _memory = HostMemory.Low(0x8000);
        MemoryMap.Count = 0;
        BootInfo.CommandLineLength = 0;
    }

    [TearDown]
    public void FreeMemory()
    {
        _memory.Dispose();
        MemoryMap.Count = 0;
        BootInfo.CommandLineLength = 0;
    }

    [Test]
    public void Parse_Pvh_FindsMapCommandLineAndRsdp()
    {
        WritePvh();
        Assert.That(BootInfo.Parse(Pvh, Address), Is.True);
        Assert.That(Map(), Is.EqualTo("0-9f000:1 9fc00-a0000:2 100000-8000000:1"));
        Assert.That(CommandLine(), Is.EqualTo("loglevel=debug cpus=2"));
        Assert.That((BootInfo.Rsdp, BootInfo.Protocol), Is.EqualTo((0xf_59c0UL, 0u)));
    }

    [Test]
    public void Parse_PvhWithoutCommandLine_IsEmpty()
    {
        WritePvh();
        Write64(24, 0);
        Assert.That(BootInfo.Parse(Pvh, Address), Is.True);
        Assert.That(CommandLine(), Is.Empty);
    }

    [TestCase(0, 0x336ec579UL, TestName = "Parse_PvhMagicIsWrong_IsFalse")]
    [TestCase(4, 0UL, TestName = "Parse_PvhVersionWithoutMap_IsFalse")]
    [TestCase(40, 0UL, TestName = "Parse_PvhMapIsNull_IsFalse")]
    [TestCase(40, 0xffff_fff0UL, TestName = "Parse_PvhMapReaches4GiB_IsFalse")]
    [TestCase(40, 0x1_0000_0000UL, TestName = "Parse_PvhMapAbove4GiB_IsFalse")]
    [TestCase(40, ulong.MaxValue, TestName = "Parse_PvhMapAddressWraps_IsFalse")]
    [TestCase(48, 0UL, TestName = "Parse_PvhMapIsEmpty_IsFalse")]
    [TestCase(48, 0xffff_ffffUL, TestName = "Parse_PvhMapIsEndless_IsFalse")]
    public void Parse_DamagedPvh_IsFalse(int offset, ulong value)
    {
        WritePvh();
        if (offset is 0 or 4 or 48)
        {
            Write32(offset, (uint)value);
        }
        else
        {
            Write64(offset, value);
        }

        Assert.That(BootInfo.Parse(Pvh, Address), Is.False);
    }

    [TestCase(0xffff_ffffUL)]
    [TestCase(0x1_0000_0000UL)]
    [TestCase(ulong.MaxValue)]
    public void Parse_PvhCommandLineOutOfReach_IsNotRead(ulong address)
    {
        WritePvh();
        Write64(24, address);
        Assert.That(BootInfo.Parse(Pvh, Address), Is.True);
        Assert.That(CommandLine(), Is.Empty);
    }

    [Test]
    public void Parse_Multiboot2_FindsMapCommandLineAndRsdp()
    {
        byte[] rsdp = Enumerable.Range(1, 36).Select(i => (byte)i).ToArray();
        WriteMultiboot2(Text("console=serial"), MapTag(24, (0x10_0000, 0x700_0000, 1), (0x700_0000, 0x1000, 3)), Tag(15, rsdp));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(Map(), Is.EqualTo("100000-7000000:1 7000000-7001000:3 7001000-7100000:1"));
        Assert.That(CommandLine(), Is.EqualTo("console=serial"));
        Assert.That(new Span<byte>((void*)BootInfo.Rsdp, 36).ToArray(), Is.EqualTo(rsdp));
    }

    [TestCase(14, 15)]
    [TestCase(15, 14)]
    public void Parse_Multiboot2OldAndNewRsdp_TakesTheNew(int first, int second)
    {
        WriteMultiboot2(RsdpTag(first), RsdpTag(second), MapTag(24, (0x10_0000, 0x10_0000, 1)));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(*(byte*)BootInfo.Rsdp, Is.EqualTo(15));
    }

    [Test]
    public void Parse_Multiboot2OldRsdp_IsFilledUpWithZeros()
    {
        WriteMultiboot2(RsdpTag(15), MapTag(24, (0x10_0000, 0x10_0000, 1)));
        BootInfo.Parse(Multiboot2, Address);
        MemoryMap.Count = 0;
        WriteMultiboot2(RsdpTag(14), MapTag(24, (0x10_0000, 0x10_0000, 1)));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(new Span<byte>((void*)BootInfo.Rsdp, 36)[20..].ToArray(), Is.All.Zero);
    }

    [Test]
    public void Parse_Multiboot2LargerMapEntries_AreStridden()
    {
        WriteMultiboot2(MapTag(40, (0x10_0000, 0x10_0000, 1), (0x40_0000, 0x10_0000, 2)));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(Map(), Is.EqualTo("100000-200000:1 400000-500000:2"));
    }

    [Test]
    public void Parse_Multiboot2Framebuffer_IsFound()
    {
        WriteMultiboot2(MapTag(24, (0x10_0000, 0x10_0000, 1)), ScreenTag(1));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        FramebufferInfo screen = BootInfo.Screen;
        Assert.That((screen.Kind, screen.Address, screen.Pitch, screen.Width, screen.Height, screen.BitsPerPixel), Is.EqualTo(((byte)1, 0x12_fd00_0000UL, 4096u, 1024u, 768u, (byte)32)));
        Assert.That((screen.RedPosition, screen.RedSize, screen.GreenPosition, screen.GreenSize, screen.BluePosition, screen.BlueSize), Is.EqualTo(((byte)16, (byte)8, (byte)8, (byte)7, (byte)0, (byte)6)));
    }

    [TestCase(2, 24, FramebufferInfo.Text)]
    [TestCase(1, 29, FramebufferInfo.None)]
    [TestCase(1, 23, FramebufferInfo.None)]
    [TestCase(1, 0, FramebufferInfo.None)]
    [TestCase(0, 30, FramebufferInfo.None)]
    [TestCase(3, 30, FramebufferInfo.None)]
    public void Parse_Multiboot2OtherFramebuffers_AreTextOrNone(int kind, int bytes, byte expected)
    {
        WriteMultiboot2(MapTag(24, (0x10_0000, 0x10_0000, 1)), Tag(8, ScreenTag(kind)[8..(8 + bytes)]));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(BootInfo.Screen.Kind, Is.EqualTo(expected));
    }

    [TestCase(0u)]
    [TestCase(23u)]
    [TestCase(0xffff_fff0u)]
    [TestCase(0xffff_ffffu)]
    public void Parse_Multiboot2AbsurdEntrySize_FindsNoMap(uint entrySize)
    {
        byte[] map = MapTag(24, (0x10_0000, 0x10_0000, 1));
        BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(8), entrySize);
        WriteMultiboot2(map);
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.False);
    }

    [TestCase(0u)]
    [TestCase(7u)]
    [TestCase(0x7fff_ffffu)]
    [TestCase(0xffff_ffffu)]
    public void Parse_Multiboot2AbsurdTagSize_StopsThere(uint size)
    {
        byte[] damaged = Tag(21, new byte[8]);
        BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(4), size);
        WriteMultiboot2(Text("kept"), MapTag(24, (0x10_0000, 0x10_0000, 1)), damaged, Text("never read"));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That((CommandLine(), Map()), Is.EqualTo(("kept", "100000-200000:1")));
    }

    [TestCase(20u)]
    [TestCase(0x1000u)]
    [TestCase(0xffff_ffffu)]
    public void Parse_Multiboot2TagBeyondTheEnd_IsNotRead(uint size)
    {
        byte[] damaged = Text("x");
        BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(4), size);
        WriteMultiboot2(MapTag(24, (0x10_0000, 0x10_0000, 1)), damaged);
        Write32(0, *(uint*)_memory.Start - 8);
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
        Assert.That(CommandLine(), Is.Empty);
    }

    [TestCase(0u)]
    [TestCase(8u)]
    [TestCase(12u)]
    [TestCase(0xffff_ffffu)]
    public void Parse_Multiboot2AbsurdTotal_IsFalse(uint total)
    {
        WriteMultiboot2(MapTag(24, (0x10_0000, 0x10_0000, 1)));
        Write32(0, total);
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.False);
    }

    [TestCase(8)]
    [TestCase(12)]
    public void Parse_Multiboot2MapTagWithoutHeader_IsFalse(int size)
    {
        WriteMultiboot2(Tag(6, new byte[size - 8]));
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.False);
    }

    [Test]
    public void Parse_Multiboot2WithoutEndTag_ReadsToTheEnd()
    {
        WriteMultiboot2(MapTag(24, (0x10_0000, 0x10_0000, 1)));
        Write32(0, *(uint*)_memory.Start - 8);
        Assert.That(BootInfo.Parse(Multiboot2, Address), Is.True);
    }

    [Test]
    public void Append_Pieces_AreSeparatedByBlanks()
    {
        Append("cpus=1\n");
        Append("loglevel=info\r\nexec=\"a\tb\"\0junk");
        Assert.That(CommandLine(), Is.EqualTo("cpus=1  loglevel=info  exec=\"a b\""));
    }

    [Test]
    public void Append_TooMuch_IsCutAndTerminated()
    {
        Append(new string('x', BootInfo.CommandLineCapacity - 3));
        Append("yyyy");
        Append("zzzz");
        Assert.That(CommandLine(), Is.EqualTo(new string('x', BootInfo.CommandLineCapacity - 3) + " y"));
        Assert.That(BootInfo.CommandLine()[BootInfo.CommandLineLength], Is.Zero);
    }

    private static string CommandLine() => Encoding.ASCII.GetString(BootInfo.CommandLine(), BootInfo.CommandLineLength);

    private static string Map() => string.Join(' ', Enumerable.Range(0, MemoryMap.Count)
        .Select(i => $"{MemoryMap.Start(i):x}-{MemoryMap.End(i):x}:{MemoryMap.Type(i)}"));

    private static void Append(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* p = bytes)
        {
            BootInfo.Append(p, bytes.Length);
        }
    }

    private static byte[] Tag(int type, byte[] content)
    {
        byte[] tag = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(tag, type);
        BinaryPrimitives.WriteInt32LittleEndian(tag.AsSpan(4), tag.Length);
        content.CopyTo(tag, 8);
        return tag;
    }

    private static byte[] Text(string text) => Tag(1, Encoding.ASCII.GetBytes(text + "\0"));

    /// <summary>An RSDP whose first byte tells from which tag it is; an old one has 20 bytes.</summary>
    private static byte[] ScreenTag(int kind)
    {
        byte[] content = new byte[30];
        BinaryPrimitives.WriteUInt64LittleEndian(content, 0x12_fd00_0000);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(8), 4096);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(12), 1024);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(16), 768);
        content[20] = 32;
        content[21] = (byte)kind;
        new byte[] { 16, 8, 8, 7, 0, 6 }.CopyTo(content, 24);
        return Tag(8, content);
    }

    private static byte[] RsdpTag(int type) => Tag(type, Enumerable.Repeat((byte)type, type == 14 ? 20 : 36).ToArray());

    private static byte[] MapTag(int entrySize, params (ulong Start, ulong Length, uint Type)[] entries)
    {
        byte[] content = new byte[8 + (entrySize * entries.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(content, entrySize);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = content.AsSpan(8 + (i * entrySize));
            BinaryPrimitives.WriteUInt64LittleEndian(entry, entries[i].Start);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], entries[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], entries[i].Type);
        }

        return Tag(6, content);
    }

    private void WriteMultiboot2(params byte[][] tags)
    {
        List<byte> block = [.. new byte[8]];
        foreach (byte[] tag in tags.Append(Tag(0, [])))
        {
            block.AddRange(tag);
            block.AddRange(new byte[(8 - (block.Count % 8)) % 8]);
        }

        block.ToArray().AsSpan().CopyTo(new Span<byte>(_memory.Start, 0x8000));
        Write32(0, (uint)block.Count);
    }

    private void WritePvh()
    {
        (ulong Start, ulong Length, uint Type)[] map = [(0, 0x9_fc00, 1), (0x9_fc00, 0x400, 2), (0x10_0000, 0x7f0_0000, 1)];
        Write32(0, 0x336ec578);
        Write32(4, 1);
        Write64(24, Address + CommandLineAt);
        Write64(32, 0xf_59c0);
        Write64(40, Address + MapAt);
        Write32(48, (uint)map.Length);
        for (int i = 0; i < map.Length; i++)
        {
            Write64(MapAt + (i * 24), map[i].Start);
            Write64(MapAt + (i * 24) + 8, map[i].Length);
            Write32(MapAt + (i * 24) + 16, map[i].Type);
        }

        "loglevel=debug cpus=2\0"u8.CopyTo(new Span<byte>(_memory.Start + CommandLineAt, 64));
    }

    private void Write32(int offset, uint value) => *(uint*)(_memory.Start + offset) = value;

    private void Write64(int offset, ulong value) => *(ulong*)(_memory.Start + offset) = value;
}
