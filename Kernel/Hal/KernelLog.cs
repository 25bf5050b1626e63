using System;
using System.Collections.Generic;
using System.Text;
using CosmosNvme.Abstractions;
using CosmosNvme.Nucleus;
using LogLevel = CosmosNvme.Abstractions.LogLevel;

namespace CosmosNvme.Hal;

/// <summary>The nucleus's log ring. Callable from any managed thread; both members allocate, neither blocks.</summary>
public sealed class KernelLog : IKernelLog
{
    /// <inheritdoc/>
    public void Write(LogLevel level, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string line in text.Split('\n'))
        {
            LogServices.Write((Nucleus.LogLevel)level, Encoding.UTF8.GetBytes(line));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<LogEntry> Read()
    {
        ulong next = LogServices.Next;
        ulong first = next > LogServices.Lines ? next - LogServices.Lines : 0;
        List<LogEntry> entries = new((int)(next - first));
        Span<byte> text = stackalloc byte[LogServices.TextBytes];
        for (ulong sequence = first; sequence < next; sequence++)
        {
            if (LogServices.TryRead(sequence, text, out LogRecord record))
            {
                entries.Add(new LogEntry(
                    sequence, record.Nanoseconds, (LogLevel)record.Level, Encoding.UTF8.GetString(text[..record.Length])));
            }
        }

        return entries;
    }
}
