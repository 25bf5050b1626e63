using System.Collections.Generic;

namespace CosmosNvme.Nucleus.Tests;

/// <summary>An 8042 with a keyboard, as far as the driver sees it; one for all tests, since function pointers have no object.</summary>
internal static class FakeKeyboard
{
    private const byte Acknowledged = 0xfa;
    private static readonly Queue<(byte Value, bool IsMouse)> s_output = [];
    private static byte s_command;

    /// <summary>The configuration byte.</summary>
    internal static byte Configuration { get; set; }

    /// <summary>Answers to "enable scanning", in order; then it is acknowledged.</summary>
    internal static Queue<byte> Answers { get; } = [];

    internal static bool IsKeyboardThere { get; set; }

    internal static bool IsControllerThere { get; set; }

    /// <summary>The controller never takes anything.</summary>
    internal static bool IsStuck { get; set; }

    /// <summary>The output buffer never gets empty.</summary>
    internal static bool Babbles { get; set; }

    internal static bool IsScanning { get; private set; }

    internal static bool IsKeyboardEnabled { get; private set; }

    internal static bool IsMouseEnabled { get; private set; }

    internal static int Reads { get; private set; }

    internal static void Reset()
    {
        s_output.Clear();
        Answers.Clear();
        Configuration = 0x47;
        (IsKeyboardThere, IsControllerThere, IsKeyboardEnabled, IsMouseEnabled) = (true, true, true, true);
        (IsStuck, Babbles, IsScanning) = (false, false, false);
        Reads = 0;
        s_command = 0;
    }

    /// <summary>Something arrives from a device.</summary>
    internal static void Send(byte value, bool isMouse = false) => s_output.Enqueue((value, isMouse));

    internal static byte Read(ushort port)
    {
        Reads++;
        if (!IsControllerThere)
        {
            return 0xff;
        }

        if (port == 0x60)
        {
            return Babbles ? (byte)0x1e : s_output.TryDequeue(out (byte Value, bool IsMouse) next) ? next.Value : (byte)0;
        }

        bool isMouse = s_output.TryPeek(out (byte Value, bool IsMouse) first) && first.IsMouse;
        return (byte)((s_output.Count > 0 || Babbles ? 1 : 0) | (IsStuck ? 2 : 0) | (isMouse ? 0x20 : 0));
    }

    internal static void Write(ushort port, byte value)
    {
        if (port == 0x64)
        {
            s_command = value;
            switch (value)
            {
                case 0x20:
                    Send(Configuration);
                    break;
                case 0xa7 or 0xa8:
                    IsMouseEnabled = value == 0xa8;
                    break;
                case 0xad or 0xae:
                    IsKeyboardEnabled = value == 0xae;
                    break;
            }
        }
        else if (s_command == 0x60)
        {
            Configuration = value;
            s_command = 0;
        }
        else if (value == 0xf4 && IsKeyboardThere)
        {
            byte answer = Answers.TryDequeue(out byte given) ? given : Acknowledged;
            IsScanning = answer == Acknowledged;
            Send(answer);
        }
    }
}
