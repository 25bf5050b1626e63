using System;
using System.IO;
using System.Linq;
using System.Text;
using CosmosNvme.ImageTool;
using NUnit.Framework;

namespace CosmosNvme.Lab.Tests;

internal sealed class ScreenTextTests
{
    private const string Font = "/usr/share/consolefonts/Unifont-APL8x16.psf.gz";
    private const int Columns = 20;
    private const int Rows = 3;

    [TestCase("Hello, world!")]
    [TestCase("  !\"#$%&'()*+,-./")]
    [TestCase("0123456789:;<=>?@")]
    [TestCase("abcdefghijklmnopq\nrstuvwxyz{|}~")]
    [TestCase("ABCDEFGHIJKLMNOPQ\nRSTUVWXYZ[\\]^_`")]
    [TestCase("└─nvme0n1p1 │ äöüß")]
    public void Read_APictureOfText_IsTheText(string text)
    {
        Assert.That(ScreenText.Read(Draw(text, 0xffffff, 0, 1)), Is.EqualTo(text));
        Assert.That(ScreenText.Read(Draw(text, 0x123456, 0xfedcba, 1)), Is.EqualTo(text), "In other colours.");
        Assert.That(ScreenText.Read(Draw(text, 0xffffff, 0, 2), scale: 2), Is.EqualTo(text), "At twice the size.");
    }

    [Test]
    public void Read_SomethingElse_IsUnknown()
    {
        Screenshot picture = Picture(8, 16, (x, y) => x == y ? 0xffffff : 0);
        Assert.That(ScreenText.Read(picture), Is.EqualTo($"{ScreenText.Unknown}"));
    }

    [Test]
    public void ReadVga_Cells_AreCodePage437()
    {
        byte[] cells = new byte[ScreenText.VgaColumns * ScreenText.VgaRows * 2];
        byte[] row = [(byte)'A', 0xb3, 0xc4, 0x84];
        for (int i = 0; i < row.Length; i++)
        {
            cells[(ScreenText.VgaColumns + i) * 2] = row[i];
            cells[((ScreenText.VgaColumns + i) * 2) + 1] = 0x1f;
        }

        Assert.That(ScreenText.ReadVga(cells), Is.EqualTo("\nA│─ä"));
    }

    [TestCase("")]
    [TestCase("P5 1 1 255 ")]
    [TestCase("P6 1 1 255 ")]
    [TestCase("P6 1 1 65535 abcdef")]
    [TestCase("P6 x 1 255 abc")]
    [TestCase("P6 99999999 99999999 255 abc")]
    public void Parse_NoPicture_IsRefused(string content) =>
        Assert.That(() => Screenshot.Parse(Encoding.ASCII.GetBytes(content)), Throws.TypeOf<FormatException>());

    private static Screenshot Draw(string text, int foreground, int background, int scale)
    {
        PsfFont font = PsfFont.Parse(Unpack(File.ReadAllBytes(Font)), Font);
        string[] rows = text.Split('\n');
        return Picture(Columns * 8 * scale, Rows * 16 * scale, (x, y) =>
        {
            (x, y) = (x / scale, y / scale);
            char character = rows.ElementAtOrDefault(y / 16)?.ElementAtOrDefault(x / 8) is char found and not '\0' ? found : ' ';
            bool isSet = (font.Glyph(font.Characters[character])[y % 16] >> (7 - (x % 8)) & 1) != 0;
            return isSet ? foreground : background;
        });
    }

    private static Screenshot Picture(int width, int height, Func<int, int, int> pixel)
    {
        using MemoryStream content = new();
        content.Write(Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n"));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int rgb = pixel(x, y);
                content.Write([(byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb]);
            }
        }

        return Screenshot.Parse(content.ToArray());
    }

    private static byte[] Unpack(byte[] packed)
    {
        using System.IO.Compression.GZipStream stream = new(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using MemoryStream plain = new();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
