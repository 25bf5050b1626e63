using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.ImageTool.Tests;

internal sealed class ScreenFontTests
{
    private const int FirstCharacterAt = 4;

    private static readonly char[] s_ascii = [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)];

    [TestCase(1)]
    [TestCase(2)]
    public void FromPsf_EitherVersion_HasEveryCharacterInOrder(int version)
    {
        byte[] font = ScreenFont.FromPsf(Make(version, [.. s_ascii.Reverse().Select(c => $"{c}"), "\u2502\u2503"]), "test");
        char[] characters = Characters(font);
        Assert.That(characters, Is.EqualTo((char[])[.. s_ascii, '\u2502', '\u2503']));
        Assert.That(font, Has.Length.EqualTo(FirstCharacterAt + (97 * 18)));
        Assert.That(Glyph(font, 'A'), Is.All.EqualTo((byte)('~' - 'A')));
        Assert.That(Glyph(font, '\u2503'), Is.EqualTo(Glyph(font, '\u2502')));
    }

    [Test]
    public void FromPsf_PackedByGzip_IsUnpacked()
    {
        byte[] plain = Make(2, [.. s_ascii.Select(c => $"{c}")]);
        MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionMode.Compress))
        {
            stream.Write(plain);
        }

        Assert.That(ScreenFont.FromPsf(packed.ToArray(), "test"), Is.EqualTo(ScreenFont.FromPsf(plain, "test")));
    }

    [Test]
    public void FromPsf_TheFontOfDebian_HasWhatTheShellDraws() =>
        Assert.That(Characters(ScreenFont.FromPsf(File.ReadAllBytes("/usr/share/consolefonts/Unifont-APL8x16.psf.gz"), "unifont")), Is.SupersetOf("ABCäöüßÄÖÜ─│└├┌┐█▀\ufffd"));

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(31)]
    [TestCase(32)]
    [TestCase(500)]
    public void FromPsf_CutOff_IsRefused(int length) =>
        Assert.That(() => ScreenFont.FromPsf(Make(2, [.. s_ascii.Select(c => $"{c}")])[..length], "test"), Throws.TypeOf<ImageFormatException>());

    [Test]
    public void FromPsf_WithoutALetter_IsRefused() =>
        Assert.That(() => ScreenFont.FromPsf(Make(2, [.. s_ascii.Where(c => c != 'q').Select(c => $"{c}")]), "test"), Throws.TypeOf<ImageFormatException>().With.Message.Contains("'q'"));

    [Test]
    public void FromPsf_AnotherSize_IsRefused()
    {
        byte[] font = Make(2, [.. s_ascii.Select(c => $"{c}")]);
        font[24] = 8;
        font[20] = 8;
        Assert.That(() => ScreenFont.FromPsf(font, "test"), Throws.TypeOf<ImageFormatException>().With.Message.Contains("8 by 8"));
    }

    /// <summary>A font in which all lines of glyph n are n.</summary>
    private static byte[] Make(int version, string[] glyphs)
    {
        const int Height = 16;
        MemoryStream font = new();
        int count = version == 1 ? 256 : glyphs.Length;
        if (version == 1)
        {
            font.Write([0x36, 0x04, 2, Height]);
        }
        else
        {
            foreach (uint word in (uint[])[0x864a_b572, 0, 32, 1, (uint)count, Height, Height, 8])
            {
                font.Write(BitConverter.GetBytes(word));
            }
        }

        for (int glyph = 0; glyph < count; glyph++)
        {
            font.Write(Enumerable.Repeat((byte)glyph, Height).ToArray());
        }

        for (int glyph = 0; glyph < count; glyph++)
        {
            string characters = glyph < glyphs.Length ? glyphs[glyph] : "";
            font.Write(version == 1 ? Encoding.Unicode.GetBytes(characters + "\ufffe" + "e\u0301\uffff") : [.. Encoding.UTF8.GetBytes(characters), 0xfe, (byte)'e', 0xff]);
        }

        return font.ToArray();
    }

    private static char[] Characters(byte[] font) =>
        [.. Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(font)).Select(i => (char)BinaryPrimitives.ReadUInt16LittleEndian(font.AsSpan(FirstCharacterAt + (i * 2))))];

    private static byte[] Glyph(byte[] font, char character)
    {
        List<char> characters = [.. Characters(font)];
        int first = FirstCharacterAt + (characters.Count * 2) + (characters.IndexOf(character) * ScreenFont.Height);
        return font[first..(first + ScreenFont.Height)];
    }
}
