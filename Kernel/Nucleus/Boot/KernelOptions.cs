using System;

namespace CosmosNvme.Nucleus;

/// <summary>The keys of the kernel command line that the nucleus itself needs; all others belong to the managed layers.</summary>
internal static unsafe class KernelOptions
{
    /// <summary>cpus=N: at most so many CPUs are started; 0: all.</summary>
    internal static uint MaximumCpus;

    /// <summary>exit-port=0xNNN: the port of QEMU's isa-debug-exit; 0: none.</summary>
    internal static ushort ExitPort;

    internal static void Parse()
    {
        Log.PrintedLevel = LogLevel.Warning;
        byte* text = BootInfo.CommandLine();
        bool quoted = false;
        for (int i = 0; i < BootInfo.CommandLineLength; i++)
        {
            if (text[i] == (byte)'"')
            {
                quoted = !quoted;
            }

            bool starts = !quoted && text[i] != (byte)' ' && (i == 0 || text[i - 1] == (byte)' ');
            if (!starts)
            {
                continue;
            }

            if (After(text + i, "loglevel="u8, out byte* value))
            {
                ParseLevel(value);
            }
            else if (After(text + i, "cpus="u8, out value))
            {
                MaximumCpus = (uint)Number(value);
            }
            else if (After(text + i, "exit-port="u8, out value))
            {
                ExitPort = (ushort)Number(value);
            }
        }
    }

    private static void ParseLevel(byte* value)
    {
        if (After(value, "panic"u8, out _))
        {
            Log.PrintedLevel = LogLevel.Panic;
        }
        else if (After(value, "error"u8, out _))
        {
            Log.PrintedLevel = LogLevel.Error;
        }
        else if (After(value, "info"u8, out _))
        {
            Log.PrintedLevel = LogLevel.Info;
        }
        else if (After(value, "debug"u8, out _))
        {
            Log.PrintedLevel = LogLevel.Debug;
        }
    }

    private static bool After(byte* text, ReadOnlySpan<byte> prefix, out byte* rest)
    {
        rest = text;
        foreach (byte expected in prefix)
        {
            if (*rest != expected)
            {
                return false;
            }

            rest++;
        }

        return true;
    }

    /// <summary>A decimal number, or a hexadecimal one after 0x; stops at the first character that is no digit.</summary>
    internal static ulong Number(byte* text)
    {
        uint radix = 10;
        if (text[0] == (byte)'0' && text[1] == (byte)'x')
        {
            radix = 16;
            text += 2;
        }

        ulong value = 0;
        while (true)
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
                return value;
            }

            value = (value * radix) + digit;
            text++;
        }
    }
}
