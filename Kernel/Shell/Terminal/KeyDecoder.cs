using System;
using System.Buffers;
using System.Text;

namespace CosmosNvme.Shell.Terminal;

/// <summary>Turns the bytes that a VT100-like terminal sends into key presses: controls, escape sequences, UTF-8.</summary>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1B;

    private readonly byte[] _utf8 = new byte[4];
    private int _utf8Length;
    private State _state;
    private int _parameter;
    private bool _lastWasReturn;

    private enum State
    {
        Plain,
        Escape,
        ControlSequence,
        SingleShift,
    }

    /// <summary>Takes the next byte.</summary>
    /// <returns>The key press that this byte completes, or null.</returns>
    internal KeyPress? Decode(byte value)
    {
        bool afterReturn = _lastWasReturn;
        _lastWasReturn = false;
        switch (_state)
        {
            case State.Escape:
                return DecodeAfterEscape(value);
            case State.ControlSequence:
                return DecodeControlSequence(value);
            case State.SingleShift:
                _state = State.Plain;
                return DecodeFinal(value);
            default:
                if (value == '\n' && afterReturn)
                {
                    // CR LF of a terminal or script that sends both is one Enter.
                    return null;
                }

                _lastWasReturn = value == '\r';
                return value < 0x80 ? DecodeAscii(value) : DecodeUtf8(value);
        }
    }

    private KeyPress? DecodeAscii(byte value)
    {
        _utf8Length = 0;
        switch (value)
        {
            case Escape:
                _state = State.Escape;
                return null;
            case 0x01:
                return new KeyPress(Key.Home);
            case 0x02:
                return new KeyPress(Key.Left);
            case 0x03:
                return new KeyPress(Key.Interrupt);
            case 0x04:
                return new KeyPress(Key.DeleteOrEnd);
            case 0x05:
                return new KeyPress(Key.End);
            case 0x06:
                return new KeyPress(Key.Right);
            case 0x08 or 0x7F:
                return new KeyPress(Key.Backspace);
            case (byte)'\t':
                return new KeyPress(Key.Complete);
            case (byte)'\r' or (byte)'\n':
                return new KeyPress(Key.Enter);
            case 0x0B:
                return new KeyPress(Key.KillToEnd);
            case 0x0C:
                return new KeyPress(Key.ClearScreen);
            case 0x0E:
                return new KeyPress(Key.Next);
            case 0x10:
                return new KeyPress(Key.Previous);
            case 0x15:
                return new KeyPress(Key.KillToStart);
            case 0x17:
                return new KeyPress(Key.KillWord);
            default:
                return value < 0x20 ? null : new KeyPress(Key.Character, new Rune(value));
        }
    }

    private KeyPress? DecodeUtf8(byte value)
    {
        _utf8[_utf8Length++] = value;
        OperationStatus status = Rune.DecodeFromUtf8(_utf8.AsSpan(0, _utf8Length), out Rune rune, out _);
        if (status == OperationStatus.NeedMoreData)
        {
            return null;
        }

        _utf8Length = 0;
        // U+0080 to U+009F are control characters too: a terminal obeys them when the line is shown.
        return status == OperationStatus.Done && !Rune.IsControl(rune) ? new KeyPress(Key.Character, rune) : null;
    }

    private KeyPress? DecodeAfterEscape(byte value)
    {
        _state = State.Plain;
        switch (value)
        {
            case (byte)'[':
                _state = State.ControlSequence;
                _parameter = 0;
                return null;
            case (byte)'O':
                _state = State.SingleShift;
                _parameter = 0;
                return null;
            case Escape:
                _state = State.Escape;
                return null;
            case (byte)'b':
                return new KeyPress(Key.WordLeft);
            case (byte)'f':
                return new KeyPress(Key.WordRight);
            default:
                return null;
        }
    }

    private KeyPress? DecodeControlSequence(byte value)
    {
        if (value is >= (byte)'0' and <= (byte)'9')
        {
            _parameter = Math.Min((_parameter * 10) + (value - '0'), 9999);
            return null;
        }

        if (value == ';')
        {
            // Only the last parameter matters: the modifier of an arrow key.
            _parameter = 0;
            return null;
        }

        if (value is >= 0x20 and < 0x40)
        {
            return null;
        }

        _state = State.Plain;
        return DecodeFinal(value);
    }

    private KeyPress? DecodeFinal(byte value)
    {
        const int Control = 5;
        Key? key = value switch
        {
            (byte)'A' => Key.Previous,
            (byte)'B' => Key.Next,
            (byte)'C' => _parameter == Control ? Key.WordRight : Key.Right,
            (byte)'D' => _parameter == Control ? Key.WordLeft : Key.Left,
            (byte)'H' => Key.Home,
            (byte)'F' => Key.End,
            (byte)'~' => _parameter switch
            {
                1 or 7 => Key.Home,
                3 => Key.Delete,
                4 or 8 => Key.End,
                _ => null,
            },
            _ => null,
        };
        return key is Key known ? new KeyPress(known) : null;
    }
}
