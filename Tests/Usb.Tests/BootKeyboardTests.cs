using System.Linq;
using NUnit.Framework;

namespace CosmosNvme.Usb.Tests;

internal sealed class BootKeyboardTests
{
    private const long Second = 1_000_000_000;

    private readonly TypedKeys _typed = new();
    private BootKeyboard _keyboard = null!;

    [SetUp]
    public void Begin()
    {
        _typed.TakeAll();
        _keyboard = new BootKeyboard(_typed);
    }

    [Test]
    public void Take_AKey_GoesDownAndUp()
    {
        Assert.That(Report(0, 0x04), Is.EqualTo("1e"));
        Assert.That(Report(0, 0x04), Is.Empty, "Nothing changed.");
        Assert.That(Report(0), Is.EqualTo("9e"));
    }

    [Test]
    public void Take_SeveralKeys_GoInAnyOrder()
    {
        Assert.That(Report(0, 0x04, 0x05), Is.EqualTo("1e 30"));
        Assert.That(Report(0, 0x05, 0x06), Is.EqualTo("9e 2e"));
        Assert.That(Report(0, 0x06, 0x05), Is.Empty);
    }

    [TestCase(0x01, "1d", "9d")]
    [TestCase(0x02, "2a", "aa")]
    [TestCase(0x04, "38", "b8")]
    [TestCase(0x08, "e0 5b", "e0 db")]
    [TestCase(0x10, "e0 1d", "e0 9d")]
    [TestCase(0x20, "36", "b6")]
    [TestCase(0x40, "e0 38", "e0 b8")]
    [TestCase(0x80, "e0 5c", "e0 dc")]
    public void Take_Modifiers_AreKeys(byte bit, string down, string up)
    {
        Assert.That(Report(bit), Is.EqualTo(down));
        Assert.That(Report(0), Is.EqualTo(up));
    }

    [Test]
    public void Take_ModifierAndKeyAtOnce_ModifierFirst() => Assert.That(Report(0x02, 0x04), Is.EqualTo("2a 1e"));

    [Test]
    public void Take_TooManyKeys_ChangesNothing()
    {
        Report(0, 0x04);
        Assert.That(Report(0, 1, 1, 1, 1, 1, 1), Is.Empty);
        Assert.That(Report(0), Is.EqualTo("9e"));
    }

    [Test]
    public void Take_AShortReport_IsNone()
    {
        _keyboard.Take([0, 0, 4], 0);
        Assert.That(_typed.TakeAll(), Is.Empty);
    }

    [Test]
    public void Repeat_AHeldKey_ComesAgainAfterAWhile()
    {
        Report(0, 0x04);
        _keyboard.Repeat(Second / 4);
        Assert.That(_typed.TakeAll(), Is.Empty);
        _keyboard.Repeat(Second / 2);
        Assert.That(_typed.TakeAll(), Is.EqualTo("1e"));
        _keyboard.Repeat((Second / 2) + 1000);
        Assert.That(_typed.TakeAll(), Is.Empty);
        _keyboard.Repeat(Second);
        Assert.That(_typed.TakeAll(), Is.EqualTo("1e"));
        Report(0);
        _keyboard.Repeat(2 * Second);
        Assert.That(_typed.TakeAll(), Is.Empty);
    }

    [Test]
    public void Repeat_OfSeveralKeys_IsTheLast()
    {
        Report(0, 0x04);
        Report(0, 0x04, 0x05);
        _keyboard.Repeat(Second);
        Assert.That(_typed.TakeAll(), Is.EqualTo("30"));
    }

    [Test]
    public void ReleaseAll_HeldKeys_GoUp()
    {
        Report(0x02, 0x04);
        _keyboard.ReleaseAll();
        Assert.That(_typed.TakeAll(), Is.EqualTo("aa 9e"));
    }

    // Usages and the codes that PC keyboards send for them.
    [TestCase(0x04, "1e")]
    [TestCase(0x1d, "2c")]
    [TestCase(0x1e, "02")]
    [TestCase(0x27, "0b")]
    [TestCase(0x28, "1c")]
    [TestCase(0x29, "01")]
    [TestCase(0x2a, "0e")]
    [TestCase(0x2b, "0f")]
    [TestCase(0x2c, "39")]
    [TestCase(0x2d, "0c")]
    [TestCase(0x31, "2b")]
    [TestCase(0x32, "2b")]
    [TestCase(0x38, "35")]
    [TestCase(0x39, "3a")]
    [TestCase(0x3a, "3b")]
    [TestCase(0x45, "58")]
    [TestCase(0x49, "e0 52")]
    [TestCase(0x4a, "e0 47")]
    [TestCase(0x4b, "e0 49")]
    [TestCase(0x4c, "e0 53")]
    [TestCase(0x4d, "e0 4f")]
    [TestCase(0x4e, "e0 51")]
    [TestCase(0x4f, "e0 4d")]
    [TestCase(0x50, "e0 4b")]
    [TestCase(0x51, "e0 50")]
    [TestCase(0x52, "e0 48")]
    [TestCase(0x53, "45")]
    [TestCase(0x58, "e0 1c")]
    [TestCase(0x59, "4f")]
    [TestCase(0x63, "53")]
    [TestCase(0x64, "56")]
    [TestCase(0x48, "")]
    [TestCase(0x66, "")]
    [TestCase(0xff, "")]
    [TestCase(0x02, "")]
    public void Take_Usages_AreScanCodes(byte usage, string code) => Assert.That(Report(0, usage), Is.EqualTo(code));

    private string Report(byte modifiers, params byte[] keys)
    {
        _keyboard.Take([modifiers, 0, .. keys, .. Enumerable.Repeat((byte)0, 6 - keys.Length)], 0);
        return _typed.TakeAll();
    }
}
