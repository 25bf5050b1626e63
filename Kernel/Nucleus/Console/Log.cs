using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The kernel log: every line goes to <see cref="LogRing"/>, those severe enough also to the debug console or, without one, to
/// the serial port. Usable from the first instruction of C# and in every context, exceptions and NMIs included.
/// </summary>
internal static unsafe class Log
{
    private const int Slots = 32;

    private static Lines s_lines;
    private static int s_used;
    private static SpinLock s_printLock;

    /// <summary>Lines up to this severity are printed.</summary>
    internal static LogLevel PrintedLevel;

    /// <summary>Set in a panic: locks are not waited for any more.</summary>
    internal static bool Unlocked;

    /// <summary>Starts a line. There are more lines than CPUs can begin at once, nested contexts included; if not, one is shared.</summary>
    internal static LogLine* Begin(LogLevel level)
    {
        int slot = 0;
        while (slot < Slots - 1)
        {
            int used = Volatile.Read(ref s_used);
            if ((used & (1 << slot)) != 0)
            {
                slot++;
            }
            else if (Interlocked.CompareExchange(ref s_used, used | (1 << slot), used) == used)
            {
                break;
            }
        }

        fixed (byte* lines = s_lines.Storage)
        {
            LogLine* line = (LogLine*)(lines + (slot * sizeof(LogLine)));
            line->Level = level;
            line->Slot = slot;
            line->Length = 0;
            return line;
        }
    }

    /// <summary>Ends a line: stores it, prints it if its level asks for that, frees it.</summary>
    internal static void Write(LogLine* line)
    {
        ulong time = Clock.Monotonic();
        LogRing.Append(line->Level, time, line->Buffer, line->Length);
        if (line->Level <= PrintedLevel)
        {
            Print(line->Level, time, line->Buffer, line->Length);
        }

        while (true)
        {
            int used = Volatile.Read(ref s_used);
            if (Interlocked.CompareExchange(ref s_used, used & ~(1 << line->Slot), used) == used)
            {
                return;
            }
        }
    }

    /// <summary>Writes raw text where the log is printed: what threads write to file descriptor 2.</summary>
    internal static void PrintRaw(byte* text, ulong count)
    {
        if (DebugConsole.Present)
        {
            DebugConsole.Write(text, count);
        }
        else if (Unlocked)
        {
            Uart.WriteUnlocked(text, count);
        }
        else
        {
            Uart.Write(text, count);
        }
    }

    private static void Print(LogLevel level, ulong time, byte* text, int length)
    {
        if (!Unlocked)
        {
            s_printLock.Acquire();
        }

        fixed (byte* prefix = s_lines.Prefix)
        {
            LogLine* line = (LogLine*)prefix;
            line->Length = 0;
            line->Text("["u8)->PaddedDecimal(time / 1_000_000_000, 5, (byte)' ')
                ->Text("."u8)->PaddedDecimal(time / 1000 % 1_000_000, 6, (byte)'0')->Text("] "u8);
            switch (level)
            {
                case LogLevel.Panic:
                    line->Text("panic: "u8);
                    break;
                case LogLevel.Error:
                    line->Text("error: "u8);
                    break;
                case LogLevel.Warning:
                    line->Text("warning: "u8);
                    break;
                case LogLevel.Info:
                    line->Text("info: "u8);
                    break;
                default:
                    line->Text("debug: "u8);
                    break;
            }

            byte newLine = (byte)'\n';
            PrintRaw(line->Buffer, (ulong)line->Length);
            PrintRaw(text, (ulong)length);
            PrintRaw(&newLine, 1);
        }

        if (!Unlocked)
        {
            s_printLock.Release();
        }
    }

    private struct Lines
    {
        internal fixed byte Storage[Slots * (LogLine.Capacity + 16)];
        internal fixed byte Prefix[LogLine.Capacity + 16];
    }
}
