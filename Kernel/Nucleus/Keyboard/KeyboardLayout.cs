using System;

namespace CosmosNvme.Nucleus;

/// <summary>Which character a key gives: layouts by their names in the kernel command line.</summary>
internal static unsafe class KeyboardLayout
{
    // 48 keys: the row of digits, the three rows of letters with the key left of the right or below the return key at the start of the last, and the key
    // beside the left shift. A blank: no character.
    private static ReadOnlySpan<byte> UsPlain => "1234567890-=qwertyuiop[]asdfghjkl;'`\\zxcvbnm,./\\"u8;

    private static ReadOnlySpan<byte> UsShift => "!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:\"~|ZXCVBNM<>?|"u8;

    private static ReadOnlySpan<byte> GermanPlain => "1234567890ß´qwertzuiopü+asdfghjklöä^#yxcvbnm,.-<"u8;

    private static ReadOnlySpan<byte> GermanShift => "!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ°'YXCVBNM;:_>"u8;

    private static ReadOnlySpan<byte> GermanThird => " ²³   {[]}\\ @ €        ~                   µ   |"u8;

    /// <summary>The character of a key, 0 if it has none.</summary>
    /// <param name="german">True for the layout "de", false for "us".</param>
    /// <param name="code">The key's make code of scan code set 1.</param>
    /// <param name="level">0 alone, 1 with shift, 2 with AltGr.</param>
    internal static uint Character(bool german, byte code, int level)
    {
        int index = Index(code);
        if (index < 0 || (level == 2 && !german))
        {
            return 0;
        }

        uint character = level switch
        {
            0 => At(german ? GermanPlain : UsPlain, index),
            1 => At(german ? GermanShift : UsShift, index),
            _ => At(GermanThird, index),
        };
        return character == ' ' ? 0 : character;
    }

    /// <summary>True if AltGr is a key of its own there; else it is like Alt.</summary>
    internal static bool HasThirdLevel(bool german) => german;

    private static int Index(byte code) => code switch
    {
        >= 0x02 and <= 0x0d => code - 0x02,
        >= 0x10 and <= 0x1b => code - 0x10 + 12,
        >= 0x1e and <= 0x29 => code - 0x1e + 24,
        >= 0x2b and <= 0x35 => code - 0x2b + 36,
        0x56 => 47,
        _ => -1,
    };

    private static uint At(ReadOnlySpan<byte> row, int index)
    {
        Utf8Reader reader;
        Utf8Reader* utf8 = &reader;
        utf8->Reset();
        for (int i = 0; i < row.Length; i++)
        {
            if (utf8->Take(row[i]) && index-- == 0)
            {
                return utf8->Character;
            }
        }

        return 0;
    }
}
