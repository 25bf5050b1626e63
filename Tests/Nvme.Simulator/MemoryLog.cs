using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme.Simulator;

/// <summary>A kernel log that keeps its lines for the test.</summary>
public sealed class MemoryLog : IKernelLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines, as "level: text".</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <inheritdoc/>
    public void Write(LogLevel level, string text) => _lines.Enqueue($"{level}: {text}");

    /// <inheritdoc/>
    public IReadOnlyList<LogEntry> Read() => Array.Empty<LogEntry>();
}
