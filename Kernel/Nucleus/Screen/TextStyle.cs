namespace CosmosNvme.Nucleus;

/// <summary>Colours and emphasis of what is written next, as SGR sequences set them (ECMA-48 §8.3.117).</summary>
internal unsafe struct TextStyle
{
    private const byte Bright = 8;

    private byte _foreground;
    private byte _background;
    private byte _bold;
    private byte _reversed;

    internal readonly byte EffectiveForeground => _reversed == 0 ? Shown : _background;

    internal readonly byte EffectiveBackground => _reversed == 0 ? _background : Shown;

    private readonly byte Shown => _bold != 0 && _foreground < Bright ? (byte)(_foreground + Bright) : _foreground;

    internal void Reset()
    {
        _foreground = Cell.DefaultForeground;
        _background = Cell.DefaultBackground;
        _bold = 0;
        _reversed = 0;
    }

    /// <summary>Obeys an SGR sequence; what is not known is skipped.</summary>
    internal void Apply(EscapeParser* sequence)
    {
        for (int i = 0; i < sequence->Count; i++)
        {
            int code = sequence->Parameter(i, 0);
            if (code is 38 or 48)
            {
                i += ApplyExtended(sequence, i, code == 38);
            }
            else
            {
                Apply(code);
            }
        }
    }

    private void Apply(int code)
    {
        switch (code)
        {
            case 0:
                Reset();
                break;
            case 1:
                _bold = 1;
                break;
            case 7:
                _reversed = 1;
                break;
            case 22:
                _bold = 0;
                break;
            case 27:
                _reversed = 0;
                break;
            case >= 30 and <= 37:
                _foreground = (byte)(code - 30);
                break;
            case 39:
                _foreground = Cell.DefaultForeground;
                break;
            case >= 40 and <= 47:
                _background = (byte)(code - 40);
                break;
            case 49:
                _background = Cell.DefaultBackground;
                break;
            case >= 90 and <= 97:
                _foreground = (byte)(code - 90 + Bright);
                break;
            case >= 100 and <= 107:
                _background = (byte)(code - 100 + Bright);
                break;
            default:
                break;
        }
    }

    private void SetColour(byte colour, bool foreground)
    {
        if (foreground)
        {
            _foreground = colour;
        }
        else
        {
            _background = colour;
        }
    }

    /// <summary>38;5;N and 38;2;R;G;B: one of sixteen colours if N names one, else none. Returns how many parameters these were.</summary>
    private int ApplyExtended(EscapeParser* sequence, int index, bool foreground)
    {
        const int PaletteParameters = 2;
        const int RgbParameters = 4;
        switch (sequence->Parameter(index + 1, 0))
        {
            case 5:
                int colour = sequence->Parameter(index + 2, 0);
                if (colour < 16)
                {
                    SetColour((byte)colour, foreground);
                }

                return PaletteParameters;
            case 2:
                return RgbParameters;
            default:
                return 0;
        }
    }
}
