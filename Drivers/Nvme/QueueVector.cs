using CosmosNvme.Abstractions;

namespace CosmosNvme.Nvme;

/// <summary>The interrupt of a queue that a caller owns.</summary>
/// <param name="Vector">The controller's number of it.</param>
/// <param name="Signal">What its owner sleeps on.</param>
internal sealed record QueueVector(ushort Vector, InterruptSignal Signal)
{
    /// <summary>That of a line; null if threads cannot wait for it.</summary>
    internal static QueueVector? For(InterruptLine line, int vector) => line.Signal is InterruptSignal signal ? new QueueVector((ushort)vector, signal) : null;
}
