namespace CosmosNvme.Nucleus;

/// <summary>Takes an escape sequence apart, byte by byte (ECMA-48 §5.4). Of ones that are too long the beginning counts.</summary>
internal unsafe struct EscapeParser
{
    internal const byte Escape = 0x1b;

    private const int MaximumParameters = 16;
    private const int LargestParameter = 9999;
    private const byte Bell = 7;
    private const byte Cancel = 0x18;
    private const byte Substitute = 0x1a;

    private State _state;
    private fixed int _parameters[MaximumParameters];

    /// <summary>Parameters of the control sequence; at least 1.</summary>
    internal int Count;

    /// <summary>The byte that ends the sequence and says what it is.</summary>
    internal byte Final;

    private byte _private;
    private byte _isControlSequence;

    private enum State : byte
    {
        Inactive,
        Escape,
        Intermediate,
        ControlSequence,
        Text,
        TextEscape,
    }

    /// <summary>True while bytes belong to a sequence.</summary>
    internal readonly bool IsActive => _state != State.Inactive;

    /// <summary>True for ESC [ ..., false for ESC and one letter.</summary>
    internal readonly bool IsControlSequence => _isControlSequence != 0;

    /// <summary>True if the parameters began with a question mark or its like.</summary>
    internal readonly bool IsPrivate => _private != 0;

    /// <summary>After an ESC.</summary>
    internal void Begin()
    {
        _state = State.Escape;
        _isControlSequence = 0;
        _private = 0;
        Count = 1;
        _parameters[0] = 0;
    }

    /// <summary>Forgets what was begun.</summary>
    internal void End() => _state = State.Inactive;

    /// <summary>A parameter, or <paramref name="missing"/> if it is absent or 0.</summary>
    internal int Parameter(int index, int missing) => (uint)index < (uint)Count && _parameters[index] != 0 ? _parameters[index] : missing;

    /// <summary>Takes the next byte. True: the sequence is complete and to be obeyed.</summary>
    internal bool Take(byte value)
    {
        if (_state is State.Text or State.TextEscape)
        {
            SkipText(value);
            return false;
        }

        switch (value)
        {
            case Escape:
                Begin();
                return false;
            case Cancel or Substitute:
                End();
                return false;
            case < 0x20:
                // Control characters may stand in the middle; here nobody sends them.
                return false;
            default:
                return _state == State.ControlSequence ? TakeInSequence(value) : TakeAfterEscape(value);
        }
    }

    private bool TakeAfterEscape(byte value)
    {
        if (_state == State.Escape && value == (byte)'[')
        {
            _state = State.ControlSequence;
            _isControlSequence = 1;
            return false;
        }

        if (_state == State.Escape && value is (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_')
        {
            _state = State.Text;
            return false;
        }

        if (value < 0x30)
        {
            _state = State.Intermediate;
            return false;
        }

        // With something between, it chooses a character set; there is only one here.
        bool isComplete = _state == State.Escape;
        Final = value;
        End();
        return isComplete;
    }

    private bool TakeInSequence(byte value)
    {
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                int number = (_parameters[Count - 1] * 10) + (value - '0');
                _parameters[Count - 1] = number > LargestParameter ? LargestParameter : number;
                return false;
            case (byte)';' or (byte)':':
                if (Count < MaximumParameters)
                {
                    _parameters[Count++] = 0;
                }

                return false;
            case >= (byte)'<' and <= (byte)'?':
                _private = 1;
                return false;
            case < 0x40:
                return false;
            default:
                Final = value;
                End();
                return true;
        }
    }

    /// <summary>A text for the terminal (a window's title ...), which ends with BEL or ESC \.</summary>
    private void SkipText(byte value)
    {
        if (value is Bell or Cancel or Substitute || (_state == State.TextEscape && value == (byte)'\\'))
        {
            End();
        }
        else
        {
            _state = value == Escape ? State.TextEscape : State.Text;
        }
    }
}
