namespace CosmosNvme.Nucleus;

/// <summary>
/// Turns scan codes of set 1, as a PC's keyboard controller delivers them, into what a terminal would send: UTF-8, control characters, escape
/// sequences. Pure; one caller at a time.
/// </summary>
internal unsafe struct KeyboardDecoder
{
    /// <summary>Most bytes that a key gives.</summary>
    internal const int MaximumBytes = 8;

    private const byte Released = 0x80;
    private const byte Extended = 0xe0;
    private const byte PausePrefix = 0xe1;
    private const byte Escape = 0x1b;

    private byte _shift;
    private byte _control;
    private byte _alt;
    private byte _third;
    private byte _capsLock;
    private byte _numberLockOff;
    private byte _extended;
    private byte _skip;

    /// <summary>1: the layout "de"; 0: "us".</summary>
    internal byte German;

    /// <summary>Takes the next byte.</summary>
    /// <param name="code">The byte.</param>
    /// <param name="output">Room for <see cref="MaximumBytes"/>.</param>
    /// <returns>Bytes that were typed by it.</returns>
    internal int Take(byte code, byte* output)
    {
        if (_skip != 0)
        {
            _skip--;
            return 0;
        }

        if (code == Extended)
        {
            _extended = 1;
            return 0;
        }

        if (code == PausePrefix)
        {
            // The pause key: two more bytes, and the same for its release.
            _skip = 2;
            return 0;
        }

        bool isExtended = _extended != 0;
        _extended = 0;
        bool isDown = (code & Released) == 0;
        code &= 0x7f;
        return TakeModifier(code, isExtended, isDown) || !isDown ? 0 : TakeKey(code, isExtended, output);
    }

    private bool TakeModifier(byte code, bool isExtended, bool isDown)
    {
        switch (code)
        {
            case 0x2a or 0x36:
                // Extended, they only say that a cursor key is none of the keypad.
                if (!isExtended)
                {
                    Set(ref _shift, code == 0x2a ? 1 : 2, isDown);
                }

                return true;
            case 0x1d:
                Set(ref _control, isExtended ? 2 : 1, isDown);
                return true;
            case 0x38 when isExtended && KeyboardLayout.HasThirdLevel(German != 0):
                Set(ref _third, 1, isDown);
                return true;
            case 0x38:
                Set(ref _alt, isExtended ? 2 : 1, isDown);
                return true;
            case 0x3a when isDown:
                _capsLock ^= 1;
                return true;
            case 0x45 when isDown:
                _numberLockOff ^= 1;
                return true;
            default:
                return false;
        }
    }

    private static void Set(ref byte keys, int bit, bool isDown) => keys = (byte)(isDown ? keys | bit : keys & ~bit);

    private readonly int TakeKey(byte code, bool isExtended, byte* output)
    {
        if (!isExtended && code is >= 0x47 and <= 0x53 && code is not (0x4a or 0x4e) && _numberLockOff == 0)
        {
            return Character(Keypad(code), output);
        }

        switch (code)
        {
            case 0x01:
                output[0] = Escape;
                return 1;
            case 0x0e:
                return Plain(0x7f, output);
            case 0x0f when _shift != 0:
                return Sequence((byte)'Z', 0, output);
            case 0x0f:
                return Plain((byte)'\t', output);
            case 0x1c:
                return Plain((byte)'\r', output);
            case 0x39:
                return Character(' ', output);
            case 0x37:
                return isExtended ? 0 : Character('*', output);
            case 0x35 when isExtended:
                return Character('/', output);
            case 0x4a:
                return Character('-', output);
            case 0x4e:
                return Character('+', output);
            case 0x48:
                return Sequence((byte)'A', 0, output);
            case 0x50:
                return Sequence((byte)'B', 0, output);
            case 0x4d:
                return Sequence((byte)'C', 0, output);
            case 0x4b:
                return Sequence((byte)'D', 0, output);
            case 0x47:
                return Sequence((byte)'H', 0, output);
            case 0x4f:
                return Sequence((byte)'F', 0, output);
            case 0x52:
                return Sequence((byte)'~', (byte)'2', output);
            case 0x53:
                return Sequence((byte)'~', (byte)'3', output);
            case 0x49:
                return Sequence((byte)'~', (byte)'5', output);
            case 0x51:
                return Sequence((byte)'~', (byte)'6', output);
            default:
                return isExtended ? 0 : Character(Letter(code), output);
        }
    }

    /// <summary>The character of an ordinary key.</summary>
    private readonly uint Letter(byte code)
    {
        bool german = German != 0;
        bool third = _third != 0 || (KeyboardLayout.HasThirdLevel(german) && _control != 0 && _alt != 0);
        if (third)
        {
            return KeyboardLayout.Character(german, code, 2);
        }

        uint plain = KeyboardLayout.Character(german, code, 0);
        bool isLetter = plain is (>= 'a' and <= 'z') or (>= 0xe0 and <= 0xfe);
        bool shifted = (_shift != 0) ^ (isLetter && _capsLock != 0);
        return shifted ? KeyboardLayout.Character(german, code, 1) : plain;
    }

    private readonly uint Keypad(byte code) => code switch
    {
        0x47 => '7',
        0x48 => '8',
        0x49 => '9',
        0x4b => '4',
        0x4c => '5',
        0x4d => '6',
        0x4f => '1',
        0x50 => '2',
        0x51 => '3',
        0x52 => '0',
        _ => '.',
    };

    /// <summary>A character as it is typed with the modifiers that are down.</summary>
    private readonly int Character(uint character, byte* output)
    {
        if (character == 0)
        {
            return 0;
        }

        bool third = _third != 0 || (German != 0 && _control != 0 && _alt != 0);
        if (_control != 0 && !third)
        {
            return character is (>= '@' and <= '_') or (>= 'a' and <= 'z') ? Plain((byte)(character & 0x1f), output) : 0;
        }

        int length = 0;
        if (_alt != 0 && !third)
        {
            output[length++] = Escape;
        }

        if (character < 0x80)
        {
            output[length++] = (byte)character;
        }
        else if (character < 0x800)
        {
            output[length++] = (byte)(0xc0 | (character >> 6));
            output[length++] = (byte)(0x80 | (character & 0x3f));
        }
        else
        {
            output[length++] = (byte)(0xe0 | (character >> 12));
            output[length++] = (byte)(0x80 | (character >> 6 & 0x3f));
            output[length++] = (byte)(0x80 | (character & 0x3f));
        }

        return length;
    }

    private readonly int Plain(byte value, byte* output)
    {
        int length = 0;
        if (_alt != 0)
        {
            output[length++] = Escape;
        }

        output[length++] = value;
        return length;
    }

    /// <summary>ESC [ and what names the key: a number and ~, or a letter; with the modifiers as xterm gives them.</summary>
    private readonly int Sequence(byte final, byte number, byte* output)
    {
        int modifiers = 1 + (_shift != 0 ? 1 : 0) + (_alt != 0 ? 2 : 0) + (_control != 0 ? 4 : 0);
        int length = 0;
        output[length++] = Escape;
        output[length++] = (byte)'[';
        bool isModified = modifiers > 1 && final != (byte)'Z';
        if (number != 0 || isModified)
        {
            output[length++] = number != 0 ? number : (byte)'1';
        }

        if (isModified)
        {
            output[length++] = (byte)';';
            output[length++] = (byte)('0' + modifiers);
        }

        output[length++] = final;
        return length;
    }
}
