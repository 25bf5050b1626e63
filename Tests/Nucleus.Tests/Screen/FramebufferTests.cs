using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
[NonParallelizable]
internal sealed unsafe class FramebufferTests
{
    private const byte Guard = 0xa5;

    private HostMemory _memory = null!;
    private FramebufferInfo* _info;
    private byte* _pixels;
    private TestFont _font = null!;

    [SetUp]
    public void MakeMemory()
    {
        _memory = HostMemory.Aligned(64 << 20, 4096);
        _info = (FramebufferInfo*)_memory.Start;
        _pixels = _memory.Start + 4096;
        _font = new TestFont("? \uff55");
        Framebuffer.Pixels = null;
    }

    [TearDown]
    public void FreeMemory()
    {
        Framebuffer.Pixels = null;
        _font.Dispose();
        _memory.Dispose();
    }

    [TestCase(800u, 600u, 100, 37)]
    [TestCase(1024u, 768u, 128, 48)]
    [TestCase(1920u, 1080u, 240, 67)]
    [TestCase(2560u, 1440u, 320, 90)]
    [TestCase(3840u, 2160u, 240, 67)]
    [TestCase(1080u, 2400u, 135, 150)]
    public void TryInitialize_Sizes_GiveRowsThatCanBeRead(uint width, uint height, int columns, int rows)
    {
        Describe(width, height, 32);
        Assert.That(Framebuffer.TryInitialize(_info), Is.True);
        Assert.That((Framebuffer.Columns, Framebuffer.Rows), Is.EqualTo((columns, rows)));
    }

    private static IEnumerable<TestCaseData> Absurd()
    {
        yield return Case("no address", (ref FramebufferInfo info) => info.Address = 0);
        yield return Case("address wraps", (ref FramebufferInfo info) => info.Address = ulong.MaxValue - 100);
        yield return Case("pitch", (ref FramebufferInfo info) => info.Pitch = (1024 * 4) - 1);
        yield return Case("endless", (ref FramebufferInfo info) => info.Pitch = uint.MaxValue);
        yield return Case("no height", (ref FramebufferInfo info) => info.Height = 0);
        yield return Case("few lines", (ref FramebufferInfo info) => info.Height = 100);
        yield return Case("narrow", (ref FramebufferInfo info) => info.Width = 100);
        yield return Case("8 bits", (ref FramebufferInfo info) => info.BitsPerPixel = 8);
        yield return Case("64 bits", (ref FramebufferInfo info) => info.BitsPerPixel = 64);
        yield return Case("red outside", (ref FramebufferInfo info) => info.RedPosition = 25);
        yield return Case("no green", (ref FramebufferInfo info) => info.GreenSize = 0);
        yield return Case("blue wide", (ref FramebufferInfo info) => info.BlueSize = 11);
    }

    [TestCaseSource(nameof(Absurd))]
    public void TryInitialize_AbsurdDescriptions_AreRefused(Change change)
    {
        Describe(1024, 768, 32);
        change(ref *_info);
        Assert.That(Framebuffer.TryInitialize(_info), Is.False);
    }

    [TestCase((byte)32, 0u)]
    [TestCase((byte)32, 64u)]
    [TestCase((byte)24, 0u)]
    [TestCase((byte)24, 7u)]
    [TestCase((byte)16, 0u)]
    [TestCase((byte)16, 2u)]
    public void Draw_ACell_IsItsGlyphInItsColours(byte bits, uint padding)
    {
        Describe(1024, 768, bits, padding);
        Begin();
        uint cell = Cell.Make('\uff55', 9, 4);
        Framebuffer.Draw(2, 5, 1, &cell);
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                uint rgb = PixelFormat.Rgb(((0x55 + y) >> (7 - x) & 1) != 0 ? 9 : 4);
                Assert.That(Pixel((5 * 8) + x, (2 * 16) + y), Is.EqualTo(Expected(rgb, bits)), $"{x},{y}");
            }
        }

        Assert.That(Touched(), Is.EqualTo(16 * 8 * (bits / 8)), "Pixels beside the cell were written.");
    }

    [Test]
    public void Draw_TheLastCell_StaysOnTheScreen()
    {
        Describe(1024, 768, 24);
        Begin();
        uint cell = Cell.Make(' ', 15, 15);
        Framebuffer.Draw(47, 127, 1, &cell);
        Assert.That(_pixels[(1024 * 768 * 3) - 1], Is.EqualTo(0xff));
        Assert.That(_pixels[1024 * 768 * 3], Is.EqualTo(Guard));
    }

    [Test]
    public void Draw_OnADenseScreen_DoublesPixels()
    {
        Describe(3840, 2160, 32);
        Begin();
        uint cell = Cell.Make('\uff55', 15, 0);
        Framebuffer.Draw(0, 0, 1, &cell);
        Assert.That(Enumerable.Range(0, 6).Select(x => Pixel(x, 0) != 0), Is.EqualTo(new[] { false, false, true, true, false, false }));
        Assert.That(Pixel(2, 1), Is.EqualTo(Pixel(2, 0)));
        Assert.That(Touched(), Is.EqualTo(16 * 16 * 2 * 4));
    }

    [Test]
    public void Draw_TheCursor_ChangesTheColours()
    {
        Describe(1024, 768, 32);
        Begin();
        uint cell = Cell.Make(' ', 15, 0) | Cell.Cursor;
        Framebuffer.Draw(0, 0, 1, &cell);
        Assert.That(Pixel(0, 0) | Pixel(7, 15), Is.Not.Zero);
    }

    [Test]
    public void Draw_Unmapped_DoesNothing()
    {
        Describe(1024, 768, 32);
        Begin();
        Framebuffer.Pixels = null;
        uint cell = Cell.Make('x', 15, 0);
        Framebuffer.Draw(0, 0, 1, &cell);
        Assert.That(Touched(), Is.Zero);
    }

    [Test]
    public void Clear_AnyPitch_BlackensWhatIsSeenOnly()
    {
        Describe(1024, 768, 32, padding: 64);
        Begin();
        Framebuffer.Clear();
        Assert.That(_pixels[(1024 * 4) - 1], Is.Zero);
        Assert.That(_pixels[1024 * 4], Is.EqualTo(Guard));
        Assert.That(_pixels[(int)(_info->Pitch * 767) + (1024 * 4) - 1], Is.Zero);
    }

    internal delegate void Change(ref FramebufferInfo info);

    private static TestCaseData Case(string name, Change change) => new TestCaseData(change).SetArgDisplayNames(name);

    private void Describe(uint width, uint height, byte bits, uint padding = 0)
    {
        *_info = default;
        _info->Address = (ulong)_pixels;
        _info->Width = width;
        _info->Height = height;
        _info->BitsPerPixel = bits;
        _info->Pitch = (width * bits / 8) + padding;
        _info->Kind = FramebufferInfo.Rgb;
        (byte Position, byte Size)[] fields = bits == 16 ? [(11, 5), (5, 6), (0, 5)] : [(16, 8), (8, 8), (0, 8)];
        (_info->RedPosition, _info->RedSize) = fields[0];
        (_info->GreenPosition, _info->GreenSize) = fields[1];
        (_info->BluePosition, _info->BlueSize) = fields[2];
    }

    private void Begin()
    {
        Assert.That(Framebuffer.TryInitialize(_info), Is.True);
        new Span<byte>(_pixels, (int)Framebuffer.Length + 64).Fill(Guard);
        Framebuffer.Pixels = _pixels;
    }

    private uint Pixel(int x, int y)
    {
        int bytes = _info->BitsPerPixel / 8;
        byte* pixel = _pixels + (y * (int)_info->Pitch) + (x * bytes);
        return bytes switch
        {
            2 => *(ushort*)pixel,
            3 => (uint)(pixel[0] | (pixel[1] << 8) | (pixel[2] << 16)),
            _ => *(uint*)pixel,
        };
    }

    private static uint Expected(uint rgb, byte bits) =>
        bits == 16 ? ((rgb >> 19 & 0x1f) << 11) | ((rgb >> 10 & 0x3f) << 5) | (rgb >> 3 & 0x1f) : rgb;

    // No colour that the tests use has the guard's value in one of its bytes.
    private int Touched()
    {
        int count = 0;
        foreach (byte value in new Span<byte>(_pixels, (int)Framebuffer.Length + 64))
        {
            count += value != Guard ? 1 : 0;
        }

        return count;
    }
}
