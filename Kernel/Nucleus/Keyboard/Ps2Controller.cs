using System.Runtime.CompilerServices;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The keyboard controller of a PC, an 8042 or what imitates it (IBM PS/2 Technical Reference, keyboard controller). Waits are bounded: there may be
/// none, or firmware that plays one for a USB keyboard. Boot CPU while it is set up, then its interrupt.
/// </summary>
internal static unsafe class Ps2Controller
{
    internal const int InterruptRequest = 1;

    private const ushort Data = 0x60;
    private const ushort Command = 0x64;

    private const byte OutputFull = 1;
    private const byte InputFull = 2;
    private const byte FromMouse = 0x20;
    private const byte Nothing = 0xff;

    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;
    private const byte DisableMouse = 0xa7;
    private const byte DisableKeyboard = 0xad;
    private const byte EnableKeyboard = 0xae;

    private const byte KeyboardInterrupt = 1;
    private const byte MouseInterrupt = 2;
    private const byte KeyboardOff = 0x10;
    private const byte MouseOff = 0x20;
    private const byte Translated = 0x40;

    private const byte EnableScanning = 0xf4;
    private const byte Acknowledged = 0xfa;
    private const byte Resend = 0xfe;
    private const int Attempts = 3;

    /// <summary>Reads of the status until the controller must have answered; each takes about 1 us on a PC.</summary>
    private const int Patience = 50_000;

    /// <summary>Bytes that may lie about, before there must be something wrong.</summary>
    private const int MostBytes = 64;

    private static delegate*<ushort, byte> s_in;
    private static delegate*<ushort, byte, void> s_out;

    /// <summary>Uses the machine's ports.</summary>
    internal static void UsePorts() => UsePorts(&In, &Out);

    /// <summary>Uses other ports: for tests.</summary>
    internal static void UsePorts(delegate*<ushort, byte> read, delegate*<ushort, byte, void> write)
    {
        s_in = read;
        s_out = write;
    }

    /// <summary>Looks for a keyboard and sets it up to send scan codes of set 1 by interrupts. False: none answers.</summary>
    internal static bool TryInitialize()
    {
        if (Read(Command) == Nothing)
        {
            return false;
        }

        byte configuration;
        if (!TryWrite(Command, DisableKeyboard) || !TryWrite(Command, DisableMouse) || !TryDrain()
            || !TryWrite(Command, ReadConfiguration) || !TryRead(&configuration))
        {
            return false;
        }

        configuration = (byte)((configuration | Translated | MouseOff) & ~(KeyboardInterrupt | MouseInterrupt | KeyboardOff));
        return TryConfigure(configuration) && TryWrite(Command, EnableKeyboard) && TryStart()
            && TryConfigure((byte)(configuration | KeyboardInterrupt));
    }

    /// <summary>Takes the next scan code that has arrived; what a mouse sent is dropped. False: there is none.</summary>
    internal static bool TryTake(byte* code)
    {
        for (int i = 0; i < MostBytes; i++)
        {
            byte status = Read(Command);
            if ((status & OutputFull) == 0 || status == Nothing)
            {
                return false;
            }

            *code = Read(Data);
            if ((status & FromMouse) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells the keyboard to send; it must say that it will. Keys pressed meanwhile are dropped.</summary>
    private static bool TryStart()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!TryWrite(Data, EnableScanning))
            {
                return false;
            }

            byte answer = 0;
            for (int i = 0; i < MostBytes && answer is not (Acknowledged or Resend); i++)
            {
                if (!TryRead(&answer))
                {
                    return false;
                }
            }

            if (answer == Acknowledged)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryConfigure(byte configuration) => TryWrite(Command, WriteConfiguration) && TryWrite(Data, configuration);

    private static bool TryDrain()
    {
        for (int i = 0; i < MostBytes; i++)
        {
            if ((Read(Command) & OutputFull) == 0)
            {
                return true;
            }

            Read(Data);
        }

        return false;
    }

    private static bool TryWrite(ushort port, byte value)
    {
        for (int wait = 0; wait < Patience; wait++)
        {
            if ((Read(Command) & InputFull) == 0)
            {
                Write(port, value);
                return true;
            }
        }

        return false;
    }

    private static bool TryRead(byte* value)
    {
        for (int wait = 0; wait < Patience; wait++)
        {
            if ((Read(Command) & OutputFull) != 0)
            {
                *value = Read(Data);
                return true;
            }
        }

        return false;
    }

    // Not inlined: so the proof finds the only calls through a pointer here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte Read(ushort port) => s_in(port);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(ushort port, byte value) => s_out(port, value);

    private static byte In(ushort port) => Asm.In8(port);

    private static void Out(ushort port, byte value) => Asm.Out8(port, value);
}
