namespace CosmosNvme.Nucleus;

/// <summary>
/// Where the console's text and the log's lines go: the serial port, the screen, QEMU's debug console. The log's lines go above the line that is being
/// written or typed, which stays whole. Interrupts off.
/// </summary>
internal static unsafe class ConsoleOutput
{
    private const int RawCapacity = 200;

    /// <summary>Rows that a panic leaves of what stood on the screen before it: an exception's own words, for example.</summary>
    private const int RowsKeptInPanic = 6;

    private static SpinLock s_lock;
    private static RawLine s_raw;
    private static int s_rawLength;
    private static int s_panicRows;

    /// <summary>True if the log shares the serial port with the console: there is no channel of its own.</summary>
    private static bool LogIsOnSerial => !DebugConsole.Present && Uart.Present && KernelOptions.WantsSerial;

    /// <summary>Takes the screen into use, as the command line says. Before anything was written.</summary>
    internal static void Initialize()
    {
        if (KernelOptions.WantsScreen)
        {
            fixed (FramebufferInfo* info = &BootInfo.Screen)
            {
                Screen.Begin(info);
            }
        }

        // Nobody shall be left without any console.
        KernelOptions.WantsSerial |= !Screen.Present;
        if (LogIsOnSerial)
        {
            SerialConsole.Begin();
        }
    }

    /// <summary>Writes text of the console.</summary>
    internal static void Write(byte* text, ulong count)
    {
        bool locked = Lock();
        if (LogIsOnSerial)
        {
            SerialConsole.Write(text, count);
        }
        else if (KernelOptions.WantsSerial)
        {
            Uart.Write(text, count);
        }

        if (Screen.Present)
        {
            Screen.Write(text, count);
        }

        Unlock(locked);
    }

    /// <summary>Prints a line of the log.</summary>
    /// <param name="text">The line, and a line end behind it.</param>
    /// <param name="prefix">Bytes of time and severity, with which it begins.</param>
    /// <param name="length">Bytes without the line end.</param>
    /// <param name="level">Its severity.</param>
    internal static void PrintLine(byte* text, int prefix, int length, LogLevel level)
    {
        bool locked = Lock();
        EndRaw();
        if (DebugConsole.Present)
        {
            DebugConsole.Write(text, (ulong)length + 1);
        }

        InsertLine(text, prefix, length, level);
        Unlock(locked);
    }

    /// <summary>Prints what threads write to file descriptor 2: raw on the debug console, elsewhere whole lines.</summary>
    internal static void PrintRaw(byte* text, ulong count)
    {
        bool locked = Lock();
        if (DebugConsole.Present)
        {
            DebugConsole.Write(text, count);
        }

        if (Screen.Present || LogIsOnSerial)
        {
            for (ulong i = 0; i < count; i++)
            {
                PutRaw(text[i]);
            }
        }

        Unlock(locked);
    }

    private static void InsertLine(byte* text, int prefix, int length, LogLevel level)
    {
        if (LogIsOnSerial)
        {
            SerialConsole.InsertLine(text, length);
        }

        if (!Screen.Present)
        {
            return;
        }

        if (!Log.Unlocked)
        {
            Screen.InsertLine(text, length, level);
        }
        else
        {
            // What a panic says first is what matters; it must not scroll away. Rows are few: its lines stand there without their beginnings.
            length -= prefix;
            s_panicRows += 1 + (length / Screen.Columns);
            if (s_panicRows <= Screen.Rows - RowsKeptInPanic)
            {
                Screen.InsertLineUnlocked(text + prefix, length, level);
            }
        }
    }

    private static void PutRaw(byte value)
    {
        if (value == (byte)'\n')
        {
            // An empty line is a line too.
            FlushRaw();
            return;
        }

        fixed (byte* line = s_raw.Bytes)
        {
            line[s_rawLength++] = value;
        }

        if (s_rawLength == RawCapacity)
        {
            FlushRaw();
        }
    }

    private static void EndRaw()
    {
        if (s_rawLength != 0)
        {
            FlushRaw();
        }
    }

    private static void FlushRaw()
    {
        fixed (byte* line = s_raw.Bytes)
        {
            InsertLine(line, 0, s_rawLength, LogLevel.Info);
        }

        s_rawLength = 0;
    }

    private static bool Lock()
    {
        if (Log.Unlocked)
        {
            return false;
        }

        s_lock.Acquire();
        return true;
    }

    private static void Unlock(bool locked)
    {
        if (locked)
        {
            s_lock.Release();
        }
    }

    private struct RawLine
    {
        internal fixed byte Bytes[RawCapacity];
    }
}
