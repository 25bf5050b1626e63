namespace CosmosNvme.Nvme.Simulator;

/// <summary>A command between its fetch and its completion. It is executed when it completes: only then is its buffer touched.</summary>
internal sealed class PendingCommand(SimulatedCommand command, SubmissionRing ring, long order)
{
    internal SimulatedCommand Command { get; } = command;

    internal SubmissionRing Ring { get; } = ring;

    /// <summary>Number in the order of fetching.</summary>
    internal long Order { get; } = order;

    /// <summary>True once it has completed, was aborted or lost in a reset.</summary>
    internal bool IsOver { get; set; }

    /// <summary>True: it waits for the test, or for ever.</summary>
    internal bool IsHeld { get; set; }
}
