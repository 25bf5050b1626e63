namespace CosmosNvme.Abstractions;

/// <summary>Severity of a kernel log entry, most severe first.</summary>
public enum LogLevel : byte
{
    /// <summary>The machine stops.</summary>
    Panic,

    /// <summary>Something failed and stays failed.</summary>
    Error,

    /// <summary>Something is odd or degraded; work goes on.</summary>
    Warning,

    /// <summary>Milestones a person wants to see.</summary>
    Info,

    /// <summary>Details for whoever debugs.</summary>
    Debug,
}
