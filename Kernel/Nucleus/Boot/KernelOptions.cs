using System;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The keys of the kernel command line that the nucleus itself needs; all others belong to the managed layers. Words and quotes are
/// read as there, a later occurrence of a key wins, and a value that is not understood is ignored: the managed layers say so.
/// </summary>
internal static unsafe class KernelOptions
{
    // No option of the nucleus is longer; a word that is cannot be one.
    private const int WordBytes = 64;
    private const ulong MaximumNumber = int.MaxValue;

    private static Storage s_storage;

    /// <summary>cpus=N: at most so many CPUs are started; 0: all.</summary>
    internal static uint MaximumCpus;

    /// <summary>exit-port=0xNNN: the port of QEMU's isa-debug-exit; 0: none.</summary>
    internal static ushort ExitPort;

    /// <summary>irqchip=pic: wires come through the 8259 pair, although there is an I/O APIC.</summary>
    internal static bool WantsLegacyPic;

    /// <summary>console=screen or both, which is the default: the screen is used if there is one.</summary>
    internal static bool WantsScreen;

    /// <summary>console=serial or both: what is written to the console goes to the serial port.</summary>
    internal static bool WantsSerial;

    /// <summary>keymap=de: the German layout, not that of the USA.</summary>
    internal static bool WantsGermanKeys;

    /// <summary>keyboard=ps2 or auto, which is the default: a PS/2 keyboard is looked for. keyboard=usb: it is not.</summary>
    internal static bool WantsPs2Keyboard;

    /// <summary>irqchip=x2apic: x2APIC mode wherever the CPU has it.</summary>
    internal static bool WantsX2Apic;

    /// <summary>clock=tsc|hpet|pmtimer: the counter that time comes from; <see cref="ClockSource.None"/>: the best that can be trusted.</summary>
    internal static ClockSource WantedClock;

    /// <summary>Reads the command line of <see cref="BootInfo"/>.</summary>
    internal static void Parse()
    {
        Log.PrintedLevel = LogLevel.Warning;
        MaximumCpus = 0;
        ExitPort = 0;
        WantsLegacyPic = false;
        WantsGermanKeys = false;
        WantsPs2Keyboard = true;
        WantsScreen = true;
        WantsSerial = true;
        WantsX2Apic = false;
        WantedClock = ClockSource.None;
        byte* text = BootInfo.CommandLine();
        fixed (byte* word = s_storage.Word)
        {
            bool quoted = false;
            int length = 0;
            for (int i = 0; i < BootInfo.CommandLineLength; i++)
            {
                if (text[i] == (byte)'"')
                {
                    quoted = !quoted;
                }
                else if (!quoted && IsBlank(text[i]))
                {
                    Apply(word, length);
                    length = 0;
                }
                else
                {
                    length = Append(word, length, text[i]);
                }
            }

            Apply(word, length);
        }
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or 0 or (>= 9 and <= 13);

    private static int Append(byte* word, int length, byte character)
    {
        if (length < WordBytes)
        {
            word[length] = character;
        }

        return length + 1;
    }

    private static void Apply(byte* word, int length)
    {
        if (length > WordBytes)
        {
            return;
        }

        byte* end = word + length;
        byte* value = After(word, end, "loglevel="u8);
        if (value != null)
        {
            ApplyLevel(value, end);
            return;
        }

        value = After(word, end, "irqchip="u8);
        if (value != null)
        {
            ApplyInterruptChip(value, end);
            return;
        }

        value = After(word, end, "clock="u8);
        if (value != null)
        {
            ApplyClock(value, end);
            return;
        }

        value = After(word, end, "console="u8);
        if (value != null)
        {
            ApplyConsole(value, end);
            return;
        }

        value = After(word, end, "keymap="u8);
        if (value != null)
        {
            WantsGermanKeys = Is(value, end, "de"u8) || (WantsGermanKeys && !Is(value, end, "us"u8));
            return;
        }

        value = After(word, end, "keyboard="u8);
        if (value != null)
        {
            WantsPs2Keyboard = Is(value, end, "auto"u8) || Is(value, end, "ps2"u8) || (WantsPs2Keyboard && !Is(value, end, "usb"u8));
            return;
        }

        ulong number;
        value = After(word, end, "cpus="u8);
        if (value != null && TryNumber(value, end, 10, MaximumNumber, &number) && number != 0)
        {
            MaximumCpus = (uint)number;
        }

        value = After(word, end, "exit-port="u8);
        if (value != null && TryPort(value, end, &number))
        {
            ExitPort = (ushort)number;
        }
    }

    private static void ApplyConsole(byte* value, byte* end)
    {
        bool both = Is(value, end, "both"u8);
        bool screen = Is(value, end, "screen"u8);
        if (both || screen || Is(value, end, "serial"u8))
        {
            WantsScreen = both || screen;
            WantsSerial = !screen;
        }
    }

    private static void ApplyInterruptChip(byte* value, byte* end)
    {
        bool pic = Is(value, end, "pic"u8);
        bool x2 = Is(value, end, "x2apic"u8);
        if (pic || x2 || Is(value, end, "apic"u8))
        {
            WantsLegacyPic = pic;
            WantsX2Apic = x2;
        }
    }

    private static void ApplyClock(byte* value, byte* end)
    {
        if (Is(value, end, "tsc"u8))
        {
            WantedClock = ClockSource.Tsc;
        }
        else if (Is(value, end, "hpet"u8))
        {
            WantedClock = ClockSource.Hpet;
        }
        else if (Is(value, end, "pmtimer"u8))
        {
            WantedClock = ClockSource.PmTimer;
        }
        else if (Is(value, end, "auto"u8))
        {
            WantedClock = ClockSource.None;
        }
    }

    private static void ApplyLevel(byte* value, byte* end)
    {
        if (Is(value, end, "panic"u8))
        {
            Log.PrintedLevel = LogLevel.Panic;
        }
        else if (Is(value, end, "error"u8))
        {
            Log.PrintedLevel = LogLevel.Error;
        }
        else if (Is(value, end, "warning"u8))
        {
            Log.PrintedLevel = LogLevel.Warning;
        }
        else if (Is(value, end, "info"u8))
        {
            Log.PrintedLevel = LogLevel.Info;
        }
        else if (Is(value, end, "debug"u8))
        {
            Log.PrintedLevel = LogLevel.Debug;
        }
    }

    /// <summary>What follows <paramref name="prefix"/>, or null if the text does not begin with it.</summary>
    private static byte* After(byte* text, byte* end, ReadOnlySpan<byte> prefix)
    {
        foreach (byte expected in prefix)
        {
            if (text == end || *text != expected)
            {
                return null;
            }

            text++;
        }

        return text;
    }

    private static bool Is(byte* text, byte* end, ReadOnlySpan<byte> whole) => After(text, end, whole) == end;

    private static bool TryPort(byte* text, byte* end, ulong* number)
    {
        byte* digits = After(text, end, "0x"u8);
        return digits == null
            ? TryNumber(text, end, 10, ushort.MaxValue, number)
            : TryNumber(digits, end, 16, ushort.MaxValue, number);
    }

    /// <summary>A number that is the whole text: at least one digit, nothing else, at most <paramref name="largest"/>.</summary>
    private static bool TryNumber(byte* text, byte* end, uint radix, ulong largest, ulong* number)
    {
        ulong value = 0;
        byte* start = text;
        for (; text != end; text++)
        {
            uint digit = *text switch
            {
                >= (byte)'0' and <= (byte)'9' => *text - (uint)'0',
                >= (byte)'a' and <= (byte)'f' => *text - (uint)'a' + 10,
                >= (byte)'A' and <= (byte)'F' => *text - (uint)'A' + 10,
                _ => uint.MaxValue,
            };
            if (digit >= radix)
            {
                return false;
            }

            value = (value * radix) + digit;
            if (value > largest)
            {
                return false;
            }
        }

        *number = value;
        return text != start;
    }

    private struct Storage
    {
        internal fixed byte Word[WordBytes];
    }
}
