using System.Collections.Generic;

namespace CosmosNvme.Abstractions;

/// <summary>The kernel log: a ring of lines with levels that survives until power-off.</summary>
public interface IKernelLog
{
    /// <summary>
    /// Appends a line; it is also printed when its level passes the filter of the kernel command line. Callable from any managed
    /// thread, allocates a little, never blocks.
    /// </summary>
    /// <param name="level">Severity.</param>
    /// <param name="text">The line without a line end; overlong text is cut.</param>
    void Write(LogLevel level, string text);

    /// <summary>Copies what the ring holds now, oldest first. Callable from any managed thread, allocates, never blocks.</summary>
    IReadOnlyList<LogEntry> Read();
}
