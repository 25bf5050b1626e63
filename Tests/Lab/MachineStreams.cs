using System.IO;

namespace CosmosNvme.Lab;

/// <summary>Where a machine's channels are connected besides being recorded.</summary>
public sealed record MachineStreams
{
    /// <summary>Receives the console's output as it comes; null for nobody. Not closed.</summary>
    public Stream? ConsoleOutput { get; init; }

    /// <summary>Receives the kernel log as it comes; null for nobody. Not closed.</summary>
    public Stream? LogOutput { get; init; }

    /// <summary>Gives QEMU this process's standard input, which must be a terminal: QEMU then sets it up, and Ctrl-A X quits.</summary>
    public bool InheritTerminal { get; init; }
}
