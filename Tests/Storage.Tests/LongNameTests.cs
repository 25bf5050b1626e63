using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Storage.Tests;

/// <summary>Names in hand-made directories.</summary>
[TestFixture]
internal sealed class LongNameTests
{
    private static readonly byte[] s_short = Encoding.ASCII.GetBytes("NAME~1  TXT");

    [TestCase("a")]
    [TestCase("thirteen char")]
    [TestCase("fourteen chars")]
    [TestCase("snake \U0001F40D in the grass")]
    [TestCase("Ünï çødé €")]
    public void LongName_WellFormed_IsTheName(string name) => Assert.That(Read([.. Long(name, s_short), s_short]), Is.EqualTo(new[] { name }));

    [Test]
    public void LongName_OfTheGreatestLength_IsTheName()
    {
        string name = new('ß', 255);
        Assert.That(Read([.. Long(name, s_short), s_short]), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void LongName_TooLong_IsDropped() =>
        Assert.That(Read([.. Long(new string('x', 256), s_short), s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));

    [TestCase("a/b")]
    [TestCase("..")]
    public void LongName_ImpossibleAsAPath_IsDropped(string name) =>
        Assert.That(Read([.. Long(name, s_short), s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));

    // A terminal would obey them.
    [TestCase("clear\u001B[2Jed", "clear?[2Jed")]
    [TestCase("c1\u009B5m", "c1?5m")]
    [TestCase("two\nlines\u007F", "two?lines?")]
    public void LongName_WithControlCharacters_HasQuestionMarksInTheirPlace(string name, string shown) =>
        Assert.That(Read([.. Long(name, s_short), s_short]), Is.EqualTo(new[] { shown }));

    [TestCase("COSMOS     ", "COSMOS")]
    [TestCase("COSMOS\0\0\0\0\0", "COSMOS")]
    [TestCase("\0\0\0\0\0\0\0\0\0\0\0", "")]
    [TestCase("A\u001B[2J\u007FB    ", "A?[2J?B")]
    public void Label_Bytes_ArePrintable(string bytes, string shown) =>
        Assert.That(FatNames.Label(Encoding.Latin1.GetBytes(bytes)), Is.EqualTo(shown));

    // Numbers, because half a character does not survive in an attribute.
    [TestCase(0xD83D)]
    [TestCase(0xDC0D)]
    public void LongName_WithHalfASurrogatePair_IsDropped(int unit)
    {
        Assert.That(Read([.. Long($"half {(char)unit}", s_short), s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
        Assert.That(Read([.. Long($"{(char)unit} half", s_short), s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [Test]
    public void LongName_OfAnotherShortName_IsDropped() =>
        Assert.That(Read([.. Long("orphan", s_short), Encoding.ASCII.GetBytes("OTHER   TXT")]), Is.EqualTo(new[] { "OTHER.TXT" }));

    [Test]
    public void LongName_WithAMissingPart_IsDropped()
    {
        List<byte[]> parts = Long("a name of several parts, each of thirteen", s_short).ToList();
        parts.RemoveAt(1);
        Assert.That(Read([.. parts, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [Test]
    public void LongName_InterruptedByAFreeEntry_IsDropped()
    {
        byte[] free = Encoding.ASCII.GetBytes("\u0000REE    TXT");
        free[0] = 0xE5;
        Assert.That(Read([.. Long("interrupted", s_short), free, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    // Damage of one byte of the second of three parts: number, attributes, kind, checksum. The short name counts then.
    [TestCase(0, 0x01)]
    [TestCase(0, 0x03)]
    [TestCase(0, 0x82)]
    [TestCase(12, 0x01)]
    [TestCase(13, 0x00)]
    public void LongName_DamagedPart_IsDropped(int offset, int value)
    {
        List<byte[]> parts = Long("three parts of at most thirteen chars", s_short).ToList();
        parts[1][offset] = (byte)value;
        Assert.That(Read([.. parts, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [Test]
    public void LongName_PartsInTheWrongOrder_IsDropped()
    {
        List<byte[]> parts = Long("three parts of at most thirteen chars", s_short).ToList();
        parts.Reverse();
        Assert.That(Read([.. parts, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [TestCase(21)]
    [TestCase(63)]
    public void LongName_OfMorePartsThanAllowed_IsDropped(int number)
    {
        List<byte[]> parts = Long("short", s_short).ToList();
        parts[0][0] = (byte)(0x40 | number);
        Assert.That(Read([.. parts, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [Test]
    public void LongName_BegunTwice_IsTheSecond() =>
        Assert.That(Read([.. Long("the first, of two parts", s_short).Take(1), .. Long("second", s_short), s_short]), Is.EqualTo(new[] { "second" }));

    [Test]
    public void LongName_WithoutAShortOne_IsForgotten() =>
        Assert.That(Read([s_short, .. Long("left over", s_short)]), Is.EqualTo(new[] { "NAME~1.TXT" }));

    [Test]
    public void LongName_Empty_IsDropped() => Assert.That(Read([.. Long("\0", s_short), s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));

    [Test]
    public void LongName_InFrontOfALabel_DoesNotNameTheNextFile()
    {
        byte[] label = new byte[32];
        Encoding.ASCII.GetBytes("VOLUME     ", label);
        label[11] = 0x08;
        Assert.That(Read([.. Long("of the label", s_short), label, s_short]), Is.EqualTo(new[] { "NAME~1.TXT" }));
    }

    [TestCase("UB\u0010     TXT", 0x00, "UB?.TXT")]
    [TestCase("ABC     \u001B[m", 0x00, "ABC.?[m")]
    [TestCase("ABC        ", 0x00, "ABC")]
    [TestCase("ABC     TXT", 0x08, "abc.TXT")]
    [TestCase("ABC     TXT", 0x18, "abc.txt")]
    [TestCase("A B C   T X", 0x00, "A B C.T X")]
    public void ShortName_CaseFlags_AreFollowed(string raw, int flags, string name)
    {
        byte[] entry = new byte[32];
        Encoding.ASCII.GetBytes(raw, entry);
        entry[12] = (byte)flags;
        Assert.That(Read([entry]), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void ShortName_OutsideAscii_IsReadInCodePage437()
    {
        byte[] raw = Encoding.ASCII.GetBytes("xxx        ");
        raw[0] = 0x05;
        raw[1] = 0x8E;
        raw[2] = 0x9A;
        Assert.That(Read([raw]), Is.EqualTo(new[] { "σÄÜ" }));
    }

    private static IEnumerable<byte[]> Long(string name, byte[] shortName)
    {
        List<ushort> units = name.Select(c => (ushort)c).ToList();
        if (units.Count % 13 != 0)
        {
            units.Add(0);
        }

        while (units.Count % 13 != 0)
        {
            units.Add(0xFFFF);
        }

        int count = units.Count / 13;
        for (int number = count; number > 0; number--)
        {
            byte[] entry = new byte[32];
            entry[0] = (byte)(number | (number == count ? 0x40 : 0));
            entry[11] = 0x0F;
            entry[13] = FatNames.Checksum(shortName);
            int[] offsets = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
            for (int index = 0; index < offsets.Length; index++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(offsets[index]), units[((number - 1) * 13) + index]);
            }

            yield return entry;
        }
    }

    // Entries of fewer than 32 bytes are short names.
    private static string[] Read(IEnumerable<byte[]> entries)
    {
        byte[] image = new byte[256 * 512];
        using (HostImage host = HostImage.OfFat(image.Length, "-F", "12"))
        {
            host.Bytes().CopyTo(image, 0);
        }

        FatGeometry.Parse(image, (ulong)image.Length, out FatGeometry? geometry);
        Span<byte> root = image.AsSpan((int)geometry!.RootOffset, geometry.RootBytes);
        root.Clear();
        foreach (byte[] entry in entries)
        {
            entry.CopyTo(root);
            root = root[32..];
        }

        return Trees.Names(Trees.Mounted(HostImage.Disk(image)), "/disk");
    }
}
