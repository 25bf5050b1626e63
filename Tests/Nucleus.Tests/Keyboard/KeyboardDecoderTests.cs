using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace CosmosNvme.Nucleus.Tests;

[TestFixture]
internal sealed unsafe class KeyboardDecoderTests
{
    private const string EveryKey = "02 03 04 05 06 07 08 09 0a 0b 0c 0d 10 11 12 13 14 15 16 17 18 19 1a 1b 1e 1f 20 21 22 23 24 25 26 27 28 29 2b 2c 2d 2e 2f 30 31 32 33 34 35 56";

    [TestCase("us", EveryKey, "1234567890-=qwertyuiop[]asdfghjkl;'`\\zxcvbnm,./\\")]
    [TestCase("us", "2a " + EveryKey, "!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"~|ZXCVBNM<>?|")]
    [TestCase("de", EveryKey, "1234567890ß´qwertzuiopü+asdfghjklöä^#yxcvbnm,.-<")]
    [TestCase("de", "36 " + EveryKey, "!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ°'YXCVBNM;:_>")]
    [TestCase("de", "e0 38 " + EveryKey, "²³{[]}\\@€~µ|")]
    [TestCase("de", "1d 38 08 10", "{@")]
    [TestCase("us", "3a 1e 02 27", "A1;")]
    [TestCase("us", "3a 2a 1e 02", "a!")]
    [TestCase("us", "3a ba 3a ba 1e", "a")]
    [TestCase("de", "3a 27 1a 0c", "ÖÜß")]
    [TestCase("us", "2a 1e aa 1e", "Aa")]
    [TestCase("us", "2a 36 aa 1e b6 1e", "Aa")]
    [TestCase("us", "1e 9e 1e 9e", "aa")]
    [TestCase("us", "39", " ")]
    [TestCase("us", "1c e0 1c", "\r\r")]
    [TestCase("us", "0f 0e 01", "\t\u007f\e")]
    [TestCase("us", "1d 1e 2e 20 26", "\u0001\u0003\u0004\u000c")]
    [TestCase("us", "e0 1d 2e e0 9d 2e", "\u0003c")]
    [TestCase("us", "1d 02 39", "")]
    [TestCase("us", "38 30 21 b8 30", "\eb\efb")]
    [TestCase("us", "e0 38 30", "\eb")]
    [TestCase("us", "e0 48 e0 50 e0 4d e0 4b", "\e[A\e[B\e[C\e[D")]
    [TestCase("us", "e0 47 e0 4f e0 52 e0 53 e0 49 e0 51", "\e[H\e[F\e[2~\e[3~\e[5~\e[6~")]
    [TestCase("us", "1d e0 4d 9d 2a e0 48", "\e[1;5C\e[1;2A")]
    [TestCase("us", "2a 0f", "\e[Z")]
    [TestCase("us", "e0 2a e0 4b e0 cb e0 aa 1e", "\e[Da")]
    [TestCase("us", "47 48 49 4b 4c 4d 4f 50 51 52 53 4a 4e 37 e0 35", "7894561230.-+*/")]
    [TestCase("us", "45 c5 48 4b 52 53", "\e[A\e[D\e[2~\e[3~")]
    [TestCase("us", "e1 1d 45 e1 9d c5 1e 48", "a8")]
    [TestCase("us", "e0 37 e0 5b 3b 44 57 46 7f ff 00 80 54", "")]
    public void Take_ScanCodes_AreWhatATerminalSends(string layout, string codes, string expected) =>
        Assert.That(Type(layout, codes.Split(' ').Select(code => Convert.ToByte(code, 16))), Is.EqualTo(expected));

    [Test]
    public void Take_AnyBytes_FitTheRoomThatIsThere()
    {
        Random random = new(7);
        byte[] codes = new byte[200_000];
        random.NextBytes(codes);
        Assert.That(() => Type("de", codes), Throws.Nothing);
    }

    private static string Type(string layout, IEnumerable<byte> codes)
    {
        const byte Guard = 0xcc;
        KeyboardDecoder decoder = default;
        decoder.German = layout == "de" ? (byte)1 : (byte)0;
        List<byte> typed = [];
        byte* output = stackalloc byte[KeyboardDecoder.MaximumBytes + 1];
        output[KeyboardDecoder.MaximumBytes] = Guard;
        foreach (byte code in codes)
        {
            int length = decoder.Take(code, output);
            typed.AddRange(new ReadOnlySpan<byte>(output, length).ToArray());
            if (output[KeyboardDecoder.MaximumBytes] != Guard)
            {
                throw new InvalidOperationException($"{code:x2} typed more than fits.");
            }
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(typed.ToArray());
    }
}
