using System.Threading;

namespace CosmosNvme.Nucleus;

/// <summary>
/// The kernel log: every line goes to <see cref="LogRing"/>, those severe enough also where <see cref="ConsoleOutput"/> prints them. Usable from the first instruction of C# and in every context; NMIs only store lines (<see cref="LogLine.Keep"/>).
/// </summary>
internal static unsafe class Log
{
    private const int Slots = 32;

    /// <summary>At least the size of a <see cref="LogLine"/>.</summary>
    private const int LineBytes = LogLine.Capacity + 16;

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
            LogLine* line = (LogLine*)(lines + (slot * LineBytes));
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
            Print(line, time);
        }

        Free(line);
    }

    /// <summary>Ends a line without printing it: takes no lock, so it is for NMIs, which may have interrupted whoever prints.</summary>
    internal static void Store(LogLine* line)
    {
        LogRing.Append(line->Level, Clock.Monotonic(), line->Buffer, line->Length);
        Free(line);
    }

    /// <summary>Writes raw text where the log is printed: what threads write to file descriptor 2.</summary>
    internal static void PrintRaw(byte* text, ulong count)
    {
        bool locked = Lock();
        ConsoleOutput.PrintRaw(text, count);
        Unlock(locked);
    }

    private static void Free(LogLine* line)
    {
        while (true)
        {
            int used = Volatile.Read(ref s_used);
            if (Interlocked.CompareExchange(ref s_used, used & ~(1 << line->Slot), used) == used)
            {
                return;
            }
        }
    }

    // One lock for whole lines and raw texts, so that none is cut in two by another CPU's.
    private static bool Lock()
    {
        if (Unlocked)
        {
            return false;
        }

        s_printLock.Acquire();
        return true;
    }

    private static void Unlock(bool locked)
    {
        if (locked)
        {
            s_printLock.Release();
        }
    }

    private static void Print(LogLine* line, ulong time)
    {
        bool locked = Lock();
        fixed (byte* buffer = s_lines.Printed)
        {
            LogLine* head = (LogLine*)buffer;
            Compose(head, line->Level, time);

            // In one piece with the text and the line end, behind it in the buffer.
            byte* text = head->Buffer;
            int length = head->Length;
            int prefix = length;
            for (int i = 0; i < line->Length; i++)
            {
                text[length++] = line->Buffer[i];
            }

            text[length] = (byte)'\n';
            ConsoleOutput.PrintLine(text, prefix, length, line->Level);
        }

        Unlock(locked);
    }

    /// <summary>What a printed line begins with: <c>[    0.123456] warning: </c>, seconds since reset.</summary>
    internal static void Compose(LogLine* head, LogLevel level, ulong time)
    {
        head->Length = 0;
        head->Text("["u8)->PaddedDecimal(time / Clock.NanosecondsPerSecond, 5, (byte)' ')
            ->Text("."u8)->PaddedDecimal(time / 1000 % 1_000_000, 6, (byte)'0')->Text("] "u8);
        switch (level)
        {
            case LogLevel.Panic:
                head->Text("panic: "u8);
                break;
            case LogLevel.Error:
                head->Text("error: "u8);
                break;
            case LogLevel.Warning:
                head->Text("warning: "u8);
                break;
            case LogLevel.Info:
                head->Text("info: "u8);
                break;
            default:
                head->Text("debug: "u8);
                break;
        }
    }

    private struct Lines
    {
        internal fixed byte Storage[Slots * LineBytes];
        internal fixed byte Printed[LineBytes + LogLine.Capacity + 1];
    }
}
