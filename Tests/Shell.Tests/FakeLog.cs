using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Shell.Tests;

/// <summary>A log in a list.</summary>
internal sealed class FakeLog : IKernelLog
{
    internal List<LogEntry> Entries { get; } = [];

    public void Write(LogLevel level, string text) => Entries.Add(new LogEntry((ulong)Entries.Count, 0, level, text));

    public IReadOnlyList<LogEntry> Read() => Entries;
}
