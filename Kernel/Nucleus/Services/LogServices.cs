using System;

namespace CosmosNvme.Nucleus;

/// <summary>The kernel log for managed threads. Callable from every thread; nothing here allocates or blocks.</summary>
public static unsafe class LogServices
{
    /// <summary>Most bytes of text that a line holds.</summary>
    public const int TextBytes = LogRing.TextBytes;

    /// <summary>Lines that the ring holds; older ones are gone.</summary>
    public const int Lines = LogRing.Lines;

    /// <summary>The number that the next line will have; lines are numbered from 0.</summary>
    public static ulong Next => (ulong)LogRing.Next;

    /// <summary>Appends a line, and prints it if its level asks for that.</summary>
    /// <param name="level">Severity.</param>
    /// <param name="text">One line of UTF-8 without a line end; what is too long is cut.</param>
    public static void Write(LogLevel level, ReadOnlySpan<byte> text)
    {
        // The log's locks are for code that cannot be preempted.
        ulong flags = ServiceAsm.DisableInterrupts();
        LogLine* line = Log.Begin(level);
        line->Text(text);
        line->End();
        ScreenWork.Announce();
        ServiceAsm.RestoreInterrupts(flags);
    }

    /// <summary>Copies a line.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="text">Receives the text; <see cref="TextBytes"/> are enough.</param>
    /// <param name="record">Receives the rest.</param>
    /// <returns>False if the line does not exist yet or any more.</returns>
    public static bool TryRead(ulong sequence, Span<byte> text, out LogRecord record)
    {
        LogLevel level = LogLevel.Panic;
        ulong time = 0;
        int length;
        fixed (byte* target = text)
        {
            length = LogRing.Read((long)sequence, target, text.Length, &level, &time);
        }

        record = default;
        record.Sequence = sequence;
        record.Nanoseconds = time;
        record.Level = level;
        record.Length = length;
        return length >= 0;
    }
}
