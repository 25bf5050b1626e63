using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace CosmosNvme.ImageTool.Tests;

[TestFixture]
internal sealed class ImageFinalizerTests
{
    private static readonly ProgramHeader s_gnuNote = new(ProgramHeader.Note, 4, 0x300, 0x1000300, 0x1000300, 0x20, 0x20, 8);

    [Test]
    public void AddFunctionTable_LinkedImage_AddsAReadOnlySegmentBehindAllOthers()
    {
        byte[] image = new ElfBuilder().Build();

        byte[] result = Finalize(image);

        ProgramHeader added = ElfFile.Parse(result, "result").ProgramHeaders[2];
        Assert.That(added.Type, Is.EqualTo(ProgramHeader.Load));
        Assert.That(added.Flags, Is.EqualTo(ProgramHeader.Readable));
        Assert.That(added.VirtualAddress, Is.EqualTo(0x1004000));
        Assert.That(added.PhysicalAddress, Is.EqualTo(added.VirtualAddress));
        Assert.That(added.Offset % 4096, Is.Zero);
        Assert.That(added.Offset + added.FileSize, Is.EqualTo((ulong)result.Length));
        Assert.That(result.AsSpan((int)added.Offset).StartsWith(SymbolTableEncoder.Magic), Is.True);
    }

    [Test]
    public void AddFunctionTable_LinkedImage_ChangesNothingButOneProgramHeader()
    {
        byte[] image = new ElfBuilder().Build();

        byte[] result = Finalize(image);

        int header = ElfFile.HeaderSize + (2 * ProgramHeader.Size);
        IEnumerable<int> changed = Enumerable.Range(0, image.Length).Where(offset => image[offset] != result[offset]);
        Assert.That(changed, Is.All.InRange(header, header + ProgramHeader.Size - 1));
    }

    [Test]
    public void AddFunctionTable_SecondTime_GivesTheSameFile()
    {
        byte[] once = Finalize(new ElfBuilder().Build());

        Assert.That(Finalize(once), Is.EqualTo(once));
    }

    [Test]
    public void AddFunctionTable_ImageWithAnOlderTable_ReplacesIt()
    {
        ElfBuilder changed = new();
        changed.Symbols.Add(new("another", (1 << 4) | ElfSymbol.Function, 1, ElfBuilder.Text + 0x40, 0x10));
        byte[] symbols = changed.Build();

        byte[] replaced = Finalize(Finalize(new ElfBuilder().Build()), symbols);

        Assert.That(replaced, Is.EqualTo(Finalize(new ElfBuilder().Build(), symbols)));
    }

    [Test]
    public void AddFunctionTable_NoGnuProperty_TakesANoteOfTheGnuTools()
    {
        ElfBuilder builder = new() { Notes = Note("GNU\0", 8) };
        builder.ProgramHeaders[2] = s_gnuNote;

        byte[] result = Finalize(builder.Build());

        Assert.That(ElfFile.Parse(result, "result").ProgramHeaders[2].Type, Is.EqualTo(ProgramHeader.Load));
    }

    [Test]
    public void AddFunctionTable_OnlyTheBootNote_Fails()
    {
        ElfBuilder builder = new() { Notes = Note("Xen\0", 8) };
        builder.ProgramHeaders[2] = s_gnuNote;

        Assert.That(() => Finalize(builder.Build()), FailsWith("no program header can be given up"));
    }

    [Test]
    public void AddFunctionTable_StackHeaderOnly_Fails()
    {
        ElfBuilder builder = new();
        builder.ProgramHeaders.RemoveAt(2);

        Assert.That(() => Finalize(builder.Build()), FailsWith("no program header can be given up"));
    }

    [Test]
    public void AddFunctionTable_SymbolsOfAnotherLink_Fails()
    {
        byte[] other = new ElfBuilder { EntryPoint = ElfBuilder.Text + 16 }.Build();

        Assert.That(() => Finalize(new ElfBuilder().Build(), other), FailsWith("image.dbg: these symbols are not of image.elf"));
    }

    [Test]
    public void AddFunctionTable_SymbolFileWithoutSymbolTable_Fails()
    {
        byte[] stripped = GrubCopy.WithoutSectionHeaders(new ElfBuilder().Build(), "sample");

        Assert.That(() => Finalize(new ElfBuilder().Build(), stripped), FailsWith("image.dbg: no symbol table"));
    }

    [Test]
    public void AddFunctionTable_NoFunctions_Fails()
    {
        ElfBuilder empty = new();
        empty.Symbols.Clear();

        Assert.That(() => Finalize(new ElfBuilder().Build(), empty.Build()), FailsWith("names no function"));
    }

    [TestCase(0, "not an ELF file")]
    [TestCase(4, "not of a 64-bit")]
    [TestCase(16, "type is not EXEC")]
    [TestCase(32, "program headers")]
    public void AddFunctionTable_DamagedHeader_SaysWhatAndWhere(int offset, string expected)
    {
        byte[] image = new ElfBuilder().Build();
        image.AsSpan(offset, 2).Fill(0x7F);

        Assert.That(() => Finalize(image, new ElfBuilder().Build()), FailsWith(expected));
    }

    [Test]
    public void AddFunctionTable_SymbolFileCutAnywhere_FailsWithAMessage()
    {
        byte[] symbols = new ElfBuilder().Build();
        for (int length = 0; length < symbols.Length; length += 7)
        {
            Assert.That(
                () => Finalize(new ElfBuilder().Build(), symbols[..length]),
                Throws.InstanceOf<ImageFormatException>(),
                $"cut at {length}");
        }
    }

    [Test]
    public void WithoutSectionHeaders_Image_ClearsTheirFieldsOnly()
    {
        byte[] image = new ElfBuilder().Build();

        byte[] copy = GrubCopy.WithoutSectionHeaders(image, "image.elf");

        int[] changed = Enumerable.Range(0, image.Length).Where(offset => image[offset] != copy[offset]).ToArray();
        Assert.That(changed, Is.All.InRange(40, 47).Or.InRange(58, 63));
        Assert.That(ElfFile.Parse(copy, "copy").ReadSections(), Is.Empty);
    }

    private static byte[] Finalize(byte[] image, byte[]? symbols = null)
        => ImageFinalizer.AddFunctionTable(image, "image.elf", symbols ?? new ElfBuilder().Build(), "image.dbg");

    private static byte[] Note(string name, uint size)
        => [4, 0, 0, 0, .. BitConverter.GetBytes(size), 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(name), .. new byte[size]];

    private static Constraint FailsWith(string text) => Throws.InstanceOf<ImageFormatException>().With.Message.Contains(text);
}
