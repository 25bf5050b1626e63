namespace CosmosNvme.Nvme;

/// <summary>Someone in a <see cref="SlotLine"/>: waits for a command slot. The links are its own, so that waiting allocates nothing.</summary>
internal abstract class SlotWaiter : FreeStackItem
{
    /// <summary>The line's: who came later.</summary>
    internal SlotWaiter? Next { get; set; }

    /// <summary>The line's: who came earlier.</summary>
    internal SlotWaiter? Previous { get; set; }

    /// <summary>The line's: true while it stands in one.</summary>
    internal bool IsInLine { get; set; }

    /// <summary>The line's: true once the wait was cancelled, or never begun because of that.</summary>
    internal bool IsUnwanted { get; set; }

    /// <summary>What the wait was for, from <see cref="WakeUp"/> on; null: the queue is closed, or the wait was cancelled.</summary>
    internal CommandSlot? Granted { get; set; }

    /// <summary>Ends the wait. By the thread that released the slot, or closed the queue; never blocks for long, and runs nobody's code.</summary>
    internal abstract void WakeUp();
}
