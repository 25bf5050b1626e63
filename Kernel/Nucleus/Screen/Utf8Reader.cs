namespace CosmosNvme.Nucleus;

/// <summary>Puts characters together from bytes of UTF-8 (RFC 3629). Damaged ones are reported, and reading goes on.</summary>
internal struct Utf8Reader
{
    /// <summary><see cref="Character"/> when only damage is to be reported.</summary>
    internal const uint Nothing = uint.MaxValue;

    private uint _value;
    private uint _smallest;
    private byte _left;

    /// <summary>The character that the last byte completed.</summary>
    internal uint Character;

    private byte _damaged;

    /// <summary>Bytes before the last one were no character: show a replacement, before <see cref="Character"/>.</summary>
    internal readonly bool IsDamaged => _damaged != 0;

    /// <summary>Begins anew.</summary>
    internal void Reset() => _left = 0;

    /// <summary>Takes the next byte. True: there is something to show.</summary>
    internal bool Take(byte value)
    {
        _damaged = 0;
        Character = Nothing;
        if ((value & 0xc0) == 0x80)
        {
            return TakeContinuation(value);
        }

        _damaged = _left != 0 ? (byte)1 : (byte)0;
        _left = 0;
        if (value < 0x80)
        {
            Character = value;
            return true;
        }

        if (value is < 0xc2 or > 0xf4)
        {
            _damaged = 1;
            return true;
        }

        _left = value < 0xe0 ? (byte)1 : value < 0xf0 ? (byte)2 : (byte)3;
        _smallest = _left == 1 ? 0x80u : _left == 2 ? 0x800u : 0x1_0000u;
        _value = value & (0x3fu >> _left);
        return IsDamaged;
    }

    private bool TakeContinuation(byte value)
    {
        if (_left == 0)
        {
            _damaged = 1;
            return true;
        }

        _value = (_value << 6) | (value & 0x3fu);
        _left--;
        if (_left != 0)
        {
            return false;
        }

        bool isCharacter = _value >= _smallest && _value is < 0xd800 or > 0xdfff and <= 0x10_ffff;
        Character = isCharacter ? _value : Nothing;
        _damaged = isCharacter ? (byte)0 : (byte)1;
        return true;
    }
}
