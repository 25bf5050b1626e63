using System;
using NUnit.Framework;

namespace CosmosNvme.Usb.Tests;

internal sealed class KeyboardInterfaceTests
{
    private static readonly byte[] s_configuration = [9, 2, 0, 0, 2, 5, 0, 0xa0, 50];
    private static readonly byte[] s_mouse = [9, 4, 0, 0, 1, 3, 1, 2, 0];
    private static readonly byte[] s_keyboard = [9, 4, 1, 0, 1, 3, 1, 1, 0];
    private static readonly byte[] s_report = [9, 0x21, 0x11, 1, 0, 1, 0x22, 63, 0];
    private static readonly byte[] s_endpoint = [7, 5, 0x82, 3, 8, 0, 10];

    [Test]
    public void Find_AKeyboardBehindAMouse_IsFound() => Assert.That(
        KeyboardInterface.Find([.. s_configuration, .. s_mouse, .. s_endpoint, .. s_keyboard, .. s_report, .. s_endpoint]),
        Is.EqualTo(new KeyboardInterface(5, 1, 2, 8, 10)));

    [Test]
    public void Find_NoKeyboard_IsNull() => Assert.That(KeyboardInterface.Find([.. s_configuration, .. s_mouse, .. s_endpoint]), Is.Null);

    [TestCase(5, (byte)8)]
    [TestCase(6, (byte)0)]
    [TestCase(7, (byte)2)]
    public void Find_AnotherInterface_IsNoKeyboard(int offset, byte value)
    {
        byte[] other = [.. s_keyboard];
        other[offset] = value;
        Assert.That(KeyboardInterface.Find([.. s_configuration, .. other, .. s_endpoint]), Is.Null);
    }

    [TestCase((byte)0x02, (byte)3)]
    [TestCase((byte)0x82, (byte)2)]
    [TestCase((byte)0x80, (byte)3)]
    public void Find_AnotherEndpoint_IsNotTaken(byte address, byte attributes) =>
        Assert.That(KeyboardInterface.Find([.. s_configuration, .. s_keyboard, 7, 5, address, attributes, 8, 0, 10]), Is.Null);

    [Test]
    public void Find_DamagedAnywhere_EndsWithoutHarm()
    {
        byte[] whole = [.. s_configuration, .. s_mouse, .. s_endpoint, .. s_keyboard, .. s_report, .. s_endpoint];
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.That(KeyboardInterface.Find(whole.AsSpan(0, length)), Is.Null, $"cut at {length}");
        }

        Random random = new(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            KeyboardInterface? found = KeyboardInterface.Find(damaged);
            Assert.That(found is null || found.Endpoint is >= 1 and <= 15, Is.True);
        }
    }
}
