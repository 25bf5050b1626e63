namespace CosmosNvme.Abstractions;

/// <summary>One line of the kernel log.</summary>
/// <param name="Sequence">Position in the log; grows by one per line, gaps mean that older lines were overwritten.</param>
/// <param name="Nanoseconds">Time of the line in nanoseconds since reset.</param>
/// <param name="Level">Severity.</param>
/// <param name="Text">The line without its line end.</param>
public readonly record struct LogEntry(ulong Sequence, ulong Nanoseconds, LogLevel Level, string Text);
