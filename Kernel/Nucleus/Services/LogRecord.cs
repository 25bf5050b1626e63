namespace CosmosNvme.Nucleus;

/// <summary>One line of the log ring without its text. Blittable.</summary>
public struct LogRecord
{
    /// <summary>Number of the line, from 0, growing by one.</summary>
    public ulong Sequence;

    /// <summary>Nanoseconds since reset.</summary>
    public ulong Nanoseconds;

    /// <summary>Severity.</summary>
    public LogLevel Level;

    /// <summary>Bytes of text.</summary>
    public int Length;
}
